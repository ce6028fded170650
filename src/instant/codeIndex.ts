import { familyOf, isIndexable, languageIdOf, type SourceFile } from './indexable.ts';
import { type LexedFile, lexFile, type Rest } from './lexFile.ts';
import {
  chain,
  createSegment,
  type IndexedFile,
  runOf,
  type Segment,
  segmentBytes,
} from './segment.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Bounds of the index. */
export interface IndexLimits {
  /** UTF-16 code units of source over all files; the files updated longest ago make room. */
  readonly maxCharacters: number;
  /** Longer files are refused. */
  readonly maxFileCharacters: number;
  /** Work between two calls of `yieldNow`, in milliseconds. */
  readonly sliceMs: number;
}

/** What the index holds. */
export interface IndexStats {
  readonly files: number;
  /** UTF-16 code units of all texts. */
  readonly characters: number;
  /** Estimated memory, the texts included. */
  readonly bytes: number;
}

/** Time and yielding, so that tests need neither. */
export interface IndexDeps {
  /** Milliseconds, from any start. */
  now(): number;
  /** Lets other work run. */
  yieldNow(): Promise<void>;
}

/** The source files of a workspace as tokens that can be searched. */
export interface CodeIndex {
  /** Adds or replaces a file, one after the other; an abort leaves the earlier version in place. */
  update(file: SourceFile, signal: AbortSignal): Promise<void>;
  remove(uri: string): void;
  clear(): void;
  fileOf(uri: string): IndexedFile | undefined;
  /** What there is to search, newest first. */
  segments(): readonly Segment[];
  /** Characters of the files that a document of this family may learn from. */
  charactersOf(family: string): number;
  readonly stats: IndexStats;
}

const minSegmentTokens = 2 ** 12;
const maxSegmentTokens = 2 ** 18;
/** Files that change have segments of their own, so that a new version leaves no hole in a shared one. */
const maxSoloFiles = 32;
const chainStep = 16_384;

