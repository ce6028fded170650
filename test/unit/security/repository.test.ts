/** What a repository can and cannot decide, and what the code of Ghostline does not hold. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { effectiveValue } from '../../../src/editor/precedence.ts';
import { findSecrets } from '../../../src/privacy/findSecrets.ts';
import { parseSettings, type SettingKey } from '../../../src/settings.ts';
import { parsePageMessage } from '../../../src/usage/page.ts';

interface Manifest {
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] };
  };
  readonly contributes: {
    readonly configuration: readonly {
      readonly properties: Readonly<Record<string, { readonly scope: string }>>;
    }[];
  };
}

const manifest: Manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const properties = Object.fromEntries(
  manifest.contributes.configuration.flatMap((group) => Object.entries(group.properties)),
);
const keys = Object.keys(parseSettings(() => undefined)) as SettingKey[];
/** What decides where data goes, how it is protected and what is kept. */
const guarded = keys.filter((key) =>
  /^(?:provider$|fallback$|(?:ollama|openai|privacy|network|cache|explain|usage)\.|completion\.onBattery$)/.test(
    key,
  ),
);

const sources = readdirSync('src', { recursive: true })
  .map((file) => path.join('src', String(file)))
  .filter((file) => file.endsWith('.ts'))
  .map((file) => ({ file, text: readFileSync(file, 'utf8') }));

