import assert from 'node:assert/strict';
import { type Change, createChanges } from '../../../src/completion/change.ts';
import { atCursor } from './support.ts';

/** Each session: texts with the cursor after each change, and what the last change was. */
const sessions: readonly (readonly [change: Change, ...texts: string[]])[] = [
  ['typed', 'const a█'],
  ['typed', 'const a█', 'const ab█'],
  ['typed', 'f█\nend', 'f(█)\nend'],
  ['typed', 'f(█)', 'f()█'],
  ['typed', 'if (a) {█}', 'if (a) {\n  █\n}'],
  ['typed', 'con█', 'console█'],
  ['typed', 'a();\n█', 'a();\nb\n  █'],
  ['typed', '{\n  █\n', '{\n}█\n'],
  ['typed', 'a = 1;█\nb = 2;', 'a = 1;\nb = 23█;'],
  ['typed', 'const a█', 'const a█'],
  ['typed', 'a = 1;█\n', 'import { b } from "b";\n\na = 1;█\n'],
  ['typed', 'a = 1;█\n', 'import { b } from "b";\n\na = 1; █\n'],
  ['pasted', 'a = █;', 'a = one + two█;'],
  ['pasted', 'a = █;\n', 'import { b } from "b";\n\na = one + two█;\n'],
  ['corrected', 'a█', 'ab█', 'a█'],
  ['corrected', 'a█', 'abc█', 'ab█', 'abd█', 'ab█'],
  ['removed', 'abc█', 'ab█'],
  ['removed', 'a█', 'ab█', 'a█', '█'],
  ['removed', 'a = 1;\nb = 2;█', 'a = 1█\nb = 2;'],
  ['removed', 'let one = 1;█', 'var ones = 1;█'],
];

describe('the change before a question', () => {
  for (const [change, ...texts] of sessions) {
    it(`is ${change}: ${JSON.stringify(texts)}`, () => {
      const changes = createChanges(() => {});
      const noted = texts.map((text) => {
        const { document, offset } = atCursor(text);
        return changes.note(document, offset);
      });
      assert.equal(noted.at(-1), change);
    });
  }

  it('tells what a change above the line moved, and nothing of what is typed', () => {
    const told: [from: number, by: number][] = [];
    const changes = createChanges(({ by, from }) => told.push([from, by]));
    const note = (text: string) => {
      const { document, offset } = atCursor(text);
      changes.note(document, offset);
    };
    for (const text of ['a\n  █', 'a\n  \n  █', 'a\n  \n  b█', 'a\n  \n  bc\n  █']) {
      note(text);
    }
    assert.deepEqual(told, []);
    note('ab\n  \n  bc\n  d█');
    note('  \n  bc\n  d█');
    assert.deepEqual(told, [
      [1, 1],
      [3, -3],
    ]);
  });

  it('is typed in another document, and in one that was forgotten', () => {
    const changes = createChanges(() => {});
    const note = (text: string, uri?: string) => {
      const { document, offset } = atCursor(text, 'typescript', uri);
      return changes.note(document, offset);
    };
    note('abc█');
    assert.equal(note('a█', 'file:///project/src/other.ts'), 'typed');
    changes.forget();
    assert.equal(note('█', 'file:///project/src/other.ts'), 'typed');
  });
});
