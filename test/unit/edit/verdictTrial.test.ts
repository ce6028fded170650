import assert from 'node:assert/strict';
import { applyEdits, type TextEdit } from '../../../src/edit/edits.ts';
import { createTrialText } from '../../../src/edit/trialText.ts';

const before = 'one two three four';
const edits: readonly TextEdit[] = [
  { start: 4, end: 7, text: 'TWO!' },
  { start: 8, end: 8, text: 'and ' },
  { start: 13, end: 18, text: '' },
];

/** Types in the text that is tried, then takes the trial out. */
function afterTyping(
  ...typed: readonly (readonly [offset: number, length: number, text: string])[]
) {
  const trial = createTrialText(before, edits);
  let text = applyEdits(before, edits);
  for (const [offset, length, inserted] of typed) {
    text = text.slice(0, offset) + inserted + text.slice(offset + length);
    trial.changed(offset, length, inserted.length);
  }
  return applyEdits(text, trial.takeOut());
}

describe('taking a trial out', () => {
  it('gives the text back when nobody typed', () => {
    assert.equal(afterTyping(), before);
  });

  for (const [what, typed, wanted] of [
    ['before it', [0, 0, '>'], '>one two three four'],
    ['directly before it', [4, 0, '+'], 'one +two three four'],
    ['in the middle of it', [6, 0, '+'], 'one two+ three four'],
    ['directly behind it', [8, 0, '+'], 'one two+ three four'],
    ['over a part of it', [5, 2, '+'], 'one two+ three four'],
    ['over all of it and more', [3, 6, '+'], 'onetwo+three four'],
    ['between two', [9, 0, '+'], 'one two +three four'],
    ['where text was taken away', [18, 0, '+'], 'one two three four+'],
    ['behind it all, deleting what was there', [13, 5, ''], 'one two  four'],
  ] as const) {
    it(`keeps what is typed ${what}`, () => {
      assert.equal(afterTyping(typed), wanted);
    });
  }

  it('keeps everything that is typed and nothing of ours, wherever it is typed', () => {
    let seed = 7;
    const next = (below: number) => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % below;
    };
    for (let round = 0; round < 2_000; round++) {
      let length = applyEdits(before, edits).length;
      const typed = Array.from({ length: 1 + next(4) }, () => {
        const offset = next(length + 1);
        length += 1;
        return [offset, 0, '#'] as const;
      });
      const text = afterTyping(...typed);
      assert.equal(text.replaceAll('#', ''), before, JSON.stringify(typed));
      assert.equal(text.length, before.length + typed.length);
    }
  });
});
