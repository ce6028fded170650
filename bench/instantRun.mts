/** Asks the engine at the positions of a corpus and keeps all that it could say. */
import { createInstantEngine, type InstantEngine, type Option } from '../src/instant/engine.ts';
import type { Snapshot } from '../src/text/document.ts';
import type { Corpus, Release } from './corpora.mts';
import { release, sourceOf } from './corpora.mts';
import {
  continues,
  createLineChoice,
  documentAt,
  type Hunk,
  hunksBetween,
  isRight,
  offsetsOf,
  positionsOf,
} from './instantPositions.mts';

/** What could be said at one position, shortest first. */
export interface Answer {
  readonly corpus: string;
  readonly options: readonly JudgedOption[];
}

/** One way to complete, and whether it was right. */
export interface JudgedOption {
  readonly features: Float64Array;
  readonly characters: number;
  readonly right: boolean;
}

/** Everything measured on one corpus. */
export interface CorpusRun {
  readonly name: string;
  readonly pairs: number;
  readonly hunks: number;
  readonly forward: readonly Answer[];
  readonly finished: readonly Answer[];
  /** Hunks to type through, with the release that was indexed. */
  readonly walks: readonly Walk[];
  readonly suggestMs: readonly number[];
}

/** Some hunks of one pair of versions. */
export interface Walk {
  readonly indexed: Release;
  readonly hunks: readonly Hunk[];
}

/** Positions asked per package, drawn by whole hunks, the same number from each pair of versions. */
const positionsPerCorpus = 6000;
const walkCharactersPerCorpus = 12_000;
const finishedPerCorpus = 1500;
/** Options kept per position for the fit. */
const maxOptions = 16;

/** One in so many positions is timed. */
const timedEvery = 5;

/** Milliseconds of one answer: the better of two, so that other programs count less. */
function suggestTime(engine: InstantEngine, document: Snapshot, offset: number): number {
  const times = [0, 1].map(() => {
    const started = performance.now();
    engine.suggest(document, offset);
    return performance.now() - started;
  });
  return Math.min(...times);
}

/** A generator of numbers in [0, 1) that gives the same ones every time (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** An engine over all sources of a release, without one file if so wanted. */
export async function engineOver(
  indexed: Release,
  options: Partial<Parameters<typeof createInstantEngine>[0]> = {},
): Promise<InstantEngine> {
  const engine = createInstantEngine({
    now: () => performance.now(),
    yieldNow: () => new Promise((resolve) => setImmediate(resolve)),
    ...options,
  });
  const { signal } = new AbortController();
  for (const path of indexed.files) {
    await engine.update(await sourceOf(indexed, path), signal);
  }
  return engine;
}

/** Runs one corpus forward in time, and on random positions of its finished code. */
export async function runCorpus(corpus: Corpus): Promise<CorpusRun> {
  const random = seeded(20_261_124);
  const forward: Answer[] = [];
  const finished: Answer[] = [];
  const walks: Walk[] = [];
  const suggestMs: number[] = [];
  let pairs = 0;
  let hunkCount = 0;
  let last: Release | undefined;
  const allPairs = corpus.lines.reduce((sum, line) => sum + line.length - 1, 0);
  for (const line of corpus.lines) {
    for (let index = 1; index < line.length; index++) {
      const previous = await release(corpus, line[index - 1]!);
      const next = await release(corpus, line[index]!);
      const hunks = shuffle(await hunksBetween(previous, next), random);
      const engine = await engineOver(previous);
      const chosen: Hunk[] = [];
      const isWanted = createLineChoice(hunks);
      let asked = 0;
      for (const hunk of hunks) {
        if (asked >= positionsPerCorpus / allPairs) {
          break;
        }
        chosen.push(hunk);
        for (const position of positionsOf(hunk, isWanted)) {
          const { document, offset } = documentAt(position);
          if (asked % timedEvery === 0) {
            suggestMs.push(suggestTime(engine, document, offset));
          }
          const options = engine.options(document, offset);
          forward.push({
            corpus: corpus.name,
            options: judged(options, (text) => isRight(position, text)),
          });
          asked++;
        }
      }
      walks.push({
        indexed: previous,
        hunks: takeCharacters(chosen, walkCharactersPerCorpus / allPairs),
      });
      hunkCount += chosen.length;
      pairs++;
      last = next;
    }
  }
  if (last !== undefined) {
    finished.push(...(await askFinished(corpus, last, random)));
  }
  return { name: corpus.name, pairs, hunks: hunkCount, forward, finished, walks, suggestMs };
}

function judged(
  options: readonly Option[],
  isRightText: (text: string) => boolean,
): JudgedOption[] {
  return options.slice(0, maxOptions * 2).map(({ features, text }) => ({
    features,
    characters: text.length,
    right: isRightText(text),
  }));
}

function takeCharacters(hunks: readonly Hunk[], most: number): Hunk[] {
  let characters = 0;
  return hunks.filter(({ added }) => {
    const fits = characters < most;
    characters += added.length;
    return fits;
  });
}

function shuffle<T>(items: readonly T[], random: () => number): T[] {
  const result = [...items];
  for (let at = result.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [result[at], result[other]] = [result[other]!, result[at]!];
  }
  return result;
}

/** Positions of finished code: the file itself is not in the index, all others are. */
async function askFinished(
  corpus: Corpus,
  indexed: Release,
  random: () => number,
): Promise<Answer[]> {
  const engine = await engineOver(indexed);
  const { signal } = new AbortController();
  const answers: Answer[] = [];
  const paths = shuffle(indexed.files, random).slice(0, 60);
  for (const path of paths) {
    const source = await sourceOf(indexed, path);
    engine.remove(source.uri);
    const offsets = shuffle(
      offsetsOf(source.text, () => true),
      random,
    );
    for (const offset of offsets.slice(0, Math.ceil(finishedPerCorpus / paths.length))) {
      const lineBreak = source.text.indexOf('\n', offset);
      const below = lineBreak === -1 ? '' : source.text.slice(lineBreak);
      const text = source.text.slice(0, offset) + below;
      const document = { ...source, path, version: 1, text };
      const future = source.text.slice(offset);
      answers.push({
        corpus: corpus.name,
        options: judged(engine.options(document, offset), (said) => continues(future, said)),
      });
    }
    await engine.update(source, signal);
  }
  return answers;
}
