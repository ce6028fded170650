import assert from 'node:assert/strict';
import { type Candidate, changeSize, ranked } from '../../../src/edit/rank.ts';

const text = 'one\ntwo\nthree\n';
const cheat = { kind: 'cast', line: 0, text: '' } as const;

function candidate(standing: Candidate['standing'], replacement: string, cheats = 0): Candidate {
  return {
    edits: [{ start: 0, end: 3, text: replacement }],
    standing,
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

  it('leaves equals in their order', () => {
    const [one, other] = [candidate('verified', 'a'), candidate('verified', 'b')];
    assert.deepEqual(ranked(text, [one, other]), [one, other]);
  });

  it('measures only lines that are different', () => {
    const whole = [{ start: 0, end: text.length, text: 'one\n2\nthree\n' }];
    assert.equal(changeSize(text, whole), 'two\n'.length + '2\n'.length);
  });
});
