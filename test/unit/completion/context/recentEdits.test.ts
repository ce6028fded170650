import assert from 'node:assert/strict';
import {
  type ContentChange,
  createRecentEdits,
  type RecentEdits,
} from '../../../../src/completion/context/recentEdits.ts';

const uri = 'file:///a.ts';

/** Types a text at an offset, one key after the other. */
function type(edits: RecentEdits, offset: number, text: string, at = uri): void {
  [...text].forEach((key, index) => {
    edits.change(at, [{ offset: offset + index, length: 0, text: key }]);
  });
}

function logged(edits: RecentEdits): readonly (readonly [was: string, is: string])[] {
  return edits.list().map(({ oldText, newText }) => [oldText, newText]);
}

/** A generator of numbers in [0, 1) that gives the same ones every time. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state / 0x80000000;
  };
}

describe('recent edits', () => {
  it('are one where keys follow each other', () => {
    const edits = createRecentEdits();
    edits.open(uri, 'const a = ;\n');
    type(edits, 10, 'sum(1)');
    const [edit] = edits.list();
    assert.deepEqual(edit, {
      id: 1,
      uri,
      start: 10,
      end: 16,
      oldText: '',
      newText: 'sum(1)',
      lead: 'const a = ',
      tail: ';',
    });
  });

  it('know what was taken out, also behind what was typed', () => {
    const edits = createRecentEdits();
    edits.open(uri, 'return first + second;\n');
    edits.change(uri, [{ offset: 7, length: 5, text: 'one' }]);
    edits.change(uri, [{ offset: 13, length: 6, text: 'two' }]);
    assert.deepEqual(logged(edits), [['first + second', 'one + two']]);
  });

  it('are several where the place is another', () => {
    const edits = createRecentEdits();
    edits.open(uri, 'a\nb\nc\nd\ne\n');
    type(edits, 1, '1');
    type(edits, 9, '2');
    assert.deepEqual(logged(edits), [
      ['', '1'],
      ['', '2'],
    ]);
  });

  it('go on over the end of the line, but not two lines further', () => {
    const edits = createRecentEdits();
    edits.open(uri, 'a\nb\nc\n');
    type(edits, 1, '\n  x');
    type(edits, 5, '!');
    assert.deepEqual(logged(edits), [['', '\n  x!']]);
    type(edits, edits.textOf(uri)?.lastIndexOf('c') ?? 0, 'c');
    assert.equal(logged(edits).length, 2);
  });

  it('vanish when they come to nothing', () => {
    const edits = createRecentEdits();
    edits.open(uri, 'abc\n');
    type(edits, 1, 'x');
    edits.change(uri, [{ offset: 1, length: 1, text: '' }]);
    assert.deepEqual(edits.list(), []);
  });

  it('move with what is typed above them', () => {
    const edits = createRecentEdits();
    edits.open(uri, 'a\nb\nc\nd\n');
    type(edits, 7, '1');
    type(edits, 0, '// new\n');
    const [first] = edits.list();
    assert.equal(edits.textOf(uri)?.slice(first?.start, first?.end), '1');
  });

  it('stay in their order over several documents', () => {
    const edits = createRecentEdits();
    edits.open(uri, 'a\n');
    edits.open('file:///b.ts', 'b\n');
    type(edits, 1, '1');
    type(edits, 1, '2', 'file:///b.ts');
    edits.change(uri, [{ offset: 0, length: 1, text: 'A' }]);
    assert.deepEqual(
      edits.list().map(({ id, newText }) => [id, newText]),
      [
        [1, 'A1'],
        [2, '2'],
      ],
    );
  });

  it('leave out what no person types: a formatter, a large paste', () => {
    const edits = createRecentEdits();
    edits.open(uri, 'a\n'.repeat(20));
    const places = Array.from({ length: 12 }, (_, index) => 2 * (19 - index));
    edits.change(
      uri,
      places.map((offset) => ({ offset, length: 0, text: '  ' })),
    );
    edits.change(uri, [{ offset: 0, length: 0, text: 'x'.repeat(5_000) }]);
    assert.deepEqual(edits.list(), []);
    assert.equal(edits.textOf(uri)?.length, 40 + 24 + 5_000);
  });

  it('are bounded in number, in length and in documents', () => {
    const edits = createRecentEdits({ maxEdits: 5, maxCharacters: 50, maxDocuments: 2 });
    edits.open(uri, 'line\n'.repeat(40));
    for (let line = 38; line > 0; line -= 3) {
      type(edits, line * 5, 'x');
    }
    assert.equal(edits.list().length, 5);
    type(edits, 0, 'y'.repeat(200));
    assert.ok(edits.list().every(({ newText }) => newText.length <= 51));
    edits.open('file:///b.ts', '');
    edits.open('file:///c.ts', '');
    assert.equal(edits.textOf(uri), undefined);
    assert.deepEqual(edits.list(), []);
  });

  it('start anew when a document was changed unseen, and only then', () => {
    const edits = createRecentEdits();
    edits.open(uri, 'a\n');
    type(edits, 1, 'b');
    edits.open(uri, 'ab\n');
    assert.equal(edits.list().length, 1);
    edits.open(uri, 'reverted\n');
    assert.deepEqual(edits.list(), []);
  });

  it('take nothing from a document that is not followed', () => {
    const edits = createRecentEdits();
    assert.equal(edits.change(uri, [{ offset: 0, length: 0, text: 'a' }]), false);
    assert.deepEqual(edits.list(), []);
  });

  it('always know the document and hold their own text, whatever is done', () => {
    let checked = 0;
    for (let seed = 1; seed <= 60; seed++) {
      const random = seeded(seed);
      const below = (limit: number) => Math.floor(random() * limit);
      const edits = createRecentEdits({ maxEdits: 8, maxCharacters: 60 });
      let text = 'one two\nthree\n\nfour five\nsix\n'.repeat(4);
      edits.open(uri, text);
      let place = below(text.length);
      for (let step = 0; step < 120; step++) {
        place = random() < 0.2 ? below(text.length) : Math.min(text.length, place + below(4));
        const length = random() < 0.3 ? Math.min(below(9), text.length - place) : 0;
        const typed = length > 0 && random() < 0.5 ? '' : 'x\nyz '.slice(0, below(5));
        const change: ContentChange = { offset: place, length, text: typed };
        const before = edits.list().at(-1);
        edits.change(uri, [change]);
        text = text.slice(0, place) + typed + text.slice(place + length);
        assert.equal(edits.textOf(uri), text);
        for (const { start, end } of edits.list()) {
          assert.ok(0 <= start && start <= end && end <= text.length, `seed ${seed}`);
        }
        const last = edits.list().at(-1);
        if (last !== undefined && last.newText !== before?.newText) {
          assert.equal(text.slice(last.start, last.end), last.newText, `seed ${seed}`);
          checked += 1;
        }
      }
    }
    assert.ok(checked > 3_000, String(checked));
  });

  it('hold what it takes to undo them', () => {
    const before = 'alpha\nbeta\ngamma\ndelta\nepsilon\n';
    const edits = createRecentEdits();
    edits.open(uri, before);
    edits.change(uri, [{ offset: 0, length: 5, text: 'ALPHA!' }]);
    edits.change(uri, [{ offset: 24, length: 7, text: 'E' }]);
    type(edits, 12, 'new ');
    // From the end to the start, so that undoing one moves no other.
    const byPlace = edits.list().toSorted((one, other) => other.start - one.start);
    const undone = byPlace.reduce((text, { start, end, oldText, newText }) => {
      assert.equal(text.slice(start, end), newText);
      return text.slice(0, start) + oldText + text.slice(end);
    }, edits.textOf(uri) ?? '');
    assert.equal(byPlace.length, 3);
    assert.equal(undone, before);
  });
});