/** Source files whose text, comments left out, matches. */
function filesWith(pattern: RegExp): readonly string[] {
  return sources
    .filter(({ text }) => pattern.test(text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')))
    .map(({ file }) => file);
}

describe('settings of a repository', () => {
  it('S01 are none of those that decide where data goes: these have the scope machine', () => {
    assert.ok(guarded.length >= 15);
    for (const key of guarded) {
      assert.equal(properties[`ghostline.${key}`]?.scope, 'machine', key);
    }
    const { restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
    assert.deepEqual(
      keys.filter((key) => !restrictedConfigurations.includes(`ghostline.${key}`)),
      [],
    );
  });

  it('S03 are not read for these, even if VS Code offered them in each way that there is', () => {
    const ways = [
      'workspaceValue',
      'workspaceFolderValue',
      'workspaceLanguageValue',
      'workspaceFolderLanguageValue',
    ] as const;
    for (const key of guarded) {
      for (const way of ways) {
        assert.equal(effectiveValue(key, { defaultValue: 1, [way]: 'evil' }), 1, `${key} ${way}`);
        assert.equal(effectiveValue(key, { globalValue: 2, [way]: 'evil' }), 2, `${key} ${way}`);
      }
    }
  });

  it('S03 are only read through the function that knows this', () => {
    assert.deepEqual(filesWith(/getConfiguration\(\s*['"`]ghostline/), []);
    assert.deepEqual(filesWith(/getConfiguration\(\s*section/), ['src/editor/configuration.ts']);
  });
});

describe('the code of Ghostline', function () {
  this.timeout(30_000);
  it('S20 never reads the clipboard or a terminal', () => {
    assert.deepEqual(filesWith(/clipboard\s*\.\s*readText|\bTerminal\b|\.terminals?\b/), []);
  });

  it('S27 trusts Markdown only for commands of its own, and never with HTML', () => {
    assert.deepEqual(filesWith(/supportHtml|isTrusted\s*[=:]\s*true/), []);
    for (const { file, text } of sources) {
      for (const [, value] of text.matchAll(/\.isTrusted\s*=([^=][^;]*);/g)) {
        assert.match(value ?? '', /^ \{ enabledCommands: \['ghostline\.\w+'\] \}$/, file);
      }
    }
    // Where Markdown of a model is made, none is trusted in the same breath.
    const makers = sources.filter(({ text }) => /sanitizeMarkdown\(/.test(text));
    assert.ok(makers.length > 0);
    for (const { file, text } of makers) {
      assert.doesNotMatch(text, /sanitizeMarkdown\([^)]*\)[^;]*isTrusted/, file);
    }
  });

  it('S28 has one page, which runs only what bears its nonce, and no handler of addresses', () => {
    assert.deepEqual(filesWith(/registerWebview|registerUriHandler|registerCustomEditor/), []);
    assert.deepEqual(filesWith(/createWebviewPanel/), ['src/editor/usage.ts']);
    assert.deepEqual(filesWith(/innerHTML|outerHTML|insertAdjacentHTML|document\.write/), []);
    const { text = '' } = sources.find(({ file }) => file.endsWith('editor/usagePage.ts')) ?? {};
    const policy = [...text.matchAll(/"([\w-]+ '[\w-]+')"|`([\w-]+ 'nonce-\$\{nonce\}')`/g)];
    assert.deepEqual(
      policy.map(([, fixed, own = '']) => fixed ?? own.replace(/-\$.*(?=')/, '')),
      [
        "default-src 'none'",
        "base-uri 'none'",
        "form-action 'none'",
        "require-trusted-types-for 'script'",
        "script-src 'nonce'",
        "style-src 'nonce'",
      ],
    );
  });

  it('S29 lets the page ask for nothing but its own five things', () => {
    for (const kind of ['ready', 'prices', 'limit', 'reset']) {
      assert.deepEqual(parsePageMessage({ kind, command: 'x' }), { kind });
    }
    const filter = { model: 'm', feature: 'explain', from: '2026-11-25', to: '' };
    assert.deepEqual(parsePageMessage({ kind: 'filter', filter: { ...filter, more: 1 } }), {
      kind: 'filter',
      filter: { model: 'm', feature: 'explain', from: '2026-11-25' },
    });
    for (const said of [null, 'reset', {}, { kind: 'run' }, [], { kind: ['reset'] }]) {
      assert.equal(parsePageMessage(said), undefined, JSON.stringify(said));
    }
  });

  it('S49 returns nothing to other extensions', () => {
    const { text = '' } = sources.find(({ file }) => file.endsWith('extension.ts')) ?? {};
    assert.match(text, /export (?:async )?function activate\([^)]*\): (?:Promise<void>|void)/);
  });

  it('S48 starts no program, and one thread: our own check with the TypeScript of VS Code', () => {
    assert.deepEqual(filesWith(/['"`](?:node:)?(?:child_process|cluster|vm|module)['"`]/), []);
    const text = ['checkTypescript.ts', 'checkWorker.ts'].map((name) => `src/editor/${name}`);
    assert.deepEqual(filesWith(/['"`](?:node:)?worker_threads['"`]/), text);
    const { text: starter = '' } = sources.find(({ file }) => file === text[0]) ?? {};
    const started = [...starter.matchAll(/\bnew Worker\(([^{]*)/g)].map(([, file]) => file?.trim());
    assert.deepEqual(started, ["path.join(__dirname, 'checkWorker.js'),"]);
    // Nothing of a repository that the user does not trust is checked, and none of its programs is loaded.
    assert.match(
      starter,
      /covers\(document, wanted\) \{[\s\S]{0,200}?return \([\s\S]{0,20}?vscode\.workspace\.isTrusted &&/,
    );
    assert.match(starter, /getExtension\('vscode\.typescript-language-features'\)/);
  });

  it('S48 as it is shipped opens no port and evaluates no text', async () => {
    const result = await build({
      entryPoints: ['src/extension.ts'],
      bundle: true,
      platform: 'node',
      format: 'cjs',
      external: ['vscode'],
      metafile: true,
      write: false,
      outdir: 'out',
      logLevel: 'silent',
    });
    // The builder reads the code as a program: a name in a text is none.
    const [output] = Object.values(result.metafile.outputs);
    const imported = new Set(output?.imports.map((one) => one.path));
    const allowed = [
      ...['vscode', 'node:crypto', 'node:fs/promises', 'node:os', 'node:path'],
      // Tells a request that is only looked at from one that is sent (`S46`).
      'node:async_hooks',
      // A package tells whoever listens in the same process.
      'node:diagnostics_channel',
      // See above.
      'node:worker_threads',
    ];
    assert.deepEqual(
      [...imported].filter((name) => !allowed.includes(name)),
      [],
    );
    assert.deepEqual(
      result.warnings.filter(({ id }) => id === 'direct-eval'),
      [],
    );
    const built = readdirSync('dist', { recursive: true }).map(String);
    for (const file of built.filter((name) => name.endsWith('.js'))) {
      const text = readFileSync(path.join('dist', file), 'utf8');
      assert.doesNotMatch(text, /[^\w.$]eval\(|\bnew Function\b|[^\w.$]Function\(["'`]/, file);
      assert.doesNotMatch(text, /\bcreateServer\b|\bprocess\.binding\b|\bWebAssembly\b/, file);
    }
  });
});

describe('the package', function () {
  this.timeout(30_000);
  const list = execFileSync(
    process.execPath,
    ['node_modules/@vscode/vsce/vsce', 'ls', '--no-dependencies'],
    { encoding: 'utf8' },
  )
    .trim()
    .split('\n')
    .map((line) => line.trim());

  it('S47 holds the files that it names and no other', () => {
    const known = [
      ...['CHANGELOG.md', 'LICENSE', 'README.md', 'THIRD_PARTY_NOTICES.txt'],
      ...['package.json', 'package.nls.json', 'package.nls.zh-cn.json'],
      ...['l10n/bundle.l10n.json', 'l10n/bundle.l10n.zh-cn.json', 'media/icon.png'],
    ];
    const named =
      /^(?:dist\/(?:web\/)?\w+\.js|dist\/\w+\.css|media\/walkthrough\/\w+(?:\.nls\.zh-cn)?\.md)$/;
    assert.deepEqual(
      list.filter((file) => !known.includes(file) && !named.test(file)),
      [],
    );
    assert.ok(list.includes('dist/extension.js'));
  });

  it('S47 names no place of the machine that built it and holds no secret', () => {
    for (const file of list.filter((name) => !name.endsWith('.png'))) {
      const text = readFileSync(file, 'utf8');
      assert.ok(!text.includes(process.cwd()), file);
      assert.doesNotMatch(text, /sourceMappingURL/, file);
      assert.deepEqual(
        findSecrets(text).map(({ end, start }) => text.slice(start, end)),
        [],
        file,
      );
    }
  });
});
