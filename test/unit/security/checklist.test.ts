import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const tested = readdirSync('test', { recursive: true })
  .map((file) => path.join('test', String(file)))
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => readFileSync(file, 'utf8'))
  .flatMap((text) => [
    ...[...text.matchAll(/\bit\(\s*['"`]((?:[SR]\d\d )+)/g)].map(([, ids = '']) => ids),
    // Where the title stands in a table of faults, the row stands behind it.
    ...[...text.matchAll(/['"`][^'"`\n]+ \((R\d\d)\)['"`]/g)].map(([, id = '']) => id),
  ])
  .flatMap((ids) => ids.trim().split(' '));
const explained = [...readFileSync('docs/security.md', 'utf8').matchAll(/^\| ([SR]\d\d) \|/gm)].map(
  ([, id = '']) => id,
);
const rows = [
  ...Array.from({ length: 54 }, (_, at) => `S${String(at + 1).padStart(2, '0')}`),
  ...Array.from({ length: 30 }, (_, at) => `R${String(at + 1).padStart(2, '0')}`),
];

describe('the security checklist', () => {
  for (const id of rows) {
    it(`has a test whose title begins with ${id}, or a line that says why not`, () => {
      assert.ok(tested.includes(id) || explained.includes(id), id);
    });
  }

  it('explains no row that has a test', () => {
    assert.deepEqual(
      explained.filter((id) => tested.includes(id)),
      [],
    );
  });
});
