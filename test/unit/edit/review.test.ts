import assert from 'node:assert/strict';
import { applyEdits, type TextEdit } from '../../../src/edit/edits.ts';
import {
  changeAt,
  changeFrom,
  decided,
  followEdit,
  isDecided,
  ourSpans,
  placeOf,
  type Review,
  rebased,
  settled,
  startReview,
  takeBack,
  takeBackAll,
  trimmedEdit,
} from '../../../src/edit/review.ts';

/** An edit that replaces the only occurrence of a text. */
function replace(text: string, old: string, next: string): TextEdit {
  const start = text.indexOf(old);
  assert.ok(start >= 0 && text.indexOf(old, start + 1) === -1, old);
  return { start, end: start + old.length, text: next };
}

/** A document under review that is edited as by a user. */
function reviewed(before: string, edits: readonly TextEdit[]) {
  let review: Review = startReview(before, edits);
  let text = applyEdits(before, edits);
  return {
    get review() {
      return review;
    },
    get text() {
      return text;
    },
    /** The user replaces the only occurrence of a text. */
    edit(old: string, next: string) {
      const { end, start, text: typed } = trimmedEdit(text, replace(text, old, next));
      return this.at(start, end - start, typed);
    },
    at(offset: number, length: number, next: string) {
      text = applyEdits(text, [{ start: offset, end: offset + length, text: next }]);
      review = settled(followEdit(review, { offset, length, text: next }), text);
      return this;
    },
    /** The text when everything pending is taken back. */
    back: () => applyEdits(text, takeBackAll(review)),
    ours: () =>
      review.map((change) => ourSpans(change).map((span) => text.slice(span.start, span.end))),
    states: () => review.map(({ state }) => state),
  };
}

const before = 'const a = 1;\nconst b = 2;\nconst c = 3;\n';
const edits = [
  replace(before, 'const a = 1;\n', 'const a = 10;\n'),
  replace(before, 'const c = 3;\n', 'const c = 3;\nconst d = 4;\n'),
];

describe('a review: what is ours', () => {
  it('is what both sides do not have in common', () => {
    assert.deepEqual(reviewed(before, edits).ours(), [['0'], ['const d = 4;\n']]);
  });

  it('is nothing where an edit changes nothing', () => {
    assert.deepEqual(startReview(before, [replace(before, 'b = 2', 'b = 2')]), []);
  });

  for (const [old, next, start, text] of [
    ['a\r\n', 'a\n', 1, '\n'],
    ['a\n', 'a\r\n', 1, '\r\n'],
    ['x😀', 'x😁', 1, '😁'],
    ['aa', 'aaa', 2, 'a'],
    ['abc', '', 0, ''],
  ] as const) {
    it(`cuts no character in two: ${JSON.stringify(old)} → ${JSON.stringify(next)}`, () => {
      const edit = trimmedEdit(old, { start: 0, end: old.length, text: next });
      assert.equal(applyEdits(old, [edit]), next);
      assert.deepEqual([edit.start, edit.text], [start, text]);
    });
  }
});

describe('a review: taking back', () => {
  it('gives back the text of before', () => {
    assert.equal(reviewed(before, edits).back(), before);
  });

  it('gives back one change and leaves the other', () => {
    const { review, text } = reviewed(before, edits);
    assert.equal(
      applyEdits(text, takeBack(review[0] ?? assert.fail())),
      'const a = 1;\nconst b = 2;\nconst c = 3;\nconst d = 4;\n',
    );
  });

  it('leaves what is accepted or discarded already', () => {
    const { review, text } = reviewed(before, edits);
    const rest = decided(review, 0, 'accepted');
    assert.equal(
      applyEdits(text, takeBackAll(rest)),
      'const a = 10;\nconst b = 2;\nconst c = 3;\n',
    );
    assert.deepEqual(takeBackAll(decided(review, 'all', 'accepted')), []);
    assert.deepEqual(takeBack(rest[0] ?? assert.fail()), []);
    assert.ok(isDecided(decided(rest, 1, 'discarded')) && !isDecided(rest));
  });

  it('keeps mixed line ends', () => {
    const mixed = 'a\r\nb\nc\r\n';
    const edit = replace(mixed, 'b\nc\r\n', 'B\nC\nd\r\n');
    assert.equal(reviewed(mixed, [edit]).back(), mixed);
  });
});

