import { opensString } from './boundaries.ts';
import type { Candidate } from './candidates.ts';
import { type Cursor, tokensOnLine } from './cursor.ts';
import type { Path, Step } from './path.ts';
import {
  hashSeed,
  hashStep,
  isQuoteId,
  isWordId,
  newlineId,
  type Vocabulary,
} from './vocabulary.ts';

/** Tokens before a match whose words count as its neighbourhood. */
const neighbourhood = 40;

/** Tokens before the cursor that count as nearby. */
const nearbyTokens = 160;

/** A word counts as known to the document when it stands so close to the cursor, in characters. */
const reach = 50_000;

/** What kind of words a proposal brings. */
export interface WordFacts {
  proposed: number;
  /** Not nearby, but before the match in the source: probably names of its own. */
  foreign: number;
  /** Not nearby. */
  distant: number;
  /** Nowhere in the document. */
  unseen: number;
  /** Inside a string. */
  literal: number;
  /** Binary logarithm of one more than the occurrences of the rarest one in the index, at most 12. */
  rarest: number;
  /** A line nearby begins like the cursor's line with what is proposed. */
  isLineNearby: boolean;
}

/** Counts for a proposal that grows token by token, from none. */
export interface WordCounter {
  readonly facts: Readonly<WordFacts>;
  /** Goes on with the token of the path's step `depth`. */
  add(step: Step, depth: number): void;
}

/** Starts at the cursor with nothing proposed. */
export function createWordCounter(cursor: Cursor, path: Path, vocabulary: Vocabulary): WordCounter {
  const { before, document, offset } = cursor;
  const near = new Set(before.ids.subarray(Math.max(0, before.count - nearbyTokens), before.count));
  const seen = new Set<number>();
  let lineHash = lineHashOf(cursor);
  let lineLength = tokensOnLine(before);
  const nearLines = recentLines(cursor);
  const theirs = neighbours(path.steps[0]?.source);
  const around = document.text.slice(Math.max(0, offset - reach), offset + reach);
  let inString = cursor.scope === 'strings';
  let onFirstLine = true;
  const facts: WordFacts = {
    proposed: 0,
    foreign: 0,
    distant: 0,
    unseen: 0,
    literal: 0,
    rarest: 12,
    isLineNearby: false,
  };
  const addWord = (id: number) => {
    facts.proposed++;
    facts.literal += inString ? 1 : 0;
    facts.rarest = Math.min(facts.rarest, Math.log2(1 + vocabulary.countOf(id)));
    if (!seen.has(id) && !near.has(id)) {
      seen.add(id);
      facts.distant++;
      facts.foreign += theirs.has(id) ? 1 : 0;
      facts.unseen += around.includes(cursor.textOf(id)) ? 0 : 1;
    }
  };
  return {
    facts,
    add(step, depth) {
      const { id } = step;
      lineHash = hashStep(lineHash, id);
      lineLength++;
      onFirstLine &&= id !== newlineId;
      facts.isLineNearby = onFirstLine && lineLength > 2 && nearLines.has(lineHash);
      if (isWordId(id)) {
        addWord(id);
      } else if (isQuoteId(id)) {
        inString = opensString(step, depth);
      }
    },
  };
}

/** Hash of a line's tokens so far: equal beginnings of lines have equal ones. */
function lineHashOf({ before }: Cursor): number {
  const first = before.count - tokensOnLine(before);
  return before.ids.subarray(first, before.count).reduce(hashStep, hashSeed);
}

/** Hashes of all beginnings of the last lines above the cursor. */
function recentLines({ before }: Cursor): Set<number> {
  const lines = new Set<number>();
  let hash = hashSeed;
  for (let index = Math.max(0, before.count - nearbyTokens); index < before.count; index++) {
    const id = before.ids[index] ?? newlineId;
    hash = id === newlineId ? hashSeed : hashStep(hash, id);
    lines.add(hash);
  }
  return lines;
}

/** Words just before the matched stretch in the source: names that were its own. */
function neighbours(source: Candidate | undefined): Set<number> {
  const words = new Set<number>();
  if (source !== undefined) {
    const { ids, position, first } = source;
    for (let index = Math.max(first, position - neighbourhood); index <= position; index++) {
      const id = ids[index] ?? 0;
      if (isWordId(id)) {
        words.add(id);
      }
    }
  }
  return words;
}
