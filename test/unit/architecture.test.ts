import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** What each part may import of the others, of packages and of Node: the table of the design. */
const allowed: Readonly<
  Record<string, { readonly parts: readonly string[]; readonly packages: readonly string[] }>
> = {
  text: { parts: ['settings.ts'], packages: [] },
  privacy: { parts: ['text', 'settings.ts'], packages: ['ignore'] },
  model: {
    parts: ['text', 'privacy', 'settings.ts', 'log.ts'],
    packages: ['lru-cache', '@noble/hashes/sha2.js', '@noble/hashes/utils.js'],
  },
  instant: { parts: ['text', 'privacy', 'settings.ts', 'log.ts'], packages: [] },
  completion: { parts: ['text', 'privacy', 'model', 'settings.ts', 'log.ts'], packages: [] },
  editor: {
    parts: ['text', 'privacy', 'model', 'instant', 'completion', 'settings.ts', 'log.ts'],
    packages: ['vscode'],
  },
  'extension.ts': {
    parts: ['text', 'privacy', 'model', 'instant', 'completion', 'editor', 'settings.ts', 'log.ts'],
    packages: ['vscode', 'node:os'],
  },
  'settings.ts': { parts: [], packages: [] },
  'log.ts': { parts: [], packages: [] },
};

/** The only files that may load an official client. */
const clients: Readonly<Record<string, string>> = {
  'model/openai.ts': 'openai',
  'model/ollama.ts': 'ollama/browser',
};

const root = path.resolve('src');
const files = readdirSync(root, { recursive: true })
  .map((file) => String(file).split(path.sep).join('/'))
  .filter((file) => file.endsWith('.ts'));
const textOf = (file: string) => readFileSync(path.join(root, file), 'utf8');

function importsOf(file: string): readonly string[] {
  const pattern = /(?:\bfrom\s*|\bimport\s*\(\s*|\bimport\s+|\brequire\s*\(\s*)['"]([^'"]+)['"]/g;
  return [...textOf(file).matchAll(pattern)].map((match) => match[1] ?? '');
}

function partOf(file: string): string {
  return file.split('/')[0] ?? file;
}

function target(file: string, specifier: string): string {
  return path.posix.normalize(path.posix.join(path.posix.dirname(file), specifier));
}

describe('the architecture', () => {
  for (const file of files) {
    it(`${file} imports only what its part may`, () => {
      const rule = allowed[partOf(file)];
      assert.ok(rule, `no rule for ${partOf(file)}`);
      for (const specifier of importsOf(file)) {
        if (specifier.startsWith('.')) {
          const part = partOf(target(file, specifier));
          assert.ok(part === partOf(file) || rule.parts.includes(part), `${file} imports ${part}`);
        } else {
          assert.ok(
            rule.packages.includes(specifier) || clients[file] === specifier,
            `${file} imports ${specifier}`,
          );
        }
      }
    });
  }

  it('has no cycles', () => {
    const done = new Set<string>();
    const visit = (file: string, trail: readonly string[]): void => {
      assert.ok(!trail.includes(file), `cycle: ${[...trail, file].join(' → ')}`);
      if (!done.has(file)) {
        // A type alone makes no cycle at run time.
        const source = textOf(file).replace(/import type [\s\S]*?from '[^']+';/g, '');
        for (const [, specifier = ''] of source.matchAll(/from '(\.[^']+)'/g)) {
          visit(target(file, specifier), [...trail, file]);
        }
        done.add(file);
      }
    };
    for (const file of files) {
      visit(file, []);
    }
  });

  it('makes prompts safe in one place only', () => {
    const makers = files.filter((file) => /\bas Safe(?:Fill|Chat)\b/.test(textOf(file)));
    assert.deepEqual(makers, ['privacy/gate.ts']);
  });

  it('keeps files small enough to read', () => {
    const long = files.filter((file) => textOf(file).split('\n').length > 330);
    assert.deepEqual(long, []);
  });

  it('uses no default export and no any', () => {
    const bad = files.filter((file) =>
      /\bexport default\b|[:<]\s*any\b|\bas any\b/.test(textOf(file)),
    );
    assert.deepEqual(bad, []);
  });
});
