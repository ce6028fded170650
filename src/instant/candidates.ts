import { type Cursor, tokensOnLine } from './cursor.ts';
import { familyOf } from './indexable.ts';
import { fileAt, type IndexedFile, keyHash, keyLength, type Segment } from './segment.ts';

/** A place whose tokens end like those before the cursor: what follows it may be what comes next. */
export interface Candidate {
  readonly ids: Uint32Array;
  readonly starts: Uint32Array;
  readonly text: string;
  /** Index of the last matched token. */
  readonly position: number;
  /** Bounds of the tokens that belong to the same text. */
  readonly first: number;
  readonly end: number;
  /** Number of matched tokens, at most `maxMatch`. */
  readonly match: number;
  readonly origin: Origin;
  readonly weight: number;
}

/** Where a candidate stands, seen from the cursor. */
export interface Origin {
  readonly uri: string;
  readonly sameFile: boolean;
  readonly sameDirectory: boolean;
  readonly sameLanguage: boolean;
  /** In text that the index does not have yet. */
  readonly isNew: boolean;
  /** Characters between it and the cursor; only in the same file. */
  readonly distance: number;
}

/** Longer matches say nothing more. */
const maxMatch = 64;
/** Steps along the chains per question: bounds the time where a context is very common. */
const maxSteps = 1500;
const maxCandidates = 64;

/** The places that share the longest stretches of tokens with the text before the cursor, best first. */
export function findCandidates(cursor: Cursor, segments: readonly Segment[]): Candidate[] {
  const { ids, count } = cursor.before;
  if (count < keyLength) {
    return [];
  }
  const context = ids.slice(Math.max(0, count - maxMatch), count).reverse();
  const found: Candidate[] = [...newCandidates(cursor, context)];
  const [a = 0, b = 0, c = 0, d = 0] = context;
  const hash = keyHash(a, b, c, d);
  let steps = maxSteps;
  for (const segment of segments) {
    const slot = hash & (segment.heads.length - 1);
    for (let link = segment.heads[slot] ?? 0; link !== 0; link = segment.next[link - 1] ?? 0) {
      if (--steps < 0) {
        return best(found);
      }
      const position = link - 1;
      if (segment.ids[position] === a && segment.ids[position - 1] === b) {
        const candidate = indexedCandidate(cursor, segment, position, context);
        if (candidate !== undefined) {
          found.push(candidate);
        }
      }
    }
  }
  return best(found);
}

function best(candidates: Candidate[]): Candidate[] {
  return candidates.sort((left, right) => right.weight - left.weight).slice(0, maxCandidates);
}

function indexedCandidate(
  cursor: Cursor,
  segment: Segment,
  position: number,
  context: Uint32Array,
): Candidate | undefined {
  const file = fileAt(segment, position);
  if (!file?.live || familyOf(file.languageId) !== familyOf(cursor.document.languageId)) {
    return undefined;
  }
  const match = matchLength(segment.ids, position, file.first, context);
  const sameFile = file.uri === cursor.document.uri;
  const at = sameFile ? livePosition(cursor, file, segment.starts[position] ?? 0) : 0;
  if (match < keyLength || at === undefined) {
    return undefined;
  }
  return weighed({
    ids: segment.ids,
    starts: segment.starts,
    text: file.text,
    position,
    first: file.first,
    end: file.first + file.count,
    match,
    origin: {
      uri: file.uri,
      sameFile,
      sameDirectory:
        cursor.document.uri.startsWith(file.directory) &&
        !cursor.document.uri.includes('/', file.directory.length),
      sameLanguage: file.languageId === cursor.document.languageId,
      isNew: false,
      distance: sameFile ? Math.abs(cursor.offset - at) : 0,
    },
  });
}

/**
 * Where a token of the indexed version stands in the open document; nothing when that text is gone,
 * or when it is the cursor's own surroundings, whose continuation stands below already.
 */
function livePosition(
  { drift, before, document }: Cursor,
  file: IndexedFile,
  start: number,
): number | undefined {
  if (drift === undefined) {
    return start;
  }
  const own = before.starts[before.count - 1] ?? 0;
  const shift = document.text.length - file.text.length;
  const isBefore = start < drift.same;
  const isBelow = start >= file.text.length - drift.sameEnd;
  if ((isBefore && start === own) || (isBelow && start + shift === own)) {
    return undefined;
  }
  return isBefore ? start : isBelow ? start + shift : undefined;
}

function* newCandidates(cursor: Cursor, context: Uint32Array): Generator<Candidate> {
  const { before, below, document, drift } = cursor;
  const fresh = drift?.same ?? 0;
  const line = before.count - tokensOnLine(before);
  for (const run of [before, below]) {
    const end = run === before ? run.count - 1 : run.count;
    for (let position = keyLength - 1; position < end; position++) {
      const start = run.starts[position] ?? 0;
      const isNew = run.ids[position] === context[0] && start >= fresh;
      const match = isNew ? matchLength(run.ids, position, 0, context) : 0;
      if (match >= keyLength) {
        yield weighed({
          ids: run.ids,
          starts: run.starts,
          text: document.text,
          position,
          first: 0,
          // What is being typed now is not what follows a place above it.
          end: run === before && position < line ? line : run.count,
          match,
          origin: {
            uri: document.uri,
            sameFile: true,
            sameDirectory: true,
            sameLanguage: true,
            isNew: true,
            distance: Math.abs(cursor.offset - start),
          },
        });
      }
    }
  }
}

function matchLength(
  ids: Uint32Array,
  position: number,
  first: number,
  context: Uint32Array,
): number {
  const limit = Math.min(context.length, position - first + 1);
  let length = 0;
  while (length < limit && ids[position - length] === context[length]) {
    length++;
  }
  return length;
}

/** A longer match says more, and so does a place in the same file or in text just typed. */
function weighed(candidate: Omit<Candidate, 'weight'>): Candidate {
  const { sameFile, isNew } = candidate.origin;
  const weight =
    Math.exp(0.3 * Math.min(candidate.match, 32)) * (sameFile ? 1.6 : 1) * (isNew ? 1.5 : 1);
  return { ...candidate, weight };
}
