import assert from 'node:assert/strict';
import { createJudge, isSeen, isTypedAlong } from '../../../bench/replay/score.mts';
import type { Truth } from '../../../bench/replay/truth.mts';

const follows = (text: string): Truth => ({
  typedNext: text === '' ? undefined : text.slice(0, 1),
  follows: { run: text, place: text, final: text },
});

const ghost = (text: string) => ({ text, wholeLine: false });

/** Judges one key after which `shown` stands on the screen and `next` is typed. */
function judged(shown: string, next: string) {
  const judge = createJudge(() => 0);
  judge.atKey(0, 'a');
  judge.screen(ghost(''), 'key');
  judge.screen(ghost(shown), 'answer');
  judge.beforeKey(follows(next));
  const { bound, correctCharacters, keys, right, wrong, wrongCharacters } = judge.score;
  return { bound, keys, right, wrong, correctCharacters, wrongCharacters };
}

describe('the replay score', () => {
  it('counts a key as right when the visible text begins with what is typed next', () => {
    assert.deepEqual(judged('bcxy', 'bcde'), {
      bound: 1,
      keys: 1,
      right: 1,
      wrong: 0,
      correctCharacters: 2,
      wrongCharacters: 2,
    });
  });

  it('counts it as wrong when something else or nothing is typed there', () => {
    assert.equal(judged('xbcd', 'bcde').wrong, 1);
    assert.deepEqual(judged('bcd', ''), {
      bound: 0,
      keys: 1,
      right: 0,
      wrong: 1,
      correctCharacters: 0,
      wrongCharacters: 3,
    });
  });

  it('counts neither when nothing that can be seen is there', () => {
    const { right, wrong } = judged('bc', 'bcde');
    assert.deepEqual([right, wrong], [0, 0]);
    assert.equal(isSeen({ text: ');', wholeLine: true }), true);
    assert.equal(isSeen({ text: ' \n', wholeLine: true }), false);
  });

  it('counts flicker when text that is typed along is replaced or removed, not when it grows', () => {
    for (const [answer, flicker] of [
      ['cdef', 0],
      ['cdefgh', 0],
      ['cdxy', 1],
      ['', 1],
    ] as const) {
      const judge = createJudge(() => 0);
      judge.atKey(0, 'a');
      judge.screen(ghost('bcdef'), 'answer');
      judge.atKey(100, 'b');
      judge.screen(ghost('cdef'), 'key');
      judge.screen(ghost(answer), 'answer');
      assert.equal(judge.score.flicker, flicker, answer);
    }
  });

  it('takes a text that is typed over at once for one that nobody read', () => {
    let now = 0;
    const judge = createJudge(() => now);
    for (const typedOverMs of [299, 300]) {
      judge.atKey(now, 'a');
      judge.screen(ghost('bcdef'), 'answer');
      now += typedOverMs;
      judge.atKey(now, 'x');
      judge.screen(ghost(''), 'key');
    }
    const { appearances, blindRejections, flicker } = judge.score;
    assert.deepEqual([appearances, blindRejections, flicker], [2, 1, 0]);
  });

  it('measures the time to visible text once per key', () => {
    let now = 10;
    const judge = createJudge(() => now);
    judge.atKey(0, 'a');
    judge.screen(ghost('bcdef'), 'answer');
    now = 60;
    judge.screen(ghost('bcdefg'), 'answer');
    judge.atKey(60, 'b');
    judge.screen(ghost('cdefg'), 'key');
    assert.deepEqual(judge.score.visibleMs, [10, 0]);
  });

  it('lets the editor indent a new line otherwise than the text', () => {
    assert.equal(isTypedAlong('\n    return', '\n\t'), true);
    assert.equal(isTypedAlong('\n    return', '\nx'), false);
  });
});
