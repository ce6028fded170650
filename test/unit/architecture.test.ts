import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

interface Rule {
  /** Parts of `src` that this part may import. */
  readonly parts: readonly string[];
  /** Packages that it may import; `node:` modules count as packages. */
  readonly packages: readonly string[];
}

/** What may import what: a part is a folder of `src` or a file in it. */
const rules: Readonly<Record<string, Rule>> = {
  'settings.ts': { parts: [], packages: [] },
  'log.ts': { parts: [], packages: [] },
  text: { parts: ['settings.ts', 'log.ts'], packages: [] },
  privacy: { parts: ['text', 'settings.ts', 'log.ts'], packages: ['ignore'] },
  model: {
    parts: ['text', 'privacy', 'settings.ts', 'log.ts'],
    packages: [
      'lru-cache',
      '@noble/hashes/hmac.js',
      '@noble/hashes/sha2.js',
      '@noble/hashes/utils.js',
    ],
  },
  instant: { parts: ['text', 'privacy', 'model', 'settings.ts', 'log.ts'], packages: [] },
  completion: { parts: ['text', 'privacy', 'model', 'settings.ts', 'log.ts'], packages: [] },
  subject: { parts: ['text', 'privacy'], packages: [] },
  explain: {
    parts: ['text', 'privacy', 'model', 'subject', 'settings.ts', 'log.ts'],
    packages: [],
  },
  edit: { parts: ['text', 'privacy', 'model', 'subject'], packages: ['diff'] },
  chat: { parts: ['text', 'privacy', 'model', 'settings.ts', 'log.ts'], packages: [] },
  // What it examines is what the pipeline says of itself.
  doctor: { parts: ['text', 'privacy', 'model', 'completion', 'settings.ts'], packages: [] },
  usage: { parts: ['model', 'settings.ts', 'log.ts'], packages: [] },
  page: { parts: ['usage'], packages: ['uplot'] },
  editor: {
    parts: [
      'text',
      'privacy',
      'model',
      'instant',
      'completion',
      'subject',
      'explain',
      'edit',
      'chat',
      'doctor',
      'usage',
      'settings.ts',
      'log.ts',
    ],
    packages: ['vscode'],
  },
  'extension.ts': {
    parts: [
      'text',
      'privacy',
      'model',
      'instant',
      'completion',
      'subject',
      'explain',
      'edit',
      'chat',
      'doctor',
      'usage',
      'editor',
      'settings.ts',
      'log.ts',
    ],
    packages: ['vscode'],
  },
};

/** The only files that may load an official client, and the only importers of those files. */
const clients: Readonly<Record<string, string>> = {
  'model/openai.ts': 'openai',
  'model/ollama.ts': 'ollama/browser',
};

/**
 * What one file alone may import besides: VS Code's own file system knows no rights and no appending,
 * nor where a link leads, only the system knows how much memory is free, and a project is checked in a thread of its own, which loads
 * the TypeScript that VS Code brings.
 */
const exceptions: Readonly<Record<string, readonly string[]>> = {
  'editor/cacheStorage.ts': ['node:crypto', 'node:fs/promises', 'node:path'],
  'editor/machine.ts': ['node:async_hooks', 'node:os'],
  'editor/usageStorage.ts': ['node:crypto', 'node:fs/promises', 'node:path'],
  'editor/protectedFile.ts': ['node:fs/promises', 'node:path'],
  'editor/checkTypescript.ts': ['node:path', 'node:worker_threads'],
  'editor/checkWorker.ts': ['node:worker_threads', 'computed'],
};

/** Parts that run wherever JavaScript runs. */
const pureParts = [
  'text',
  'privacy',
  'instant',
  'completion',
  'subject',
  'explain',
  'edit',
  'chat',
  'doctor',
  'usage',
];

/** Files of at most 300 lines are the aim; what is over this is two files. */
const mostLines = 320;

const root = path.resolve('src');
const sources: Readonly<Record<string, string>> = Object.fromEntries(
  readdirSync(root, { recursive: true })
    .map((file) => String(file).split(path.sep).join('/'))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => [file, readFileSync(path.join(root, file), 'utf8')]),
);

