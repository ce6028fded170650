/** Token ids below this are the ASCII code of a punctuation character (or of the line break). */
const firstWordId = 128;

/** The id of any run of line breaks: blank lines do not separate otherwise equal code. */
export const newlineId = 10;

/** True for identifiers, keywords and numbers; false for punctuation and line breaks. */
export function isWordId(id: number): boolean {
  return id >= firstWordId;
}

/** True for the marks that open and close strings. */
export function isQuoteId(id: number): boolean {
  return id === 34 || id === 39 || id === 96;
}

/** Start value of the word hash that `Vocabulary.idOf` expects. */
export const hashSeed = 0x811c9dc5 | 0;

/** One step of 32-bit FNV-1a over UTF-16 code units. http://www.isthe.com/chongo/tech/comp/fnv/ */
export function hashStep(hash: number, codeUnit: number): number {
  return Math.imul(hash ^ codeUnit, 0x01000193);
}

/** Interned words. Ids are dense and never reused until `clear`. */
export interface Vocabulary {
  /**
   * Id of `text[start, end)`, whose hash the caller has already computed while scanning it.
   * An unknown word is added, or with `add` false gives 0.
   */
  idOf(text: string, start: number, end: number, hash: number, add: boolean): number;
  /** The characters of a token; a line break is `\n`. */
  textOf(id: number): string;
  /** Length in UTF-16 code units. */
  lengthOf(id: number): number;
  /** Occurrences in the index now. */
  countOf(id: number): number;
  /** Adds `by` (may be negative) to the occurrences of a word. */
  tally(id: number, by: number): void;
  clear(): void;
  /** Estimated memory. */
  bytes(): number;
}

/** V8: a string header plus its array slot; characters come on top. */
const bytesPerWord = 24;

/** Makes an empty vocabulary. The table compares with the scanned text itself: no substring is made for a known word. */
export function createVocabulary(): Vocabulary {
  let words: string[] = [];
  let hashes = new Int32Array(1024);
  let counts = new Int32Array(1024);
  let slots = new Int32Array(4096);
  let characters = 0;

  const grow = () => {
    const wider = new Int32Array(hashes.length * 2);
    wider.set(hashes);
    hashes = wider;
    const widerCounts = new Int32Array(counts.length * 2);
    widerCounts.set(counts);
    counts = widerCounts;
    slots = new Int32Array(hashes.length * 2);
    const mask = slots.length - 1;
    for (let index = 0; index < words.length; index++) {
      let slot = (hashes[index] ?? 0) & mask;
      while (slots[slot] !== 0) {
        slot = (slot + 1) & mask;
      }
      slots[slot] = index + 1;
    }
  };

  return {
    idOf(text, start, end, hash, add) {
      const mask = slots.length - 1;
      let slot = hash & mask;
      for (let entry = slots[slot] ?? 0; entry !== 0; entry = slots[slot] ?? 0) {
        if (hashes[entry - 1] === hash) {
          const word = words[entry - 1] ?? '';
          if (word.length === end - start && text.startsWith(word, start)) {
            return firstWordId + entry - 1;
          }
        }
        slot = (slot + 1) & mask;
      }
      if (!add) {
        return 0;
      }
      const index = words.length;
      words.push(flat(text.slice(start, end)));
      characters += end - start;
      hashes[index] = hash;
      counts[index] = 0;
      slots[slot] = index + 1;
      if (words.length === hashes.length) {
        grow();
      }
      return firstWordId + index;
    },
    textOf: (id) => (id < firstWordId ? String.fromCharCode(id) : (words[id - firstWordId] ?? '')),
    lengthOf: (id) => (id < firstWordId ? 1 : (words[id - firstWordId]?.length ?? 0)),
    countOf: (id) => (id < firstWordId ? 0 : (counts[id - firstWordId] ?? 0)),
    tally(id, by) {
      if (id >= firstWordId) {
        counts[id - firstWordId] = (counts[id - firstWordId] ?? 0) + by;
      }
    },
    clear() {
      words = [];
      hashes = new Int32Array(1024);
      counts = new Int32Array(1024);
      slots = new Int32Array(4096);
      characters = 0;
    },
    bytes: () =>
      characters +
      words.length * bytesPerWord +
      hashes.byteLength +
      counts.byteLength +
      slots.byteLength,
  };
}

/** A slice of 13 or more characters keeps the whole source text alive in V8; a joined copy does not. */
function flat(word: string): string {
  return word.length < 13 ? word : word.split('').join('');
}
