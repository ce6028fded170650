import assert from 'node:assert/strict';
import { type Candidate, changeSize, ranked } from '../../../src/edit/rank.ts';
import type { Verdict } from '../../../src/edit/verdict.ts';

const text = 'one\ntwo\nthree\n';
const cheat = { kind: 'cast', line: 0, text: '' } as const;

const verdicts: { readonly [kind in Verdict['kind']]: Verdict } = {
  verified: { kind: 'verified', fixed: 5, of: 5, openFiles: 1, unchecked: 0 },
  partly: partly(3),
  'not verified': { kind: 'not verified', reason: 'typing' },
  'not checked': { kind: 'not checked', reason: 'no problem' },
};

function partly(fixed: number): Verdict {
  return { kind: 'partly', fixed, of: 5, added: 0, messages: ['still'] };
}

function candidate(stood: Verdict['kind'] | Verdict, replacement: string, cheats = 0): Candidate {
  return {
    edits: [{ start: 0, end: 3, text: replacement }],
    verdict: typeof stood === 'string' ? verdicts[stood] : stood,
    cheats: Array.from({ length: cheats }, () => cheat),
  };
}

describe('the ranking of answers', () => {
  it('puts a cheat behind all others, though it is verified', () => {
    const [honest, other] = [
      candidate('not verified', 'a long one'),
      candidate('verified', '1', 1),
    ];
    assert.deepEqual(ranked(text, [other, honest]), [honest, other]);
  });

  it('counts how it stood the check before how little it changes', () => {
    const all = [
      candidate('not checked', '1'),
      candidate('verified', 'much longer'),
      candidate('partly', '2'),
      candidate('verified', 'long'),
      candidate('not verified', '3'),
    ];
    assert.deepEqual(ranked(text, all), [all[3], all[1], all[2], all[4], all[0]]);
  });

  it('counts how many problems are gone before how little it changes', () => {
    const [few, many] = [candidate(partly(1), '1'), candidate(partly(4), 'much longer')];
    assert.deepEqual(ranked(text, [few, many]), [many, few]);
    assert.deepEqual(ranked(text, [many, few]), [many, few]);
    const short = candidate(partly(4), '4');
    assert.deepEqual(ranked(text, [many, short]), [short, many]);
  });

  it('leaves equals in their order', () => {
    const [one, other] = [candidate('verified', 'a'), candidate('verified', 'b')];
    assert.deepEqual(ranked(text, [one, other]), [one, other]);
  });

  it('measures only lines that are different', () => {
    const whole = [{ start: 0, end: text.length, text: 'one\n2\nthree\n' }];
    assert.equal(changeSize(text, whole), 'two\n'.length + '2\n'.length);
  });
});