describe('a review: edits of the user', () => {
  for (const [title, old, next, expected] of [
    [
      'above',
      'const a',
      '// first\nconst a',
      '// first\nconst a = 1;\nconst b = 2;\nconst c = 3;\n',
    ],
    ['between', 'b = 2', 'b = 22', 'const a = 1;\nconst b = 22;\nconst c = 3;\n'],
    [
      'on the line of a change',
      '= 10;',
      '= 10 + 0;',
      'const a = 1 + 0;\nconst b = 2;\nconst c = 3;\n',
    ],
    ['inside of a change', 'd = 4', 'd = mine4', 'const a = 1;\nconst b = 2;\nconst c = 3;\nmine'],
    ['over a change', 'const d = 4;\n', 'mine\n', 'const a = 1;\nconst b = 2;\nconst c = 3;\nmine'],
    [
      'from outside into a change',
      '3;\nconst d',
      '3;\nlet d',
      'const a = 1;\nconst b = 2;\nconst c = 3;\nle',
    ],
    ['over both changes', '0;\nconst b = 2;\nconst c = 3;\nconst', '1', 'const a = 11'],
  ] as const) {
    it(`stay: ${title}`, () => {
      const document = reviewed(before, edits).edit(old, next);
      assert.match(document.text, /\S/);
      assert.equal(document.back(), expected);
    });
  }

  it('are not ours, and are not marked as ours', () => {
    const document = reviewed(before, edits).edit('d = 4', 'd = mine4');
    assert.deepEqual(document.ours()[1], ['const d = ', '4;\n']);
  });

  it('that take a change away end it', () => {
    const document = reviewed(before, edits).edit('const d = 4;\n', '');
    assert.deepEqual(document.states(), ['pending', 'discarded']);
    assert.equal(document.back(), before);
  });

  it('that bring back what a change took away end it', () => {
    const document = reviewed(before, [replace(before, 'const b = 2;\n', '')]);
    assert.equal(document.text, 'const a = 1;\nconst c = 3;\n');
    document.at(13, 0, 'const b = 2;\n');
    assert.deepEqual(document.states(), ['discarded']);
    assert.equal(document.text, before);
  });

  it('go to one change where two touch', () => {
    const text = 'abc';
    const document = reviewed(text, [replace(text, 'a', 'A'), replace(text, 'b', 'B')]);
    document.at(1, 0, 'x');
    assert.equal(document.text, 'AxBc');
    assert.equal(document.back(), 'axbc');
    document.at(0, 3, 'yy');
    assert.equal(document.text, 'yyc');
    assert.equal(document.back(), 'ayybc');
  });

  it('never lose or double a character of the user, wherever they are', () => {
    const next = { at: 7 };
    const random = (below: number) => {
      next.at = (next.at * 48271) % 2147483647;
      return next.at % below;
    };
    for (let round = 0; round < 400; round++) {
      const document = reviewed(before, edits);
      for (let typed = 0; typed < 6; typed++) {
        document.at(random(document.text.length + 1), 0, '§');
      }
      const marks = document.back().replace(/[^§]/g, '');
      assert.equal(marks.length, document.text.split('§').length - 1);
      assert.equal(document.back().replaceAll('§', ''), before);
    }
  });
});