/** Makes an empty index. */
export function createCodeIndex(
  deps: IndexDeps,
  vocabulary: Vocabulary,
  limits: IndexLimits,
): CodeIndex {
  const files = new Map<string, IndexedFile>();
  const solos = new Map<string, IndexedFile>();
  const familyCharacters = new Map<string, number>();
  let shared: Segment[] = [];
  let characters = 0;
  let textBytes = 0;
  let tokens = 0;
  let queue = Promise.resolve();
  /** The update that counts for a file; an older one, or one of a file removed since, is dropped. */
  const tickets = new Map<string, object>();

  const account = (file: IndexedFile, sign: 1 | -1) => {
    const family = familyOf(file.languageId);
    familyCharacters.set(family, (familyCharacters.get(family) ?? 0) + sign * file.text.length);
    characters += sign * file.text.length;
    textBytes += sign * bytesOf(file.text);
    tokens += sign * file.count;
    file.live = sign === 1;
    file.segment.live += sign * file.count;
    const { ids } = runOf(file);
    for (const id of ids) {
      vocabulary.tally(id, sign);
    }
  };

  const drop = (uri: string) => {
    const file = files.get(uri);
    if (file !== undefined) {
      files.delete(uri);
      solos.delete(uri);
      account(file, -1);
    }
  };

  const openSegment = (count: number): Segment => {
    const open = shared.at(-1);
    if (open !== undefined && open.used + count <= open.ids.length) {
      return open;
    }
    // An eighth of what there is: little is wasted while small, and few segments are needed when large.
    const wanted = Math.min(maxSegmentTokens, Math.max(minSegmentTokens, tokens >> 3));
    const segment = createSegment(Math.max(wanted, count));
    shared.push(segment);
    return segment;
  };

  /** Copies tokens into a segment in slices; searching skips them until the file is `live`. */
  const place = async (source: SourceFile, lexed: LexedFile, segment: Segment, rest: Rest) => {
    const { run, checkpoints } = lexed;
    const first = segment.used;
    const file: IndexedFile = {
      uri: source.uri,
      languageId: source.languageId,
      directory: source.uri.slice(0, source.uri.lastIndexOf('/') + 1),
      text: source.text,
      segment,
      first,
      count: run.count,
      checkpoints,
      live: false,
    };
    segment.used += run.count;
    segment.files.push(file);
    segment.ids.set(run.ids.subarray(0, run.count), first);
    segment.starts.set(run.starts.subarray(0, run.count), first);
    for (let from = first; from < first + run.count; from += chainStep) {
      chain(segment, first, from, Math.min(from + chainStep, first + run.count));
      await rest();
    }
    await rest();
    return file;
  };

  const makeRoom = () => {
    for (const uri of files.keys()) {
      if (characters <= limits.maxCharacters) {
        return;
      }
      drop(uri);
    }
  };

  /** Moves files out of segments that are half empty, and the oldest solo files into shared ones. */
  const compact = async (rest: Rest) => {
    const sparse = shared.find(
      (segment) => segment !== shared.at(-1) && segment.live < segment.used / 2,
    );
    const crowd = [...solos.values()].slice(0, Math.max(0, solos.size - maxSoloFiles));
    for (const file of [...crowd, ...(sparse?.files ?? [])]) {
      if (file.live) {
        const lexed = { run: runOf(file), checkpoints: file.checkpoints };
        const copy = await place(file, lexed, openSegment(file.count), rest);
        if (file.live) {
          account(file, -1);
          solos.delete(file.uri);
          files.set(file.uri, copy);
          account(copy, 1);
        }
      }
    }
    shared = shared.filter((segment) => segment.live > 0 || segment === shared.at(-1));
  };

  /** Small files share a slice: one after the other, none of them alone would be long enough to yield. */
  let sliceStart = deps.now();
  const restFor =
    (isWanted: () => boolean): Rest =>
    async () => {
      if (deps.now() - sliceStart >= limits.sliceMs) {
        await deps.yieldNow();
        sliceStart = deps.now();
      }
      if (!isWanted()) {
        throw new Superseded();
      }
    };

  const replace = async (source: SourceFile, isWanted: () => boolean) => {
    const old = files.get(source.uri);
    const unchanged = old?.text === source.text && old.languageId === source.languageId;
    if (!isWanted() || unchanged) {
      return;
    }
    if (!isIndexable(source, limits.maxFileCharacters)) {
      drop(source.uri);
      return;
    }
    try {
      const rest = restFor(isWanted);
      const lexed = await lexFile(source, old, vocabulary, rest);
      const solo = old !== undefined;
      const segment = solo
        ? createSegment(Math.max(16, lexed.run.count))
        : openSegment(lexed.run.count);
      const file = await place(source, lexed, segment, rest);
      drop(source.uri);
      files.set(source.uri, file);
      if (solo) {
        solos.set(source.uri, file);
      }
      account(file, 1);
      makeRoom();
      await compact(rest);
    } catch (error) {
      if (!(error instanceof Superseded)) {
        throw error;
      }
    }
  };

  return {
    update(file, signal) {
      const source = { ...file, languageId: languageIdOf(file) };
      const ticket = {};
      tickets.set(source.uri, ticket);
      const isWanted = () => !signal.aborted && tickets.get(source.uri) === ticket;
      const done = queue.then(() => replace(source, isWanted));
      queue = done.catch(() => undefined);
      return done;
    },
    remove(uri) {
      tickets.delete(uri);
      drop(uri);
    },
    clear() {
      tickets.clear();
      for (const uri of [...files.keys()]) {
        drop(uri);
      }
      shared = [];
      vocabulary.clear();
    },
    fileOf: (uri) => files.get(uri),
    segments: () => [...[...solos.values()].map(({ segment }) => segment), ...shared].reverse(),
    charactersOf: (family) => familyCharacters.get(family) ?? 0,
    get stats() {
      let bytes = textBytes + vocabulary.bytes();
      for (const file of solos.values()) {
        bytes += segmentBytes(file.segment);
      }
      for (const segment of shared) {
        bytes += segmentBytes(segment);
      }
      return { files: files.size, characters, bytes };
    },
  };
}

/** Ends the slices of an update that nobody wants any more. */
class Superseded extends Error {}

/** V8 keeps text without characters above U+00FF in one byte each. */
function bytesOf(text: string): number {
  return /[^\0-\xff]/.test(text) ? text.length * 2 : text.length;
}
