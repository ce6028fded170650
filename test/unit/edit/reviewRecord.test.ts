import assert from 'node:assert/strict';
import { startReview } from '../../../src/edit/review.ts';
import {
  draftRecords,
  hashOf,
  type ReviewRecord,
  reviewRecords,
  textToGiveBack,
} from '../../../src/edit/reviewRecord.ts';

const record: ReviewRecord = {
  uri: 'file:///a.ts',
  title: 'shorter',
  why: '',
  held: 'no',
  hash: hashOf('abc'),
  changes: startReview('ab', [{ start: 1, end: 2, text: 'bc' }]),
};

describe('what is kept of a review', () => {
  it('comes back as it was', () => {
    assert.deepEqual(reviewRecords(JSON.parse(JSON.stringify([record]))), [record]);
  });

  for (const held of ['auto-save', 'read-only', 'not checked'] as const) {
    it(`says why it waits in a diff: ${held}`, () => {
      assert.deepEqual(reviewRecords([{ ...record, held }]), [{ ...record, held }]);
    });
  }

  for (const [title, kept] of [
    ['nothing', undefined],
    ['why it waits is unknown', [{ ...record, held: true }]],
    ['another shape', { uri: 'x' }],
    ['a part is missing', [{ ...record, hash: undefined }]],
    [
      'pieces are not as long as their place',
      [{ ...record, changes: [{ ...record.changes[0], span: { start: 1, end: 9 } }] }],
    ],
    ['a state is unknown', [{ ...record, changes: [{ ...record.changes[0], state: 'lost' }] }]],
    ['changes are numbers', [{ ...record, changes: [1] }]],
  ] as const) {
    it(`is left alone where it is damaged: ${title}`, () => {
      assert.deepEqual(reviewRecords(kept), []);
    });
  }
});

describe('the hash of a text', () => {
  it('is the same for the same text only', () => {
    const texts = ['', 'a', 'b', 'ab', 'ba', 'a\n', 'a\r\n', 'é', 'e\u0301'];
    assert.equal(new Set(texts.map(hashOf)).size, texts.length);
    assert.equal(hashOf('same'), hashOf('same'));
  });
});

describe('a draft that was not finished', () => {
  const draft = { uri: 'file:///a.ts', before: 'head\nold\ntail\n', head: 5, tail: 6 };

  it('is given back', () => {
    assert.equal(textToGiveBack(draft, 'head\nhalf of the ne\ntail\n'), draft.before);
    assert.equal(textToGiveBack(draft, 'head\n\ntail\n'), draft.before);
  });

  for (const [title, now] of [
    ['there is nothing of it', draft.before],
    ['the text is another at its start', 'heap\nhalf\ntail\n'],
    ['the text is another at its end', 'head\nhalf\ntail\nmore\n'],
    ['the text is too short for both', 'head\ntai'],
  ] as const) {
    it(`is left where ${title}`, () => {
      assert.equal(textToGiveBack(draft, now), undefined);
    });
  }

  it('comes back as it was kept, if it was', () => {
    assert.deepEqual(draftRecords([draft, { ...draft, head: -1 }, 'x', { ...draft, before: 3 }]), [
      draft,
    ]);
    assert.deepEqual(draftRecords('x'), []);
  });
});
