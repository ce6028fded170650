import assert from 'node:assert/strict';
import { importsOf, usedNames } from '../../../src/subject/names.ts';

describe('names that code uses', () => {
  it('are called ones and types first, each once, without words of the language', () => {
    const text = 'if (total) {\n  return priceOf(order, taxRate) + priceOf(taxRate) as Cents;\n}';
    assert.deepEqual(
      usedNames(text, [{ start: 0, end: text.length }], 8).map(({ name }) => name),
      ['priceOf', 'Cents', 'taxRate'],
    );
  });

  it('are found where they stand first in the spans', () => {
    const text = 'loadAll();\nother();\nloadAll();';
    const start = text.indexOf('other');
    assert.deepEqual(usedNames(text, [{ start, end: text.length }], 8), [
      { name: 'other', offset: start },
      { name: 'loadAll', offset: text.lastIndexOf('loadAll') },
    ]);
  });
});

describe('imports', () => {
  for (const [languageId, text, imports] of [
    [
      'typescript',
      "// a\nimport {\n  b,\n} from './b';\nimport c from 'c';\n\nlet d;",
      "import {\n  b,\n} from './b';\nimport c from 'c';",
    ],
    [
      'python',
      'import os\nfrom a.b import (\n    c,\n)\n\ndef f(): pass',
      'import os\nfrom a.b import (\n    c,\n)',
    ],
    [
      'go',
      'package main\n\nimport (\n\t"fmt"\n)\n\nfunc f() {}',
      'package main\nimport (\n\t"fmt"\n)',
    ],
    ['rust', 'use std::{io, fmt};\npub use a::b;\nfn f() {}', 'use std::{io, fmt};\npub use a::b;'],
    ['c', '#include <a.h>\nint a;', '#include <a.h>'],
    ['javascript', "const a = require('a');\nlet b = 1;", "const a = require('a');"],
    ['typescript', 'let a = 1;', ''],
  ] as const) {
    it(`are found in ${languageId}: ${JSON.stringify(imports)}`, () => {
      assert.equal(importsOf(text, languageId), imports);
    });
  }
});
