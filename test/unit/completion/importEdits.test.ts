import assert from 'node:assert/strict';
import { onlyImports } from '../../../src/completion/importEdits.ts';

/** Whether inserting `text` at the `█` only imports. */
function inserts(marked: string, text: string): boolean {
  const at = marked.indexOf('█');
  return onlyImports(marked.replace('█', ''), [{ span: { start: at, end: at }, text }]);
}

describe('a fix that only imports', () => {
  const fixes: readonly (readonly [what: string, document: string, text: string])[] = [
    ['TypeScript, a new import', '█const a = f();\n', "import { f } from './f';\n\n"],
    ['TypeScript, one name more', "import { a█ } from './f';\n", ', f'],
    ['TypeScript, one line more', "import {\n  a,\n  b█,\n} from './f';\n", ',\n  f'],
    ['JavaScript', "const a = require('a');\n█f();\n", "const { f } = require('./f');\n"],
    ['Python', '"""Doc."""\n█\nf()\n', 'from lib import f\n'],
    ['Python, in brackets', 'from lib import (\n    a,█\n)\n', '\n    f,'],
    ['Go', 'package main\n\nimport (\n\t"os"\n█)\n', '\t"fmt"\n'],
    ['Java', 'package shop;\n█\nclass A {}\n', '\nimport java.util.List;\n'],
    ['Rust', '█fn main() {}\n', 'use std::collections::HashMap;\n\n'],
    ['C#', '█class A {}\n', 'using System.Linq;\n'],
    ['C++', '█int main() {}\n', '#include <vector>\n'],
  ];
  for (const [what, document, text] of fixes) {
    it(`is one: ${what}`, () => assert.ok(inserts(document, text)));
  }

  const others: readonly (readonly [what: string, document: string, text: string])[] = [
    ['a declaration', 'const a = f();\n█', 'function f() {\n  throw new Error();\n}\n'],
    ['an import with a declaration', '█f();\n', "import { g } from './g';\nconst f = g;\n"],
    ['a name in an object', "import a from 'a';\n\nconst b = {\n  a█,\n};\n", ',\n  f'],
    ['a name in a call after imports', "import a from 'a';\nuse(\n  a█,\n);\n", ',\n  f'],
    ['white space', '█import a\n', '\n'],
  ];
  for (const [what, document, text] of others) {
    it(`is none: ${what}`, () => assert.ok(!inserts(document, text)));
  }

  it('is none when one of its changes does something else', () => {
    const document = "import { a } from './f';\nlib();\n";
    const add = { span: { start: 10, end: 10 }, text: ', lib' };
    const rename = { span: { start: 25, end: 28 }, text: 'f.lib' };
    assert.ok(onlyImports(document, [add]));
    assert.ok(!onlyImports(document, [add, rename]));
    assert.ok(!onlyImports(document, []));
  });
});
