import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const tested = readdirSync('test', { recursive: true })
  .map((file) => path.join('test', String(file)))
  .filter((file) => file.endsWith('.test.ts'))
  .flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/\bit\(\s*['"`]((?:[SR]\d\d )+)/g)])
  .flatMap(([, ids = '']) => ids.trim().split(' '));
const explained = [...readFileSync('docs/security.md', 'utf8').matchAll(/^\| (S\d\d) \|/gm)].map(
  ([, id = '']) => id,
);

describe('the security checklist', () => {
  for (let row = 1; row <= 54; row++) {
    const id = `S${String(row).padStart(2, '0')}`;
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
