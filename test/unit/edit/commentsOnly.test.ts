import assert from 'node:assert/strict';
import { commentsOnly } from '../../../src/edit/commentsOnly.ts';

/** True when replacing all of a text counts as a change of comments. */
function isKept(languageId: string, before: string, after: string): boolean {
  const edits = [{ start: 0, end: before.length, text: after }];
  return commentsOnly(before, edits, languageId).length === 1;
}

describe('a comment of documentation', () => {
  for (const [languageId, before, after] of [
    ['typescript', 'f();\n', '/**\n * Does.\n * @returns `x`\n */\nf();\n'],
    ['typescript', '/** Old. */\nf();\n', '/** New. */\nf();\n'],
    ['python', 'def f():\n    g()\n', 'def f():\n    """Does.\n\n    More.\n    """\n    g()\n'],
    ['python', "def f():\n    '''Old.'''\n", "def f():\n    '''New: it's so.'''\n"],
    ['go', 'func F() {}\n', '// F does.\nfunc F() {}\n'],
    ['rust', 'fn f() {}\n', '/// Does.\nfn f() {}\n'],
    ['elixir', 'def f, do: 1\n', '@doc """\nDoes.\n"""\ndef f, do: 1\n'],
    ['sql', 'SELECT 1;\n', '-- One.\nSELECT 1;\n'],
  ] as const) {
    it(`is no code: ${languageId} ${JSON.stringify(after)}`, () => {
      assert.ok(isKept(languageId, before, after));
    });
  }

  for (const [languageId, before, after] of [
    ['typescript', 'f();\n', '/** Does. */\ng();\n'],
    ['typescript', 'f();\n', '// f();\n'],
    ['python', 'def f():\n    g()\n', 'def f():\n    """Does."""\n    h()\n'],
    ['python', 'x = "a"\n', '"""x = """\n'],
    ['go', 'func F() {}\n', '// F does.\nfunc F() { g() }\n'],
    ['typescript', "f('a');\n", "/** Does. */\nf('b');\n"],
    ['typescript', "f(\n  'a',\n);\n", "f(\n  'b',\n);\n"],
    ['typescript', 'f(`a\nb`);\n', 'f(`a\nc`);\n'],
    ['python', 'f("a")\n', 'f("b")\n'],
  ] as const) {
    it(`is refused with a change of the code: ${languageId} ${JSON.stringify(after)}`, () => {
      assert.equal(isKept(languageId, before, after), false);
    });
  }
});
