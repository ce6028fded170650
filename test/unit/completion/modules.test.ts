import assert from 'node:assert/strict';
import {
  foldersAbove,
  type Manifest,
  manifestOf,
  moduleExists,
} from '../../../src/completion/modules.ts';

const nothing: Manifest = manifestOf(undefined, []);

/** Facts from a list of paths; folders that are not listed have nothing, those in `unknown` are not read yet. */
function exists(
  paths: readonly string[],
  specifier: string,
  options: {
    readonly from?: string;
    readonly manifests?: Readonly<Record<string, Manifest | undefined>>;
    readonly unknown?: readonly string[];
  } = {},
): boolean {
  const { from = 'src/app/main.ts', manifests = {}, unknown = [] } = options;
  const names = (folder: string) => {
    const below = folder === '' ? '' : `${folder}/`;
    const inside = paths.filter((path) => path.startsWith(below));
    return unknown.includes(folder)
      ? undefined
      : new Set(inside.map((path) => path.slice(below.length).split('/')[0] ?? ''));
  };
  const manifest = (folder: string) => (folder in manifests ? manifests[folder] : nothing);
  return moduleExists({ names, manifest }, from, specifier);
}

const files = ['src/app/main.ts', 'src/app/cart.ts', 'src/lib/tax/index.ts', 'src/style.css'];

describe('a relative module', () => {
  it('exists where a file or a folder has its name', () => {
    for (const name of [
      './cart',
      './cart.js',
      './cart.ts',
      '../lib/tax',
      '../lib/tax/index.js',
      '../style.css',
      '../style.css?inline',
      '.',
      '..',
      '../lib/',
    ]) {
      assert.ok(exists(files, name), name);
    }
  });

  it('does not exist where none has', () => {
    for (const name of [
      './carts',
      './cart/total',
      '../lib/rates',
      '../cart',
      '../lib/tax/rates.js',
    ]) {
      assert.ok(!exists(files, name), name);
    }
  });

  it('is believed where that cannot be told', () => {
    assert.ok(exists(files, '../../../elsewhere/a'));
    assert.ok(exists(files, '../lib/rates', { unknown: ['src/lib'] }));
    assert.ok(exists(files, './$types'));
    const merged = manifestOf(undefined, ['{ "compilerOptions": { "rootDirs": ["a", "b"] } }']);
    assert.ok(exists(files, './generated', { manifests: { '': merged } }));
    assert.ok(exists(files, './carts', { manifests: { src: undefined } }));
  });
});

describe('a package', () => {
  const shop = manifestOf(
    '{ "name": "shop", "dependencies": { "zod": "4" }, "devDependencies": { "@types/node": "24", "@scope/a": "1" } }',
    [],
  );
  const manifests = { '': shop };

  it('exists where it is declared, installed or part of Node', () => {
    const installed = [...files, 'node_modules/lodash/index.js', 'node_modules/@s/b/index.js'];
    for (const name of [
      'zod',
      'zod/v4',
      'shop/cart',
      '@scope/a/sub',
      'lodash',
      '@s/b',
      'fs/promises',
      'node:test',
    ]) {
      assert.ok(exists(installed, name, { manifests }), name);
    }
  });

  it('does not exist where nothing names it', () => {
    const installed = [...files, 'node_modules/lodash/index.js', 'node_modules/@s/b/index.js'];
    for (const name of ['axios', '@scope/b', '@s/c', 'zodiac', 'lodash-es']) {
      assert.ok(!exists(installed, name, { manifests }), name);
    }
  });

  it('is believed where that cannot be told', () => {
    assert.ok(exists(files, 'axios'), 'no package.json');
    assert.ok(exists(files, 'axios', { manifests: { ...manifests, 'src/app': undefined } }));
    const modules = [...files, 'node_modules/lodash/index.js'];
    assert.ok(exists(modules, 'axios', { manifests, unknown: ['node_modules'] }));
    for (const name of ['@/cart', '~/cart', '#cart', '$lib/cart', 'virtual:cart', 'https://a/b']) {
      assert.ok(exists(files, name, { manifests }), name);
    }
  });

  it('is believed where the compiler settings map it', () => {
    const mapped = manifestOf(undefined, [
      '{ /* JSON with comments */ "compilerOptions": { "paths": { "app/*": ["./src/app/*"] }, } }',
    ]);
    assert.ok(exists(files, 'app/cart', { manifests: { ...manifests, src: mapped } }));
    assert.ok(!exists(files, 'axios', { manifests: { ...manifests, src: mapped } }));
    const based = manifestOf(undefined, ['{ "compilerOptions": { "baseUrl": "." } }']);
    assert.ok(exists(files, 'axios', { manifests: { ...manifests, src: based } }));
  });

  it('is declared by no broken package.json', () => {
    assert.deepEqual(manifestOf('{ "dependencies": ', []).packages, new Set());
    assert.deepEqual(manifestOf('[1]', []).packages, new Set());
  });
});

describe('folders above a file', () => {
  it('begin with its own and end with the workspace', () => {
    assert.deepEqual(foldersAbove('src/app/main.ts'), ['src/app', 'src', '']);
    assert.deepEqual(foldersAbove('main.ts'), ['']);
  });
});
