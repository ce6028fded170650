import { sharedWords, wordsOf } from './words.ts';

/** A document as it is at one version. */
export interface OpenFile {
  readonly uri: string;
  readonly version: number;
  readonly text: string;
}

/** A part of an open file that looks like the code around the cursor. */
export interface SimilarPart {
  readonly uri: string;
  /** Whole lines with `\n`, without one at the end. */
  readonly text: string;
  /** Jaccard index of the words, from 0 to 1; words that stand everywhere do not count. */
  readonly similarity: number;
}

/** Parts of open files, found by the words they share with a text. */
export interface SimilarFiles {
  /** True when this version is known: `update` would do nothing. */
  knows(uri: string, version: number): boolean;
  /** Takes a new version; parts that did not change are not read again. */
  update(file: OpenFile): void;
  /** Leaves out every file that is not among these. */
  keep(uris: ReadonlySet<string>): void;
  /** The most similar parts, best first, of all files but one. */
  find(around: string, except: string, most: number): readonly SimilarPart[];
}

interface Part {
  readonly text: string;
  readonly words: Uint32Array;
}

interface KnownFile {
  readonly version: number;
  readonly parts: readonly Part[];
}

/** A part ends at the first blank line after so many lines, and at any line after twice as many. */
const linesPerPart = 20;
const charactersPerPart = 1_500;
/** Lines that are longer on average are generated. */
const longestAverageLine = 200;
/** A word in a larger share of all parts tells none from another. */
const commonShare = 0.25;
/** With fewer parts the share says nothing. */
const fewestForShare = 12;
const leastSimilarity = 0.04;

/** Creates an empty collection. */
export function createSimilarFiles(): SimilarFiles {
  const files = new Map<string, KnownFile>();
  /** In how many parts each word stands. */
  const counts = new Map<number, number>();
  let total = 0;

  const count = (parts: readonly Part[], by: 1 | -1) => {
    total += by * parts.length;
    for (const { words } of parts) {
      for (const word of words) {
        const sum = (counts.get(word) ?? 0) + by;
        if (sum === 0) {
          counts.delete(word);
        } else {
          counts.set(word, sum);
        }
      }
    }
  };
  const remove = (uri: string) => {
    count(files.get(uri)?.parts ?? [], -1);
    files.delete(uri);
  };
  const isTelling = (word: number): boolean =>
    total < fewestForShare || (counts.get(word) ?? 0) <= total * commonShare;

  return {
    knows: (uri, version) => files.get(uri)?.version === version,
    update({ text, uri, version }) {
      const before = new Map(files.get(uri)?.parts.map((part) => [part.text, part]));
      const parts = partsOf(text).map(
        (part) => before.get(part) ?? { text: part, words: wordsOf(part) },
      );
      remove(uri);
      files.set(uri, { version, parts });
      count(parts, 1);
    },
    keep(uris) {
      for (const uri of files.keys()) {
        if (!uris.has(uri)) {
          remove(uri);
        }
      }
    },
    find(around, except, most) {
      const wanted = wordsOf(around).filter(isTelling);
      const found: SimilarPart[] = [];
      for (const [uri, { parts }] of files) {
        for (const { text, words } of uri === except ? [] : parts) {
          const shared = sharedWords(wanted, words);
          const similarity = shared / (wanted.length + words.length - shared);
          if (shared > 1 && similarity >= leastSimilarity) {
            found.push({ uri, text, similarity });
          }
        }
      }
      return found.sort((one, other) => other.similarity - one.similarity).slice(0, most);
    },
  };
}

/** Cuts a text into parts of whole lines, preferably where a blank line ends something. */
function partsOf(text: string): readonly string[] {
  const lines = text.split(/\r?\n/);
  if (text.length > lines.length * longestAverageLine) {
    return [];
  }
  const parts: string[] = [];
  let part: string[] = [];
  let characters = 0;
  const end = () => {
    const whole = part.join('\n').replace(/^(?:[^\S\n]*\n)+|\s+$/g, '');
    if (whole !== '') {
      parts.push(whole);
    }
    part = [];
    characters = 0;
  };
  for (const line of lines) {
    if (part.length >= 2 * linesPerPart || characters + line.length > charactersPerPart) {
      end();
    }
    part.push(line.slice(0, charactersPerPart));
    characters += line.length + 1;
    if (line.trim() === '' && part.length >= linesPerPart) {
      end();
    }
  }
  end();
  return parts;
}
