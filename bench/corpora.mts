/**
 * Consecutive versions of public packages and of this repository, hand-written sources only: what the
 * instant engine is fitted and judged on. Packages are fetched once with `npm pack` into a cache.
 */
import { execFile, execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { languageIdOf } from '../src/instant/indexable.ts';

const run = promisify(execFile);

/** One project and the rule that tells its hand-written sources from the rest. */
export interface Corpus {
  readonly name: string;
  /** Name of the package; without one, the versions are commits of this repository. */
  readonly npm?: string;
  /** Each list is one line of development: neighbours in it are compared. */
  readonly lines: readonly (readonly string[])[];
  /** Decides by the path inside the package. */
  readonly isSource: (path: string) => boolean;
  readonly note: string;
}

/** A package at one version, on disk. */
export interface Release {
  readonly version: string;
  readonly directory: string;
  readonly files: readonly string[];
}

const minors = (major: number, from: number, to: number, step = 1): string[] =>
  Array.from(
    { length: Math.floor((to - from) / step) + 1 },
    (_, index) => `${major}.${from + index * step}.0`,
  );

const repository = join(import.meta.dirname, '..');

/** How many pairs of commits of this repository are compared, evenly spread over its history. */
const ownPairs = 6;

/** Commits of this repository that changed its sources, oldest first; few in a shallow clone. */
function ownCommits(): string[] {
  const log = ['-C', repository, 'log', '--first-parent', '--reverse', '--format=%h', '--', 'src'];
  const commits = execFileSync('git', log, { encoding: 'utf8' }).split('\n').filter(Boolean);
  const step = (commits.length - 1) / (ownPairs + 1);
  // The first ones have hardly any code to learn from.
  return step < 1
    ? []
    : Array.from({ length: ownPairs + 1 }, (_, at) => commits[Math.round((at + 1) * step)] ?? '');
}

/** The packages of the issue come first; the others widen what is fitted. All are judged unseen. */
export const corpora: readonly Corpus[] = [
  {
    name: 'fastify',
    npm: 'fastify',
    lines: [minors(5, 0, 12)],
    isSource: (path) =>
      /^(?:lib|test|types|examples)\/.*\.(?:js|ts)$|^fastify\.(?:js|d\.ts)$/.test(path) &&
      !/error-serializer|configValidator|config-validator/.test(path),
    note: 'lib, test, types, examples; the two generated validators left out',
  },
  {
    name: 'hono',
    npm: 'hono',
    lines: [minors(4, 5, 13)],
    isSource: (path) => /^dist\/(?!cjs\/|types\/).*\.js$/.test(path),
    note: 'ships no src: the ESM files, one per source with its types taken out',
  },
  {
    name: 'express',
    npm: 'express',
    lines: [minors(4, 0, 22), ['5.0.0', '5.1.0', '5.2.0', '5.3.0']],
    isSource: (path) => /^(?:lib\/.*|index)\.js$/.test(path),
    note: 'lib and index.js; tests are not shipped',
  },
  {
    name: 'zod',
    npm: 'zod',
    lines: [['3.25.76', '4.1.0', '4.2.0', '4.3.0', '4.4.0', '4.5.0', '4.6.0', '4.6.7']],
    isSource: (path) => /^src\/.*\.ts$/.test(path),
    note: 'src with its tests',
  },
  {
    name: 'gyp (Python)',
    npm: 'node-gyp',
    lines: [['5.1.1', '6.1.0', '7.1.2', '8.4.1', '9.4.1', '10.3.1', '11.5.0', '12.4.0', '13.1.0']],
    isSource: (path) => /^gyp\/.*\.py$/.test(path),
    note: 'the Python that node-gyp ships',
  },
  {
    name: 'undici',
    npm: 'undici',
    lines: [minors(7, 0, 24, 3), minors(8, 0, 12, 3)],
    isSource: (path) => /^(?:lib|types)\/.*\.(?:js|ts)$/.test(path) && !/llhttp/.test(path),
    note: 'lib and types without the WebAssembly texts',
  },
  {
    name: 'svelte',
    npm: 'svelte',
    lines: [minors(5, 10, 55, 5)],
    isSource: (path) => /^src\/.*\.(?:js|ts)$/.test(path),
    note: 'src',
  },
  {
    name: 'query-core',
    npm: '@tanstack/query-core',
    lines: [
      ['5.40.0', '5.48.0', '5.56.0', '5.64.0', '5.72.0', '5.80.0', '5.86.0', '5.95.0', '5.108.0'],
    ],
    isSource: (path) => /^src\/.*\.tsx?$/.test(path),
    note: 'src with its tests',
  },
  {
    name: 'eslint',
    npm: 'eslint',
    lines: [minors(9, 11, 39, 4), minors(10, 0, 15, 3)],
    isSource: (path) => /^lib\/.*\.(?:js|ts)$/.test(path),
    note: 'lib',
  },
  {
    name: 'mongoose',
    npm: 'mongoose',
    lines: [minors(8, 0, 24, 4)],
    isSource: (path) => /^(?:lib|types)\/.*\.(?:js|ts)$/.test(path),
    note: 'lib and types',
  },
  {
    name: 'ghostline',
    lines: [ownCommits()],
    isSource: (path) => /^src\/.*\.ts$/.test(path),
    note: 'src of this repository, from commit to commit',
  },
];

/** Where the packages are kept between runs. */
export const cacheDirectory =
  process.env['GHOSTLINE_CORPORA'] ?? join(import.meta.dirname, '..', '.host', 'corpora');

/** Fetches what is missing and lists the sources of one version; throws when it cannot be had. */
export async function release(corpus: Corpus, version: string): Promise<Release> {
  const name = (corpus.npm ?? corpus.name).replaceAll('/', '_');
  const directory = join(cacheDirectory, `${name}@${version}`);
  if (!existsSync(directory)) {
    const working = `${directory}.part`;
    await rm(working, { recursive: true, force: true });
    await mkdir(working, { recursive: true });
    const archive = await packed(corpus, version, working);
    await run('tar', ['xf', archive, '-C', working]);
    await rename(working, directory);
  }
  // Nearly always `package`; older tarballs use the package's own name.
  const [folder = 'package'] = (await readdir(directory, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  const root = join(directory, folder);
  const found = await readdir(root, { recursive: true, withFileTypes: true });
  const files = found
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter(corpus.isSource)
    .sort();
  return { version, directory: root, files };
}

/** The corpus with those versions only that can be had; says which cannot. */
export async function fetched(corpus: Corpus): Promise<Corpus> {
  const lines: string[][] = [];
  for (const line of corpus.lines) {
    const had: string[] = [];
    for (const version of line) {
      try {
        await release(corpus, version);
        had.push(version);
      } catch (error) {
        console.error(`${corpus.name} ${version} is left out: ${String(error).split('\n')[0]}`);
      }
    }
    lines.push(had);
  }
  return { ...corpus, lines: lines.filter(({ length }) => length > 1) };
}

/** Path of a new archive in `folder` that holds one folder with the version's files. */
async function packed({ npm }: Corpus, version: string, folder: string): Promise<string> {
  if (npm === undefined) {
    const archive = join(folder, 'sources.tar');
    const options = ['--prefix=package/', '-o', archive];
    await run('git', ['-C', repository, 'archive', ...options, version, 'src']);
    return archive;
  }
  const spec = `${npm}@${version}`;
  const { stdout } = await run('npm', ['pack', spec, '--json', '--pack-destination', folder]);
  return join(folder, packedName(stdout));
}

function packedName(output: string): string {
  const parsed: unknown = JSON.parse(output);
  const entries = Array.isArray(parsed) ? parsed : Object.values(Object(parsed));
  return String(Object(entries[0]).filename).replace(/^@/, '').replaceAll('/', '-');
}

/** Reads one source file as the engine takes it. */
export async function sourceOf(release: Release, path: string) {
  const uri = `file:///${path}`;
  const text = await readFile(join(release.directory, path), 'utf8');
  return { uri, text, languageId: languageIdOf({ uri, text, languageId: '' }) };
}
