import assert from 'node:assert/strict';
import { extentHere } from './shapeSamples.ts';
import { atCursor } from './support.ts';

/** The extent in short, e.g. `block 16 +break`. */
function extent(marked: string, language: string): string {
  const { document, offset } = atCursor(marked, language);
  const { kind, maxLines, mayBreakFirst } = extentHere(document, offset);
  return kind === 'block' ? `block ${maxLines}${mayBreakFirst ? ' +break' : ''}` : kind;
}

const cases: readonly (readonly [language: string, marked: string, extent: string])[] = [
  ['typescript', 'const a = █', 'line'],
  ['typescript', 'const a = 1;█', 'block 6 +break'],
  ['typescript', 'if (a) {\n  b();█\n}', 'block 6 +break'],
  ['typescript', 'const a = 1;█\nconst b = 2;', 'line'],
  ['typescript', 'const a = 1; █', 'line'],
  ['typescript', 'for (let a = 1;█', 'line'],
  ['typescript', 'for (let a = 1;█)', 'line'],
  ['typescript', 'const a = █;', 'line'],
  ['typescript', 'add(█)', 'line'],
  ['typescript', 'add(█', 'line'],
  ['typescript', 'add(█);', 'line'],
  ['typescript', 'log("█");', 'line'],
  ['typescript', 'add(█\n);', 'block 16 +break'],
  ['typescript', 'add(█\n  a,\n);', 'line'],
  ['typescript', 'add(round(█\n);', 'line'],
  ['typescript', "switch (a) {\n  case 'b':█\n  default:\n}", 'block 16 +break'],
  ['go', 'switch {\ncase a:█\ndefault:\n}', 'block 16 +break'],
  ['typescript', 'const a = { default:█ };', 'line'],
  ['typescript', 'add(█, b)', 'rest of line'],
  ['typescript', 'const █ = 1;', 'rest of line'],
  ['typescript', 'if (█) {\n}', 'rest of line'],
  ['typescript', 'const a = { █ };', 'line'],
  ['typescript', 'import {█} from "a";', 'rest of line'],
  ['typescript', 'import {█}', 'line'],
  ['typescript', 'const a = {█}', 'line'],
  ['typescript', 'const a = {█', 'block 16 +break'],
  ['typescript', 'function f() {█}', 'block 16 +break'],
  ['typescript', 'function f() {█', 'block 16 +break'],
  ['typescript', 'function f() { █', 'block 16 +break'],
  ['typescript', 'items.map((item) => {█})', 'block 16 +break'],
  ['typescript', 'items.map((item) =>█', 'block 16 +break'],
  ['typescript', 'function f() {█\n  return 1;\n}', 'line'],
  // A tab is as deep as four spaces.
  ['typescript', '\tfunction f() {█\n    const a = 1;', 'block 16 +break'],
  ['typescript', 'function f() {\n  █\n}', 'block 16'],
  ['typescript', 'function f() {\n  █\n  return 1;\n}', 'block 6'],
  ['typescript', 'function f() {\n  first();\n  █\n}', 'block 6'],
  ['typescript', 'function f() {\n  first();\n\n  █\n}', 'block 16'],
  ['typescript', '█', 'block 16'],
  ['typescript', 'first();\n█', 'block 6'],
  ['typescript', '// Adds two numbers.\n█', 'block 16'],
  ['typescript', '/** Adds. */\n█', 'block 16'],
  ['typescript', '// Adds two numbers.█', 'block 16 +break'],
  ['typescript', '// Adds two numbers:█\n\nfunction f() {}', 'block 16 +break'],
  ['typescript', '// Adds two numbers.█\nfunction add() {}', 'line'],
  ['typescript', '// Adds two █', 'line'],
  ['typescript', '// Last updated in v5.█', 'line'],
  ['typescript', '// Adds two numbers. █', 'line'],
  ['typescript', 'first(); // done.█', 'line'],
  ['typescript', '/* Adds.█ */', 'rest of line'],
  ['typescript', `const a = \`\${█}\``, 'line'],
  ['python', 'def f():█', 'block 16 +break'],
  ['python', 'def f():\n    █', 'block 16'],
  ['python', 'def f():\n█', 'block 16'],
  ['python', 'def f():\n    █\n\ndef g():', 'block 16'],
  ['python', 'def f():\n    █\n    return 1', 'block 6'],
  ['python', 'if a:\n    b()\n█', 'block 6'],
  ['python', 'x = [█]', 'line'],
  ['python', '# Returns the sum.█', 'block 16 +break'],
  ['python', '"""Adds █"""', 'line'],
  ['ruby', 'def f█\n', 'block 16 +break'],
  ['ruby', 'items.each do |item|█\nend', 'block 16 +break'],
  ['ruby', 'def f\n  █\nend', 'block 16'],
  ['ruby', 'x = 1 if y█', 'line'],
  ['lua', 'if a then█\nend', 'block 16 +break'],
  ['lua', 'local f = function(x)█', 'block 16 +break'],
  ['shellscript', 'for a in b; do█\ndone', 'block 16 +break'],
  ['shellscript', 'if a; then\n  █\nfi', 'block 16'],
  ['elixir', 'def f(x) do█\nend', 'block 16 +break'],
  ['go', 'func f() {\n\t█\n}', 'block 16'],
  ['rust', 'match a {█}', 'block 16 +break'],
  ['yaml', 'services:█', 'block 16 +break'],
  ['yaml', 'name: █', 'line'],
  ['html', '<ul>\n  █\n</ul>', 'block 16'],
  ['html', '<p>█</p>', 'rest of line'],
  ['css', '.a {█}', 'block 16 +break'],
  ['json', '{\n  █\n}', 'block 16'],
  ['makefile', 'build:█', 'block 16 +break'],
  ['sql', 'CREATE VIEW a AS█', 'block 16 +break'],
  ['markdown', 'Some words █', 'line'],
  ['markdown', '█', 'line'],
  ['plaintext', 'A list:█', 'line'],
];

describe('extentAt', () => {
  for (const [language, marked, expected] of cases) {
    it(`asks for ${expected} in ${language}: ${JSON.stringify(marked)}`, () => {
      assert.equal(extent(marked, language), expected);
    });
  }

  it('asks for more tokens where it asks for more lines', () => {
    const tokens = ['a = █', 'a();\n█', 'f() {█'].map((marked) => {
      const { document, offset } = atCursor(marked);
      return extentHere(document, offset).maxTokens;
    });
    assert.deepEqual(tokens, [64, 128, 256]);
  });
});
