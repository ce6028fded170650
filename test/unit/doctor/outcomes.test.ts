import assert from 'node:assert/strict';
import { createOutcomeBook, type NotedOutcome } from '../../../src/doctor/outcomes.ts';
import { whyHere } from '../../../src/doctor/why.ts';
import { failure } from '../model/support.ts';

const uri = 'file:///a.ts';

function outcome(fields: Partial<NotedOutcome> = {}): NotedOutcome {
  return {
    end: { kind: 'none', reason: 'nothing useful' },
    version: 1,
    offset: 0,
    elapsedMs: 5,
    atMs: 0,
    ...fields,
  };
}

describe('the book of outcomes', () => {
  it('keeps the last 20 of a document, the newest first', () => {
    const book = createOutcomeBook();
    for (let atMs = 0; atMs < 25; atMs++) {
      book.note(uri, outcome({ atMs }));
    }
    const kept = book.of(uri);
    assert.equal(kept.length, 20);
    assert.equal(kept[0]?.atMs, 24);
    assert.equal(book.last(), kept[0]);
    assert.deepEqual(book.of('file:///other.ts'), []);
  });

  it('forgets the documents that were not asked about the longest', () => {
    const book = createOutcomeBook();
    for (let at = 0; at < 40; at++) {
      book.note(`file:///${at}.ts`, outcome());
      book.note(uri, outcome());
    }
    assert.deepEqual(book.of('file:///0.ts'), []);
    assert.equal(book.of('file:///39.ts').length, 1);
    assert.equal(book.of(uri).length, 20);
  });

  it('finds how it ended at exactly one place, what was given up aside', () => {
    const book = createOutcomeBook();
    const wanted = outcome({ version: 3, offset: 7 });
    book.note(uri, wanted);
    book.note(uri, outcome({ version: 3, offset: 8 }));
    book.note(uri, outcome({ version: 4, offset: 7 }));
    book.note(uri, outcome({ version: 3, offset: 7, end: { kind: 'none', reason: 'cancelled' } }));
    assert.equal(book.at(uri, 3, 7), wanted);
    assert.equal(book.at(uri, 5, 7), undefined);
  });
});

describe('why there is no suggestion here', () => {
  const nothing = {
    refused: undefined,
    modelRefused: undefined,
    last: undefined,
    model: undefined,
  } as const;
  const failed = { kind: 'failed', error: failure('unreachable') } as const;
  const end = { kind: 'none', reason: 'too uncertain' } as const;

  it('is what keeps completions off, before anything that was asked', () => {
    assert.deepEqual(whyHere({ ...nothing, refused: 'snoozed', last: end, model: failed }), {
      kind: 'refused',
      reason: 'snoozed',
    });
  });

  it('is how the question at this place ended, before what holds everywhere', () => {
    const facts = { ...nothing, last: end, model: failed, modelRefused: 'untrusted workspace' };
    assert.deepEqual(whyHere(facts as Parameters<typeof whyHere>[0]), { kind: 'ended', end });
  });

  it('is the trust, then the model, where nothing was asked', () => {
    assert.deepEqual(whyHere({ ...nothing, modelRefused: 'untrusted workspace', model: failed }), {
      kind: 'refused',
      reason: 'untrusted workspace',
    });
    assert.deepEqual(whyHere({ ...nothing, model: failed }), { kind: 'model', state: failed });
    assert.deepEqual(whyHere(nothing), { kind: 'not asked' });
  });
});
