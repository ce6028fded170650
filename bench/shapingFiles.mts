/**
 * Source files of more than 20 languages that people wrote: this repository's own, what its
 * development packages ship, and packages fetched once with `npm pack` into a cache.
 */
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { languageIdOf } from '../src/instant/indexable.ts';
import { type Corpus, release, sourceOf } from './corpora.mts';

/** One file as the bench reads it. */
export interface BenchFile {
  /** Where it comes from, the same on every machine. */
  readonly name: string;
  readonly languageId: string;
  readonly text: string;
}

const root = join(import.meta.dirname, '..');

/** Larger files are mostly tables, and slow the bench down. */
const mostCharacters = 40_000;
const leastCharacters = 300;
const mostFilesPerLanguage = 14;

/** The same version always: the figures must be comparable. */
const packages: readonly (readonly [npm: string, version: string, isSource: RegExp])[] = [
  ['node-gyp', '11.5.0', /^gyp\/pylib\/.*\.py$|^lib\/.*\.js$|\.md$/],
  ['node-addon-api', '8.5.0', /\.(?:h|c)$/],
  ['expo-modules-core', '3.0.0', /\.(?:kt|swift|java|mm|cpp|h|tsx|ts|gradle)$/],
  ['@wordpress/block-library', '9.30.0', /^src\/.*\.(?:php|scss)$/],
  ['bull', '4.16.5', /\.lua$/],
  ['bootstrap', '5.3.8', /\.scss$|^js\/src\/.*\.js$/],
  ['@openzeppelin/contracts', '5.4.0', /\.sol$/],
  ['edge-js', '24.0.0', /\.(?:cs|cpp)$/],
];

/** CodeMirror's pages of this version hold one sample for each language that it colours. */
const samples = { npm: 'codemirror', version: '5.0.0' };
const sampleLanguages: Readonly<Record<string, string>> = {
  clojure: 'clojure',
  dart: 'dart',
  dockerfile: 'dockerfile',
  erlang: 'erlang',
  go: 'go',
  groovy: 'groovy',
  haskell: 'haskell',
  htmlmixed: 'html',
  julia: 'julia',
  kotlin: 'kotlin',
  lua: 'lua',
  mllike: 'ocaml',
  perl: 'perl',
  php: 'php',
  python: 'python',
  r: 'r',
  ruby: 'ruby',
  rust: 'rust',
  shell: 'shellscript',
  sql: 'sql',
  toml: 'toml',
  vb: 'vb',
  xml: 'xml',
  yaml: 'yaml',
};

/** VS Code's identifiers for endings that the instant engine has no word for. */
const byEnding: Readonly<Record<string, string>> = {
  cts: 'typescript',
  mts: 'typescript',
  mjs: 'javascript',
  cjs: 'javascript',
  h: 'cpp',
  mm: 'objective-c',
  sol: 'solidity',
  gradle: 'groovy',
  scss: 'scss',
  php: 'php',
};

/** Reads the files of all sources, the same number of each language where there are enough. */
export async function benchFiles(): Promise<readonly BenchFile[]> {
  const found = [
    ...(await filesUnder('src')),
    ...(await filesUnder('test/unit')),
    ...(await filesUnder('media/sample')),
    ...(await filesUnder('docs')),
    ...(await filesUnder('bench/fixtures/shaping')),
    ...(await filesUnder('node_modules/mocha/lib')),
    ...(await filesUnder('node_modules/undici-types')),
    ...(await filesUnder('node_modules/yargs')),
    ...(await Promise.all(packages.map(packageFiles))).flat(),
    ...(await sampleFiles()),
  ];
  const byLanguage = Map.groupBy(
    found.filter(({ text }) => text.length >= leastCharacters && text.length <= mostCharacters),
    ({ languageId }) => languageId,
  );
  return [...byLanguage.values()].flatMap((files) => evenly(files, mostFilesPerLanguage));
}

/** As many of `files` as wanted, from all places of the list. */
function evenly<T>(files: readonly T[], count: number): readonly T[] {
  const step = Math.max(1, files.length / count);
  return files.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step));
}

function languageOfFile(path: string): string {
  const ending = /\.(\w+)$/.exec(path)?.[1] ?? '';
  return byEnding[ending] ?? languageIdOf({ uri: path, text: '', languageId: '' });
}

const isText =
  /\.(?:[cm]?[jt]sx?|py|rs|go|md|json|css|html|rb|sh|sql|ya?ml|toml|ex|scala|fs|ps1|vue|svelte|proto|tf)$/;

async function filesUnder(folder: string): Promise<readonly BenchFile[]> {
  const directory = join(root, folder);
  if (!existsSync(directory)) {
    return [];
  }
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && isText.test(entry.name) && !/\.min\./.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort();
  return Promise.all(
    paths.map(async (path) => ({
      name: path,
      languageId: languageOfFile(path),
      text: await readFile(join(root, path), 'utf8'),
    })),
  );
}

async function packageFiles([npm, version, source]: (typeof packages)[number]): Promise<
  readonly BenchFile[]
> {
  const fetched = await release(corpusOf(npm, source), version);
  return Promise.all(
    fetched.files.map(async (path) => ({
      name: `${npm}/${path}`,
      languageId: languageOfFile(path),
      text: (await sourceOf(fetched, path)).text,
    })),
  );
}

function corpusOf(npm: string, source: RegExp): Corpus {
  return { name: npm, npm, lines: [], isSource: (path) => source.test(path), note: '' };
}

async function sampleFiles(): Promise<readonly BenchFile[]> {
  const fetched = await release(corpusOf(samples.npm, /^mode\/\w+\/\w+\.html$/), samples.version);
  const files: BenchFile[] = [];
  for (const path of fetched.files) {
    const [, mode = ''] = path.split('/');
    const page = (await sourceOf(fetched, path)).text;
    const areas = page.matchAll(/<textarea[^>]*>\n?([\s\S]*?)<\/textarea>/g);
    const languageId = path.endsWith('scala.html')
      ? 'scala'
      : path.endsWith('index.html')
        ? sampleLanguages[mode]
        : undefined;
    for (const [index, [, source = '']] of languageId === undefined ? [] : [...areas].entries()) {
      files.push({
        name: `${path}#${index}`,
        languageId: languageId ?? '',
        text: unescaped(source),
      });
    }
  }
  return files;
}

function unescaped(html: string): string {
  return html
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
}
