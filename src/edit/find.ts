import { type Line, lineAt, linesOf } from './lines.ts';
import { indentUnit } from './reindent.ts';

/** Lines `first` to before `after`. */
export interface LineRange {
  readonly first: number;
  readonly after: number;
}

/**
 * How alike lines are: but for white space at their end, at both ends, anywhere, or anywhere with blank lines not
 * counted.
 */
export const likenesses = ['exact', 'trimmed', 'squeezed', 'without blanks'] as const;
export type Likeness = (typeof likenesses)[number];

/** Where lines of a reply are in a document. */
export interface Match extends LineRange {
  /** The document's line for each line that was looked for; undefined for a blank one that has none. */
  readonly own: readonly (number | undefined)[];
}

/** A place and the strictest sense in which it is alike. */
export interface Found extends Match {
  readonly likeness: Likeness;
}

/** A document in which lines are looked for. */
export interface Finder {
  readonly text: string;
  readonly lines: readonly Line[];
  lineText(index: number): string;
  /** The step of indentation around a line, see `indentUnit`. */
  unitNear(index: number): string;
  /** Every place, up to a number that is more than anyone can use. */
  find(search: readonly string[]): readonly Found[];
  /** Lines, from one on, that are the same but for white space at both ends, up to a number. */
  linesLike(line: string, from?: number): readonly number[];
}

/** Lines around a place that tell how the document is indented. */
const linesForUnit = 150;

/** More places than this are as bad as two. */
const mostPlaces = 100;

function squeezed(line: string): string {
  return line.replace(/\s+/g, '');
}

/** The document without white space and blank lines, with a line break at both ends. */
interface Compact {
  readonly text: string;
  /** Offset of each line. */
  readonly starts: readonly number[];
  /** Which line of the document it is. */
  readonly indexes: readonly number[];
}

/** Reads the document once for its lines, and once more when something is looked for. */
export function createFinder(text: string): Finder {
  const lines = linesOf(text);
  const lineText = (index: number) => text.slice(lines[index]?.start, lines[index]?.end);
  let compact: Compact | undefined;
  const units = new Map<number, string>();
  return {
    text,
    lines,
    lineText,
    unitNear(index) {
      const stretch = Math.floor(index / linesForUnit);
      const first = Math.max(0, (stretch - 1) * linesForUnit);
      const count = Math.min(lines.length - first, 3 * linesForUnit);
      const unit =
        units.get(stretch) ??
        indentUnit(Array.from({ length: count }, (_, offset) => lineText(first + offset)));
      units.set(stretch, unit);
      return unit;
    },
    find(search) {
      const keys = search.map(squeezed);
      const wanted = keys.flatMap((key, index) => (key === '' ? [] : [index]));
      if (wanted.length === 0) {
        return [];
      }
      compact ??= compactOf(text, lines);
      const { indexes, starts, text: body } = compact;
      const needle = `\n${wanted.map((index) => keys[index]).join('\n')}\n`;
      const found: Found[] = [];
      for (let at = body.indexOf(needle); at !== -1; at = body.indexOf(needle, at + 1)) {
        const first = lastAtMost(starts, at + 1);
        const own = new Array<number | undefined>(search.length).fill(undefined);
        wanted.forEach((index, offset) => {
          own[index] = indexes[first + offset];
        });
        found.push(foundAt(search, own, wanted, lines.length, lineText));
        if (found.length === mostPlaces) {
          break;
        }
      }
      return found;
    },
    linesLike(line, from = 0) {
      const wanted = line.trim();
      const found: number[] = [];
      for (
        let at = wanted === '' ? -1 : text.indexOf(wanted, lines[from]?.start);
        at !== -1 && found.length < mostPlaces;
        at = text.indexOf(wanted, at + wanted.length)
      ) {
        const index = lineAt(lines, at);
        if (lineText(index).trim() === wanted) {
          found.push(index);
        }
      }
      return found;
    },
  };
}

function compactOf(text: string, lines: readonly Line[]): Compact {
  const body = `\n${text}\n`.replace(/[^\S\n]+/g, '').replace(/\n\n+/g, '\n');
  const starts: number[] = [];
  for (let at = body.indexOf('\n'); at !== -1 && at + 1 < body.length; ) {
    starts.push(at + 1);
    at = body.indexOf('\n', at + 1);
  }
  const indexes: number[] = [];
  for (const [index, line] of lines.entries()) {
    let at = line.start;
    while (at < line.end && isSpace(text.charCodeAt(at))) {
      at++;
    }
    if (at < line.end) {
      indexes.push(index);
    }
  }
  return { text: body, starts, indexes };
}

/** White space as `\\s` means it; the rare ones by the expression itself. */
function isSpace(code: number): boolean {
  return (
    code === 32 ||
    code === 9 ||
    (code > 127 ? /\s/.test(String.fromCharCode(code)) : code >= 10 && code <= 13)
  );
}

function lastAtMost(starts: readonly number[], offset: number): number {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}

/** In which sense lines are alike whose keys are the same; blank lines at both ends must be there too. */
function foundAt(
  search: readonly string[],
  own: readonly (number | undefined)[],
  wanted: readonly number[],
  count: number,
  lineText: (index: number) => string,
): Found {
  const [top = 0] = wanted;
  const bottom = wanted.at(-1) ?? 0;
  const first = (own[top] ?? 0) - top;
  const all = search.map((_, index) => first + index);
  const isInside = first >= 0 && first + search.length <= count;
  const isOneToOne =
    isInside &&
    own.every((line, index) =>
      line === undefined ? lineText(first + index).trim() === '' : line === first + index,
    );
  if (!isOneToOne) {
    return {
      first: own[top] ?? 0,
      after: (own[bottom] ?? 0) + 1,
      own,
      likeness: 'without blanks',
    };
  }
  const isEach = (alike: (line: string, other: string) => boolean) =>
    search.every((line, index) => alike(line, lineText(first + index)));
  const likeness = isEach((line, other) => line.trimEnd() === other.trimEnd())
    ? 'exact'
    : isEach((line, other) => line.trim() === other.trim())
      ? 'trimmed'
      : 'squeezed';
  return { first, after: first + search.length, own: all, likeness };
}

/** The lines of a range, without their ends. */
export function linesIn({ lineText }: Finder, { after, first }: LineRange): readonly string[] {
  return Array.from({ length: after - first }, (_, index) => lineText(first + index));
}
