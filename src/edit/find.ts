import { type Line, linesOf } from './lines.ts';

/** Lines `first` to before `after`. */
export interface LineRange {
  readonly first: number;
  readonly after: number;
}

/**
 * How alike lines must be: but for white space at their end, at both ends, anywhere, or anywhere with blank lines not
 * counted.
 */
export const likenesses = ['exact', 'trimmed', 'squeezed', 'without blanks'] as const;
export type Likeness = (typeof likenesses)[number];

/** Where lines of a reply are in a document. */
export interface Match extends LineRange {
  /** The document's line for each line that was looked for; undefined for a blank one that has none. */
  readonly own: readonly (number | undefined)[];
}

/** A document in which lines are looked for. */
export interface Finder {
  readonly text: string;
  readonly lines: readonly Line[];
  lineText(index: number): string;
  /** Every place, up to a number that is more than anyone can use. */
  find(search: readonly string[], likeness: Likeness): readonly Match[];
}

/** More places than this are as bad as two. */
const mostPlaces = 200;

function keyOf(line: string, likeness: Likeness): string {
  switch (likeness) {
    case 'exact':
      return line.trimEnd();
    case 'trimmed':
      return line.trim();
    case 'squeezed':
    case 'without blanks':
      return line.replace(/\s+/g, '');
  }
}

interface Keyed {
  /** Key of each line that counts, and its index in the document. */
  readonly keys: readonly string[];
  readonly indexes: readonly number[];
  /** Where in `keys` a key stands. */
  readonly places: ReadonlyMap<string, readonly number[]>;
}

/** Reads the document once, and once more for each likeness that is asked for. */
export function createFinder(text: string): Finder {
  const lines = linesOf(text);
  const lineText = (index: number) => text.slice(lines[index]?.start, lines[index]?.end);
  const keyed = new Map<Likeness, Keyed>();
  const keyedBy = (likeness: Likeness): Keyed => {
    const known = keyed.get(likeness);
    if (known !== undefined) {
      return known;
    }
    const keys: string[] = [];
    const indexes: number[] = [];
    const places = new Map<string, number[]>();
    for (let index = 0; index < lines.length; index++) {
      const key = keyOf(lineText(index), likeness);
      if (key === '' && likeness === 'without blanks') {
        continue;
      }
      const known = places.get(key);
      if (known === undefined) {
        places.set(key, [keys.length]);
      } else {
        known.push(keys.length);
      }
      keys.push(key);
      indexes.push(index);
    }
    const made = { keys, indexes, places };
    keyed.set(likeness, made);
    return made;
  };
  return {
    text,
    lines,
    lineText,
    find(search, likeness) {
      const { indexes, keys, places } = keyedBy(likeness);
      const all = search.map((line, index) => ({ key: keyOf(line, likeness), index }));
      const wanted = all.filter(({ key }) => key !== '' || likeness !== 'without blanks');
      const rarest = rarestOf(
        wanted.map(({ key }) => key),
        places,
      );
      if (rarest === undefined) {
        return [];
      }
      const found: Match[] = [];
      for (const place of places.get(wanted[rarest]?.key ?? '') ?? []) {
        const start = place - rarest;
        if (start >= 0 && wanted.every(({ key }, offset) => keys[start + offset] === key)) {
          const own = new Array<number | undefined>(search.length).fill(undefined);
          wanted.forEach(({ index }, offset) => {
            own[index] = indexes[start + offset];
          });
          const last = indexes[start + wanted.length - 1] ?? 0;
          found.push({ first: indexes[start] ?? 0, after: last + 1, own });
          if (found.length === mostPlaces) {
            break;
          }
        }
      }
      return found;
    },
  };
}

/** The line that stands in the fewest places; undefined when one stands nowhere, or all are blank. */
function rarestOf(
  wanted: readonly string[],
  places: ReadonlyMap<string, readonly number[]>,
): number | undefined {
  let best: number | undefined;
  let fewest = Number.POSITIVE_INFINITY;
  for (const [index, key] of wanted.entries()) {
    const count = places.get(key)?.length ?? 0;
    if (count === 0) {
      return undefined;
    }
    if (key !== '' && count < fewest) {
      best = index;
      fewest = count;
    }
  }
  return best;
}
