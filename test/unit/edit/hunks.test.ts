import assert from 'node:assert/strict';
import { applyEdits, sortedEdits, type TextEdit } from '../../../src/edit/edits.ts';
import { hunksOf } from '../../../src/edit/hunks.ts';

/** Each hunk as the text before and the text after. */
function shown(text: string, edits: readonly TextEdit[]): readonly (readonly [string, string])[] {
  const after = applyEdits(text, edits);
  return hunksOf(text, edits).map((hunk) => [
    text.slice(hunk.before.start, hunk.before.end),
    after.slice(hunk.after.start, hunk.after.end),
  ]);
}

describe('the edits of an answer', () => {
  it('are applied from offsets before any of them', () => {
    const edits = [
      { start: 0, end: 1, text: 'AA' },
      { start: 2, end: 2, text: '-' },
      { start: 3, end: 4, text: '' },
    ];
    assert.equal(applyEdits('abcd', edits), 'AAb-c');
  });

  it('are sorted, and what changes nothing is left out', () => {
    const edits = [
      { start: 2, end: 3, text: 'C' },
      { start: 1, end: 2, text: 'b' },
      { start: 0, end: 1, text: 'A' },
    ];
    assert.deepEqual(sortedEdits('abc', edits), [edits[2], edits[0]]);
  });

  for (const [what, one, other] of [
    ['overlap', { start: 0, end: 2, text: 'x' }, { start: 1, end: 3, text: 'y' }],
    ['insert at one place', { start: 1, end: 1, text: 'x' }, { start: 1, end: 1, text: 'y' }],
  ] as const) {
    it(`may not ${what}`, () => {
      assert.equal(sortedEdits('abc', [one, other]), undefined);
    });
  }
});

describe('hunks', () => {
  it('hold only the lines that are different', () => {
    const text = 'a\nb\nc\nd\n';
    assert.deepEqual(shown(text, [{ start: 0, end: 8, text: 'a\nB\nc\nd\ne\n' }]), [
      ['b\n', 'B\n'],
      ['', 'e\n'],
    ]);
  });

  it('make whole lines of edits within them', () => {
    assert.deepEqual(shown('one two\nthree\n', [{ start: 4, end: 7, text: '2' }]), [
      ['one two\n', 'one 2\n'],
    ]);
  });

  it('join edits of one line', () => {
    const edits = [
      { start: 0, end: 1, text: 'A' },
      { start: 2, end: 3, text: 'C' },
    ];
    assert.deepEqual(shown('a c\nd\n', edits), [['a c\n', 'A C\n']]);
  });

  it('know a deletion, an insertion and a last line without its end', () => {
    assert.deepEqual(shown('a\nb\nc', [{ start: 2, end: 4, text: '' }]), [['b\n', '']]);
    assert.deepEqual(shown('a\nc', [{ start: 2, end: 2, text: 'b\n' }]), [['', 'b\n']]);
    assert.deepEqual(shown('a\nb', [{ start: 3, end: 3, text: '\nc' }]), [['b', 'b\nc']]);
  });

  it('are the same as the edits, whatever these are', () => {
    let seed = 7;
    const random = (below: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed % below;
    };
    for (let round = 0; round < 500; round++) {
      const text = Array.from({ length: random(40) }, () => 'ab\n\r '[random(5)]).join('');
      const raw = Array.from({ length: random(5) }, () => {
        const start = random(text.length + 1);
        const end = Math.min(text.length, start + random(6));
        return { start, end, text: 'xa\n'.slice(random(3)) };
      });
      const edits = sortedEdits(text, raw);
      if (edits === undefined) {
        continue;
      }
      const after = applyEdits(text, edits);
      const asEdits = hunksOf(text, edits).map((hunk) => ({
        ...hunk.before,
        text: after.slice(hunk.after.start, hunk.after.end),
      }));
      assert.equal(applyEdits(text, asEdits), after);
      assert.deepEqual(sortedEdits(text, asEdits), asEdits);
    }
  });
});
