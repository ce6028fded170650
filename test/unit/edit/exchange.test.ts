import assert from 'node:assert/strict';
import { applyEdits } from '../../../src/edit/edits.ts';
import { type Exchanged, exchangeSides, type Written } from '../../../src/edit/exchange.ts';
import { followEdit, startReview } from '../../../src/edit/review.ts';

const before = 'one\ntwo\nthree\n';
const edits = [
  { start: 0, end: 3, text: 'ONE' },
  { start: 8, end: 13, text: 'THREE' },
];
const after = 'ONE\ntwo\nTHREE\n';

/** A document with two changes; `answers` say how each writing ends, an error that the editor was closed. */
function rig(answers: readonly (Written | Error | 'typed')[], canUndo = false) {
  let text = after;
  let asked = 0;
  let undone = 0;
  const one: Exchanged = {
    review: startReview(before, edits),
    writing: undefined,
    undo: canUndo ? { from: after, to: before } : undefined,
    isUntouched: canUndo,
  };
  return {
    one,
    counts: () => ({ asked, undone }),
    text: () => text,
    states: () => one.review.map(({ state }) => state),
    discard: (which: number | 'all') =>
      exchangeSides(one, which, 'discarded', {
        text: () => text,
        async undoTo(wanted) {
          undone += 1;
          if (answers[0] !== 'written') {
            return false;
          }
          text = wanted;
          return true;
        },
        async write(wanted) {
          const answer = answers[Math.min(asked, answers.length - 1)] ?? 'written';
          asked += 1;
          if (answer instanceof Error) {
            throw answer;
          }
          if (answer === 'typed') {
            text = `x${text}`;
            one.review = followEdit(one.review, { offset: 0, length: 0, text: 'x' });
            return 'changed';
          }
          text = answer === 'written' ? applyEdits(text, wanted) : text;
          return answer;
        },
      }),
  };
}

describe('putting the other side of changes into a document', () => {
  it('is one undo where nothing came between', async () => {
    const { counts, discard, one, text } = rig(['written'], true);
    assert.equal(await discard('all'), undefined);
    assert.deepEqual([text(), counts()], [before, { asked: 0, undone: 1 }]);
    assert.notEqual(one.writing, undefined, 'the event of the undo ends it');
  });

  it('is written where undo does not lead there', async () => {
    const { counts, discard, states, text } = rig(['changed', 'written'], true);
    assert.equal(await discard('all'), undefined);
    assert.equal(counts().asked, 2);
    assert.deepEqual([text(), states()], [before, ['discarded', 'discarded']]);
  });

  it('is made of one change alone', async () => {
    const { discard, states, text } = rig(['written']);
    assert.equal(await discard(1), undefined);
    assert.deepEqual([text(), states()], ['ONE\ntwo\nthree\n', ['pending', 'discarded']]);
  });

  it('is made anew for what somebody typed meanwhile', async () => {
    const { discard, text } = rig(['typed', 'written']);
    assert.equal(await discard('all'), undefined);
    assert.equal(text().includes('THREE'), false);
    assert.match(text(), /x/);
  });

  it('says that the document takes no edits, and leaves everything to be decided', async () => {
    const { counts, discard, one, states, text } = rig(['read-only']);
    assert.equal(await discard('all'), 'read-only');
    assert.deepEqual([text(), counts().asked, states()], [after, 1, ['pending', 'pending']]);
    assert.equal(one.writing, undefined);
  });

  it('says that somebody is always faster, after three tries', async () => {
    for (const answer of ['changed', new Error('the editor was closed')] as const) {
      const { counts, discard, one, states, text } = rig([answer]);
      assert.equal(await discard('all'), 'changed');
      assert.deepEqual([text(), counts().asked, states()], [after, 3, ['pending', 'pending']]);
      assert.equal(one.writing, undefined);
    }
  });
});
