import assert from 'node:assert/strict';
import { applyEdits, type TextEdit } from '../../../src/edit/edits.ts';
import { createLastChange } from '../../../src/edit/lastChange.ts';
import { decided, followEdit, type Review, startReview } from '../../../src/edit/review.ts';

const before = 'one\ntwo\nthree\n';
const deletion: TextEdit = { start: 4, end: 8, text: '' };

/** The change of a document that is there; `takes` says for each try whether the document takes what undoes it. */
function rig(...takes: readonly boolean[]) {
  const one = { review: startReview(before, [deletion]) as Review };
  const last = createLastChange<typeof one>();
  let text: string | undefined = applyEdits(before, [deletion]);
  let tries = 0;
  const asked: (typeof one)[] = [];
  return {
    one,
    last,
    asked,
    type(offset: number, typed: string) {
      text = applyEdits(text ?? '', [{ start: offset, end: offset, text: typed }]);
      one.review = followEdit(one.review, { offset, length: 0, text: typed });
    },
    close() {
      text = undefined;
    },
    undo: () =>
      last.undo({
        textOf: () => text,
        async exchange(change) {
          asked.push(change);
          return takes[tries++] ?? assert.fail('one try too many');
        },
      }),
  };
}

describe('the last change', () => {
  it('is taken back once', async () => {
    const { asked, last, one, undo } = rig(true);
    assert.equal(await undo(), 'nothing');
    last.keep(one);
    assert.equal(await undo(), undefined);
    assert.deepEqual(asked, [one]);
    assert.equal(await undo(), 'nothing');
  });

  it('is kept where the document did not take that', async () => {
    const { asked, last, one, undo } = rig(false, true);
    last.keep(one);
    assert.equal(await undo(), undefined);
    assert.equal(await undo(), undefined);
    assert.deepEqual(asked, [one, one]);
    assert.equal(await undo(), 'nothing');
  });

  it('is another one when that was made meanwhile', async () => {
    const { last, one } = rig();
    const next = { review: startReview(before, [deletion]) };
    last.keep(one);
    await last.undo({
      textOf: () => applyEdits(before, [deletion]),
      async exchange() {
        last.keep(next);
        return true;
      },
    });
    assert.equal(last.get(), next);
  });

  it('stays where something was typed into it, or where its document is closed', async () => {
    const typed = rig();
    typed.last.keep(typed.one);
    typed.type(4, 'x');
    assert.equal(await typed.undo(), 'edited');
    const closed = rig();
    closed.last.keep(closed.one);
    closed.close();
    assert.equal(await closed.undo(), 'closed');
  });

  it('is gone once somebody took it back', () => {
    const { last, one } = rig();
    last.keep(one);
    last.settle();
    assert.equal(last.get(), one);
    one.review = decided(one.review, 'all', 'discarded');
    last.settle();
    assert.equal(last.get(), undefined);
  });
});
