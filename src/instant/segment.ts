import type { TokenRun } from './lexer.ts';

/** Tokens of many files in typed arrays, with a chain through the places that follow the same four tokens. */
export interface Segment {
  readonly ids: Uint32Array;
  /** Offset of each token in its own file's text. */
  readonly starts: Uint32Array;
  /** For each token the previous place with the same hash, plus one; 0 ends the chain. */
  readonly next: Uint32Array;
  /** For each hash the latest place, plus one. */
  readonly heads: Uint32Array;
  /** Tokens handed out to files. */
  used: number;
  /** Tokens of files that are still in the index. */
  live: number;
  /** By first token, ascending; files taken out stay here until the segment is rewritten. */
  readonly files: IndexedFile[];
}

/** One file of the index: a stretch of a segment. */
export interface IndexedFile {
  readonly uri: string;
  readonly languageId: string;
  readonly directory: string;
  readonly text: string;
  readonly segment: Segment;
  readonly first: number;
  readonly count: number;
  /** Pairs (offset, token index within the file) at which a lexer can start: see `Lexer.atSafeLine`. */
  readonly checkpoints: Uint32Array;
  /** False while it is being chained, and again after it was replaced or removed. */
  live: boolean;
}

/** Tokens that a place must share with the cursor to be found at all. */
export const keyLength = 4;

/** Hash of four token ids; the multipliers are the odd constants of MurmurHash3's finaliser. */
export function keyHash(a: number, b: number, c: number, d: number): number {
  let hash = Math.imul(a, 0x85ebca6b) ^ b;
  hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35) ^ c;
  hash = Math.imul(hash ^ (hash >>> 13), 0x85ebca6b) ^ d;
  hash = Math.imul(hash ^ (hash >>> 16), 0xc2b2ae35);
  return hash ^ (hash >>> 15);
}

/** Makes a segment for at most `capacity` tokens. */
export function createSegment(capacity: number): Segment {
  const heads = 2 ** Math.max(4, Math.floor(Math.log2(capacity)) - 1);
  return {
    ids: new Uint32Array(capacity),
    starts: new Uint32Array(capacity),
    next: new Uint32Array(capacity),
    heads: new Uint32Array(heads),
    used: 0,
    live: 0,
    files: [],
  };
}

/** Links the tokens `[from, to)` of a file (indices within the segment) into the chains. */
export function chain(segment: Segment, fileFirst: number, from: number, to: number): void {
  const { ids, next, heads } = segment;
  const mask = heads.length - 1;
  for (let index = Math.max(from, fileFirst + keyLength - 1); index < to; index++) {
    const slot =
      keyHash(ids[index] ?? 0, ids[index - 1] ?? 0, ids[index - 2] ?? 0, ids[index - 3] ?? 0) &
      mask;
    next[index] = heads[slot] ?? 0;
    heads[slot] = index + 1;
  }
}

/** The file that owns a token of the segment. */
export function fileAt(segment: Segment, index: number): IndexedFile | undefined {
  const { files } = segment;
  let low = 0;
  let high = files.length;
  while (low + 1 < high) {
    const middle = (low + high) >> 1;
    if ((files[middle]?.first ?? 0) <= index) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return files[low];
}

/** Memory of the typed arrays, in bytes. */
export function segmentBytes(segment: Segment): number {
  return (
    segment.ids.byteLength +
    segment.starts.byteLength +
    segment.next.byteLength +
    segment.heads.byteLength
  );
}

/** A file's tokens, as a view of its segment. */
export function runOf(file: IndexedFile): TokenRun {
  const { segment, first, count } = file;
  return {
    ids: segment.ids.subarray(first, first + count),
    starts: segment.starts.subarray(first, first + count),
    count,
  };
}