interface Import {
  readonly from: string;
  /** `type`: gone at run time. `lazy`: loaded on first use. */
  readonly kind: 'type' | 'eager' | 'lazy';
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
}

/** Every module that a source names, in whatever form; a name that is computed reads as `computed`. */
function importsOf(text: string): readonly Import[] {
  const code = withoutComments(text);
  const eager = /^\s*(import|export)\s+(type\s)?(?:[\w*\s{},$]*?\sfrom\s*)?['"]([^'"]+)['"]/gm;
  const lazy = /\b(?:import|require)\s*\(\s*(?:(['"`])([^'"`$]+)\1)?/g;
  return [
    ...[...code.matchAll(eager)].map(([, , type, from = '']) => ({
      from,
      kind: type === undefined ? ('eager' as const) : ('type' as const),
    })),
    ...[...code.matchAll(lazy)].map(([, , from = 'computed']) => ({ from, kind: 'lazy' as const })),
  ];
}

function partOf(file: string): string {
  return file.split('/')[0] ?? file;
}

/** Why a file may not import a module; undefined when it may. */
function violation(file: string, { from, kind }: Import): string | undefined {
  const part = partOf(file);
  const rule = rules[part];
  if (!from.startsWith('.')) {
    const own = clients[file] === from || exceptions[file]?.includes(from);
    return rule?.packages.includes(from) || own ? undefined : `${file} imports ${from}`;
  }
  const target = path.posix.join(path.posix.dirname(file), from);
  if (clients[target] !== undefined && (file !== 'editor/models.ts' || kind !== 'lazy')) {
    return `${file} imports ${target}, which is loaded on first use by editor/models.ts`;
  }
  const allowed = partOf(target) === part || rule?.parts.includes(partOf(target));
  return allowed ? undefined : `${file} imports ${target}`;
}

/** Files that import each other, with type imports left out: those make no cycle at run time. */
function firstCycle(files: Readonly<Record<string, string>>): string | undefined {
  const done = new Set<string>();
  const visit = (file: string, trail: readonly string[]): string | undefined => {
    if (trail.includes(file)) {
      return [...trail.slice(trail.indexOf(file)), file].join(' → ');
    }
    if (done.has(file)) {
      return undefined;
    }
    const targets = importsOf(files[file] ?? '')
      .filter(({ from, kind }) => from.startsWith('.') && kind !== 'type')
      .map(({ from }) => path.posix.join(path.posix.dirname(file), from));
    const found = targets.map((target) => visit(target, [...trail, file])).find(Boolean);
    done.add(file);
    return found;
  };
  return Object.keys(files)
    .map((file) => visit(file, []))
    .find(Boolean);
}

/** The files that are loaded with a file, itself included. */
function loadedWith(file: string, known = new Set<string>()): ReadonlySet<string> {
  if (!known.has(file)) {
    known.add(file);
    for (const { from, kind } of importsOf(sources[file] ?? '')) {
      if (from.startsWith('.') && kind === 'eager') {
        loadedWith(path.posix.join(path.posix.dirname(file), from), known);
      }
    }
  }
  return known;
}

/** Files of which the text without comments matches. */
function filesWith(pattern: RegExp): readonly string[] {
  return Object.keys(sources).filter((file) => pattern.test(withoutComments(sources[file] ?? '')));
}

describe('the architecture', () => {
  it('has a rule for every part', () => {
    const parts = new Set(Object.keys(sources).map(partOf));
    assert.deepEqual([...parts].sort(), Object.keys(rules).sort());
  });

  it('lets each part import only what its rule names', () => {
    const violations = Object.entries(sources).flatMap(([file, text]) =>
      importsOf(text).flatMap((one) => violation(file, one) ?? []),
    );
    assert.deepEqual(violations, []);
  });

  it('has no cycles', () => {
    assert.equal(firstCycle(sources), undefined);
  });

  it('lets activation load nothing that completes', () => {
    const parts = new Set([...loadedWith('extension.ts')].map(partOf));
    assert.deepEqual([...parts].sort(), ['editor', 'extension.ts', 'settings.ts', 'text']);
  });

  it('makes prompts safe in one place only', () => {
    assert.deepEqual(
      filesWith(/\b(?:as|satisfies)\s+Safe(?:Fill|Chat)\b|<Safe(?:Fill|Chat)>\s*[({]/),
      ['privacy/gate.ts'],
    );
  });

  it('S14 prints nothing to the console', () => {
    assert.deepEqual(filesWith(/\bconsole\s*[.[]/), []);
  });

  it('has no default exports, no any and no enums', () => {
    assert.deepEqual(
      filesWith(
        /\bexport default\b|[:<|,]\s*any\b|\bas any\b|\benum \w+ \{|@ts-(?:ignore|nocheck)/,
      ),
      [],
    );
  });

  it('keeps files small enough to read', () => {
    const long = Object.keys(sources).filter(
      (file) => (sources[file] ?? '').split('\n').length > mostLines,
    );
    assert.deepEqual(long, []);
  });

  it('builds the pure parts for a browser', async () => {
    const pure = Object.keys(sources).filter((file) => pureParts.includes(partOf(file)));
    const result = await build({
      entryPoints: pure.map((file) => path.join(root, file)),
      bundle: true,
      platform: 'browser',
      format: 'esm',
      outdir: 'out',
      write: false,
      logLevel: 'silent',
    });
    assert.equal(result.outputFiles.length, pure.length);
  });
});

describe('the scan of imports', () => {
  for (const [text, from, kind] of [
    ["import * as vscode from 'vscode';", 'vscode', 'eager'],
    ["import './side.ts';", './side.ts', 'eager'],
    ["import {\n  a,\n  type B,\n} from 'node:fs';", 'node:fs', 'eager'],
    ["import type { A } from '../editor/a.ts';", '../editor/a.ts', 'type'],
    ["export { a } from './a.ts';", './a.ts', 'eager'],
    ["export type { A } from './a.ts';", './a.ts', 'type'],
    ["const { a } = await import('openai');", 'openai', 'lazy'],
    ['const a = await import(`openai`);', 'openai', 'lazy'],
    ["const a = require('vscode');", 'vscode', 'lazy'],
    ['const a = await import(name);', 'computed', 'lazy'],
  ] as const) {
    it(`sees ${JSON.stringify(text)}`, () => {
      assert.deepEqual(importsOf(text), [{ from, kind }]);
    });
  }

  it('reads no comments', () => {
    assert.deepEqual(importsOf("/** import 'a'; */\n// import 'b';\nconst c = 1;"), []);
  });

  for (const [file, from, kind] of [
    ['completion/complete.ts', 'vscode', 'eager'],
    ['completion/complete.ts', '../instant/engine.ts', 'type'],
    ['instant/engine.ts', '../completion/outcome.ts', 'type'],
    ['text/document.ts', '../model/client.ts', 'type'],
    ['privacy/gate.ts', 'node:path', 'eager'],
    ['model/client.ts', '../editor/messages.ts', 'eager'],
    ['model/client.ts', 'openai', 'eager'],
    ['model/ollama.ts', 'openai', 'eager'],
    ['editor/menu.ts', '../extension.ts', 'eager'],
    ['editor/menu.ts', 'node:fs/promises', 'lazy'],
    ['editor/menu.ts', '../model/openai.ts', 'lazy'],
    ['extension.ts', './model/openai.ts', 'eager'],
    ['extension.ts', 'computed', 'lazy'],
  ] as const) {
    it(`forbids ${from} (${kind}) in ${file}`, () => {
      assert.ok(violation(file, { from, kind }));
    });
  }

  it('finds a cycle through a third file, but none of types', () => {
    const cycle = { 'a.ts': "import './b.ts';", 'b.ts': "import './c.ts';" };
    assert.equal(firstCycle({ ...cycle, 'c.ts': "import './a.ts';" }), 'a.ts → b.ts → c.ts → a.ts');
    assert.equal(firstCycle({ ...cycle, 'c.ts': "import type { A } from './a.ts';" }), undefined);
  });
});
