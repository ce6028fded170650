import { type Token, tokenize } from './tokens.ts';

/** One file as it was indexed; its tokens stand from `first` up to `last` in the corpus' arrays. */
export interface IndexedFile {
  readonly uri: string;
  readonly text: string;
  readonly first: number;
  readonly last: number;
}

/** All tokens of the workspace in a few typed arrays: about four bytes per character of source. */
export interface Corpus {
  /** Token identity by position. */
  idAt(position: number): number;
  textAt(position: number): string;
  /** Where the token stands in its file's text. */
  startAt(position: number): number;
  /** The position before, whose last tokens have the same hash; -1 at the end of the chain. */
  previous(position: number): number;
  /** The newest position whose last `contextTokens` tokens have the same hash as these. */
  newest(ids: readonly number[]): number;
  idOf(text: string): number | undefined;
  fileAt(position: number): IndexedFile | undefined;
  /** Adds a file; the work is cut where `pause` wants it. */
  add(
    uri: string,
    text: string,
    pause: () => Promise<void> | undefined,
    signal: AbortSignal,
  ): Promise<void>;
  remove(uri: string): void;
  clear(): void;
  readonly stats: { readonly files: number; readonly characters: number; readonly bytes: number };
}

/** So many tokens must agree before a place is looked at. */
export const contextTokens = 4;

const tableSize = 1 << 18;
const tokensBetweenPauses = 512;

/** Creates an empty corpus that takes at most `maxCharacters` of source. */
export function createCorpus(maxCharacters: number): Corpus {
  let ids = new Int32Array(1 << 14);
  let starts = new Int32Array(1 << 14);
  let chain = new Int32Array(1 << 14);
  const table = new Int32Array(tableSize).fill(-1);
  let words = new Map<string, number>();
  let texts: string[] = [];
  let files: IndexedFile[] = [];
  const byUri = new Map<string, IndexedFile>();
  let length = 0;
  let dead = 0;
  let characters = 0;

  const reserve = (wanted: number) => {
    if (wanted <= ids.length) {
      return;
    }
    const size = Math.max(wanted, Math.ceil(ids.length * 1.5));
    const grown = (old: Int32Array<ArrayBuffer>) => {
      const next = new Int32Array(size);
      next.set(old);
      return next;
    };
    ids = grown(ids);
    starts = grown(starts);
    chain = grown(chain);
  };

  const intern = (text: string): number => {
    const known = words.get(text);
    if (known !== undefined) {
      return known;
    }
    // A slice keeps its whole file alive; a copy does not.
    const own = ` ${text}`.slice(1);
    words.set(own, texts.length);
    texts.push(own);
    return texts.length - 1;
  };

  const hashOf = (read: (back: number) => number): number => {
    let hash = 17;
    for (let back = contextTokens - 1; back >= 0; back--) {
      hash = (Math.imul(hash, 31) + read(back) + 1) | 0;
    }
    return Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> (32 - 18);
  };

  const link = (position: number, first: number) => {
    if (position - first + 1 < contextTokens) {
      chain[position] = -1;
      return;
    }
    const slot = hashOf((back) => ids[position - back] ?? 0);
    chain[position] = table[slot] ?? -1;
    table[slot] = position;
  };

  const reset = () => {
    table.fill(-1);
    words = new Map();
    texts = [];
    files = [];
    byUri.clear();
    length = 0;
    dead = 0;
    characters = 0;
  };

  const corpus: Corpus = {
    idAt: (position) => ids[position] ?? -1,
    textAt: (position) => texts[ids[position] ?? -1] ?? '',
    startAt: (position) => starts[position] ?? 0,
    previous: (position) => chain[position] ?? -1,
    newest: (context) => table[hashOf((back) => context[context.length - 1 - back] ?? -1)] ?? -1,
    idOf: (text) => words.get(text),
    fileAt(position) {
      let low = 0;
      let high = files.length - 1;
      while (low <= high) {
        const middle = (low + high) >> 1;
        const file = files[middle];
        if (file === undefined) {
          return undefined;
        }
        if (position < file.first) {
          high = middle - 1;
        } else if (position >= file.last) {
          low = middle + 1;
        } else {
          return byUri.get(file.uri) === file ? file : undefined;
        }
      }
      return undefined;
    },
    async add(uri, text, pause, signal) {
      corpus.remove(uri);
      if (characters + text.length > maxCharacters) {
        return;
      }
      const tokens: Token[] = [];
      for (const token of tokenize(text)) {
        tokens.push(token);
        const wait = tokens.length % tokensBetweenPauses === 0 ? pause() : undefined;
        if (wait !== undefined) {
          await wait;
        }
      }
      if (signal.aborted || byUri.has(uri)) {
        return;
      }
      const first = length;
      reserve(length + tokens.length);
      length += tokens.length;
      characters += text.length;
      const file = { uri, text, first, last: length };
      files.push(file);
      byUri.set(uri, file);
      for (const [index, token] of tokens.entries()) {
        ids[first + index] = intern(token.text);
        starts[first + index] = token.start;
        chain[first + index] = -1;
      }
      for (let index = 0; index < tokens.length; index++) {
        if (index % tokensBetweenPauses === 0) {
          const later = pause();
          if (later !== undefined) {
            await later;
            if (signal.aborted || byUri.get(uri) !== file) {
              return;
            }
          }
        }
        link(first + index, first);
      }
    },
    remove(uri) {
      const file = byUri.get(uri);
      if (file !== undefined) {
        byUri.delete(uri);
        dead += file.last - file.first;
        characters -= file.text.length;
        // Its tokens stay until half of the arrays is dead; its text goes at once.
        files[files.indexOf(file)] = { ...file, text: '' };
      }
      if (dead > 50_000 && dead > length / 2) {
        const living = [...byUri.values()];
        reset();
        for (const { uri: other, text } of living) {
          void corpus.add(other, text, () => undefined, new AbortController().signal);
        }
      }
    },
    clear: reset,
    get stats() {
      const bytes = 3 * 4 * ids.length + 4 * tableSize + characters + 60 * texts.length;
      return { files: byUri.size, characters, bytes };
    },
  };
  return corpus;
}
