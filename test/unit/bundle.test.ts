/** What is built, as it is shipped; the test command builds it first. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

/** Bytes; what is shipped must be less. */
const limits = { activation: 50_000, node: 900_000, web: 700_000 };

const web = path.join('dist', 'web', 'extension.js');

describe('the built extension', () => {
  it('is small: what activation loads, all files for Node together, and the file for the web', () => {
    const files = readdirSync('dist').filter((name) => name.endsWith('.js'));
    const sizes = new Map(files.map((name) => [name, statSync(path.join('dist', name)).size]));
    const node = [...sizes.values()].reduce((sum, size) => sum + size, 0);
    assert.ok((sizes.get('extension.js') ?? 0) < limits.activation, 'activation');
    assert.ok(node < limits.node, `${node} bytes for Node`);
    assert.ok(statSync(web).size < limits.web, `${statSync(web).size} bytes for the web`);
  });

  it('asks a browser for nothing but the editor', () => {
    const required = readFileSync(web, 'utf8').matchAll(/\brequire\("([^"]*)"\)/g);
    assert.deepEqual(new Set([...required].map(([, name]) => name)), new Set(['vscode']));
  });
});
