/** The sessions that are made when none are given: the sample workspace, typed by a few people. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { languageIdOf } from '../../src/instant/indexable.ts';
import { generateTrace, personTyping, type Source, steadyTyping } from './generate.mts';
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
export async function sourceOf(path: string): Promise<Source> {
  const text = await readFile(join(root, path), 'utf8');
  return { path, text, languageId: languageIdOf({ uri: `file:///${path}`, text, languageId: '' }) };
}

/** Sessions of people from the sample sources or from `path`, one for each speed in ms per key. */
export async function personTraces(
  speeds: readonly number[],
  path?: string,
): Promise<readonly Trace[]> {
  return makeTraces(speeds, personTyping, path === undefined ? samples : [[path]]);
}

/** Sessions with even keys and no mistake, from one source. */
export async function steadyTraces(speeds: readonly number[]): Promise<readonly Trace[]> {
  return makeTraces(speeds, steadyTyping, samples.slice(0, 1));
}

async function makeTraces(
  speeds: readonly number[],
  profileOf: typeof personTyping,
  wanted: typeof samples,
): Promise<readonly Trace[]> {
  const traces: Trace[] = [];
  for (const [path, ...neighbours] of wanted) {
    const source = await sourceOf(path);
    const files = await Promise.all(neighbours.map(sourceOf));
    for (const keyMs of speeds) {
      const options = { keys: sessionKeys, profile: profileOf(keyMs), seed: 1 };
      traces.push({ ...generateTrace(source, options), files });
    }
  }
  return traces;
}