describe('a review: what is accepted', () => {
  const long = 'one\ntwo\nthree\nfour\nGONE\nfive\n';
  const both = [
    { start: 0, end: 3, text: 'something longer' },
    { start: long.indexOf('GONE'), end: long.indexOf('five'), text: '' },
  ];

  /** The second change is accepted, the first one taken back. */
  function half() {
    const review = decided(startReview(long, both), 1, 'accepted');
    const [back] = takeBack(review[0] ?? assert.fail());
    const { end, start, text } = back ?? assert.fail();
    return {
      text: applyEdits(applyEdits(long, both), [{ start, end, text }]),
      review: followEdit(decided(review, 0, 'discarded'), {
        offset: start,
        length: end - start,
        text,
      }),
    };
  }

  it('moves with what is taken back above it', () => {
    const { review, text } = half();
    assert.equal(text, 'one\ntwo\nthree\nfour\nfive\n');
    const kept = review.map((change) => ({ ...change, state: 'pending' as const })).slice(1);
    assert.equal(applyEdits(text, takeBackAll(kept)), long);
  });

  it('holds what the user brings back at its place', () => {
    const { review } = half();
    const at = 'one\ntwo\nthree\nfour\n'.length;
    const [, undone] = followEdit(review, { offset: at, length: 0, text: 'GONE\n' });
    assert.deepEqual(undone?.span, { start: at, end: at + 'GONE\n'.length });
    assert.equal(undone?.state, 'accepted');
  });

  it('leaves what is put between to a change that is still pending', () => {
    const text = 'abc';
    const touching = startReview(text, [replace(text, 'a', 'A'), replace(text, 'b', '')]);
    const review = decided(touching, 0, 'accepted');
    const back = settled(followEdit(review, { offset: 1, length: 0, text: 'b' }), 'Abc');
    assert.deepEqual(
      back.map(({ span, state }) => [span.start, span.end, state]),
      [
        [0, 1, 'accepted'],
        [1, 2, 'discarded'],
      ],
    );
  });
});

describe('a review: going through it', () => {
  const { review, text } = reviewed(before, edits);
  const second = text.indexOf('const d');

  it('finds the next and the one before, around the ends', () => {
    assert.equal(changeFrom(review, 0, 1), 0);
    assert.equal(changeFrom(review, 20, 1), 1);
    assert.equal(changeFrom(review, second, 1), 0);
    assert.equal(changeFrom(review, 20, -1), 0);
    assert.equal(changeFrom(review, 0, -1), 1);
  });

  it('knows where a place of the text before is now', () => {
    const places = [0, before.indexOf('b = 2'), before.length - 1].map((at) =>
      text.slice(placeOf(review, at)).slice(0, 5),
    );
    assert.deepEqual(places, ['const', 'b = 2', '\ncons']);
  });

  it('finds the nearest', () => {
    assert.equal(changeAt(review, 14), 0);
    assert.equal(changeAt(review, second + 3), 1);
    assert.equal(changeAt(decided(review, 1, 'accepted'), second), 0);
    assert.equal(changeAt(decided(review, 'all', 'accepted'), second), undefined);
  });
});

describe('edits for a text that was edited meanwhile', () => {
  const moved = (now: string) => {
    const { edits: kept, lost } = rebased(edits, before, now);
    return { text: applyEdits(now, kept), lost };
  };

  for (const [title, now, text, lost] of [
    ['not at all', before, applyEdits(before, edits), 0],
    [
      'between',
      before.replace('2', '22'),
      'const a = 10;\nconst b = 22;\nconst c = 3;\nconst d = 4;\n',
      0,
    ],
    ['above', `// x\n${before}`, `// x\n${applyEdits(before, edits)}`, 0],
    [
      'in one of them',
      before.replace('3', '33'),
      'const a = 10;\nconst b = 2;\nconst c = 33;\n',
      1,
    ],
    ['everywhere', 'other', 'other', 2],
  ] as const) {
    it(title, () => {
      assert.deepEqual(moved(now), { text, lost });
    });
  }
});
