/** The sessions that are made when none are given: the sample workspace, typed by a few people. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { languageIdOf } from '../../src/instant/indexable.ts';
import {
  generateTrace,
  personTyping,
  type Source,
  steadyTyping,
  type TypingProfile,
} from './generate.mts';
import type { Trace } from './trace.mts';

const root = join(import.meta.dirname, '..', '..');

/** One file of each language, with the neighbours that the instant engine reads. */
const samples: readonly (readonly [path: string, ...neighbours: string[]])[] = [
  [
    'media/sample/client/src/orders.ts',
    'media/sample/client/src/customers.ts',
    'media/sample/client/src/http.ts',
  ],
  ['media/sample/report/summary.py', 'media/sample/report/records.py'],
  ['media/sample/worker/handlers.go', 'media/sample/worker/queue.go'],
];

const sessionKeys = 500;

/** Reads a file as the generator takes it. */
async function sourceOf(path: string): Promise<Source> {
  const text = await readFile(join(root, path), 'utf8');
  return { path, text, languageId: languageIdOf({ uri: `file:///${path}`, text, languageId: '' }) };
}

/** Sessions of people from the sample sources or from `path`; each seed types other parts. */
export async function personTraces(
  keyMs: number,
  path?: string,
): Promise<(seed: number) => readonly Trace[]> {
  return tracesFrom(personTyping(keyMs), path === undefined ? samples : [[path]]);
}

/** Sessions with even keys and no mistake. */
export async function steadyTraces(keyMs: number): Promise<(seed: number) => readonly Trace[]> {
  return tracesFrom(steadyTyping(keyMs), samples);
}

async function tracesFrom(profile: TypingProfile, wanted: typeof samples) {
  const read = await Promise.all(
    wanted.map(async ([path, ...neighbours]) => ({
      source: await sourceOf(path),
      files: await Promise.all(neighbours.map(sourceOf)),
    })),
  );
  return (seed: number): readonly Trace[] =>
    read.map(({ files, source }) => ({
      ...generateTrace(source, { keys: sessionKeys, profile, seed }),
      files,
    }));
}
