import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { type CheatKind, cheatsIn } from '../../../src/edit/cheats.ts';

interface Fix {
  readonly languageId: string;
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

/** Fixes as lines of a diff, each below `@@@@ language name`. */
function fixesIn(file: string): readonly Fix[] {
  const text = readFileSync(`test/fixtures/edit/${file}`, 'utf8');
  return text
    .split(/^@@@@ /m)
    .slice(1)
    .map((section) => {
      const [head = '', ...lines] = section.trimEnd().split('\n');
      const [languageId = '', ...rest] = head.split(' ');
      const side = (other: string) =>
        `${lines
          .filter((line) => !line.startsWith(other))
          .map((line) => line.slice(1))
          .join('\n')}\n`;
      return { languageId, name: rest.join(' '), before: side('+'), after: side('-') };
    });
}

function cheatsOf({ after, before, languageId }: Fix) {
  return cheatsIn(before, [{ start: 0, end: before.length, text: after }], languageId);
}

const cheats = fixesIn('cheats.txt');
const honest = fixesIn('honest.txt');

describe('cheats', () => {
  it('have a corpus', () => {
    assert.ok(cheats.length >= 30 && honest.length >= 30, `${cheats.length} ${honest.length}`);
  });

  for (const fix of cheats) {
    it(`are seen: ${fix.languageId}, ${fix.name}`, () => {
      const found = cheatsOf(fix).map(({ kind }): CheatKind => kind);
      const expected = fix.name.slice(0, fix.name.indexOf(':'));
      assert.ok(
        found.length > 0 && found.every((kind) => expected.includes(kind)),
        `${found.join(', ')} is not ${expected}`,
      );
    });
  }

  for (const fix of honest) {
    it(`are not seen where there is none: ${fix.languageId}, ${fix.name}`, () => {
      assert.deepEqual(cheatsOf(fix), []);
    });
  }

  it('are told with their line', () => {
    const before = 'a();\nb(c);\n';
    const edits = [{ start: 7, end: 8, text: 'c as any' }];
    assert.deepEqual(cheatsIn(before, edits, 'typescript'), [
      { kind: 'any type', line: 1, text: 'b(c as any);' },
      { kind: 'cast', line: 1, text: 'b(c as any);' },
    ]);
  });

  it('are the same in a document with other line ends', () => {
    for (const fix of [...cheats, ...honest]) {
      const windows = (text: string) => text.replaceAll('\n', '\r\n');
      assert.deepEqual(
        cheatsOf({ ...fix, before: windows(fix.before), after: windows(fix.after) }),
        cheatsOf(fix),
      );
    }
  });
});
