import assert from 'node:assert/strict';
import { createTypingPlace, oldestAnswerMs, type Place } from '../../../src/editor/typingPlace.ts';

const uri = 'file:///a.ts';
const place: Place = { uri, version: 2, offset: 11 };

/** A user who has just typed the character before offset 11, and the caret followed. */
function afterTyping() {
  let nowMs = 1_000;
  const typing = createTypingPlace(() => nowMs);
  typing.typed({ uri, start: 10, end: 11 });
  typing.moved(uri, 11);
  return {
    typing,
    pass(ms: number) {
      nowMs += ms;
    },
  };
}

describe('a late answer', () => {
  it('fits while the user waits where the last key left the caret', () => {
    const { typing } = afterTyping();
    assert.equal(typing.fits(place, place), true);
  });

  it('fits before the editor told of the caret', () => {
    const typing = createTypingPlace(() => 0);
    typing.typed({ uri, start: 10, end: 11 });
    assert.equal(typing.fits(place, place), true);
  });

  it('fits after a bracket that closed itself, with the caret between both', () => {
    const typing = createTypingPlace(() => 0);
    typing.typed({ uri, start: 10, end: 12 });
    typing.moved(uri, 11);
    assert.equal(typing.fits(place, place), true);
  });

  it('fits two seconds after the key', () => {
    const { pass, typing } = afterTyping();
    pass(2_000);
    assert.equal(typing.fits(place, place), true);
  });

  it('is too old three seconds after the key', () => {
    const { pass, typing } = afterTyping();
    pass(oldestAnswerMs + 1);
    assert.equal(typing.fits(place, place), false);
  });

  it('does not fit when the user never typed', () => {
    const typing = createTypingPlace(() => 0);
    typing.moved(uri, 11);
    assert.equal(typing.fits(place, place), false);
  });

  it('does not fit after the caret went away and came back', () => {
    const { typing } = afterTyping();
    typing.moved(uri, 4);
    typing.moved(uri, 11);
    assert.equal(typing.fits(place, place), false);
  });

  it('does not fit after the caret moved in another document', () => {
    const { typing } = afterTyping();
    typing.moved('file:///b.ts', 0);
    assert.equal(typing.fits(place, place), false);
  });

  it('does not fit after an interruption, and does again after the next key', () => {
    const { typing } = afterTyping();
    typing.interrupted();
    assert.equal(typing.fits(place, place), false);
    typing.typed({ uri, start: 10, end: 11 });
    assert.equal(typing.fits(place, place), true);
  });

  for (const [says, caret] of [
    ['the document changed since', { ...place, version: 3 }],
    ['the caret is elsewhere', { ...place, offset: 12 }],
    ['another document has the caret', { ...place, uri: 'file:///b.ts' }],
    ['there is no single caret', undefined],
  ] as const) {
    it(`does not fit when ${says}`, () => {
      assert.equal(afterTyping().typing.fits(place, caret), false);
    });
  }
});
