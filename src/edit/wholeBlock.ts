import type { Span } from '../text/document.ts';
import { leadingSpace } from '../text/indentation.ts';
import { isEllipsis } from './ellipsis.ts';
import type { Finder, LineRange, Match } from './find.ts';
import { type Fence, isMark } from './format.ts';
import { linesTouched } from './lines.ts';
import type { Placed } from './match.ts';
import { rewrite } from './rewrite.ts';
import { nearnessOf, type Scope } from './scope.ts';

/** Of the lines that are replaced at least this share stays, or the code is some other code. */
const leastKept = 0.4;
/** A few lines may all be new ones when their words are the old ones. */
const fewLines = 3;
const leastWords = 0.5;

/**
 * Edits for a reply that is one piece of code without a word about where it belongs: the code that is asked about, or
 * the whole document, written anew. It must begin and end like what it replaces, and keep most of it.
 */
export function placeFence(finder: Finder, scope: Scope, fences: readonly Fence[]): Placed {
  const [fence, ...others] = fences;
  if (fence === undefined || others.length > 0) {
    return { kind: 'refused', reason: { kind: 'prose' } };
  }
  if (!fence.isClosed) {
    return { kind: 'refused', reason: { kind: 'truncated' } };
  }
  const code = trimmedLines(fence.lines);
  if (code.some((line) => isEllipsis(line) && finder.find([line], 'trimmed').length === 0)) {
    return { kind: 'refused', reason: { kind: 'ellipsis' } };
  }
  const [asked, ...more] = scope.asked;
  const ranges =
    asked === undefined || more.length > 0
      ? [whole(finder)]
      : [rangeOf(finder, asked), whole(finder)];
  const fitting = ranges.find(
    (range) => nearnessOf(scope, finder.lines, range) > 0 && fits(finder, range, code),
  );
  if (fitting === undefined || code.some(isMark)) {
    return { kind: 'refused', reason: { kind: 'prose' } };
  }
  return { kind: 'edits', edits: replaceRange(finder, fitting, code) };
}

function trimmedLines(lines: readonly string[]): readonly string[] {
  const first = lines.findIndex((line) => line.trim() !== '');
  return first === -1
    ? []
    : lines.slice(first, lines.findLastIndex((line) => line.trim() !== '') + 1);
}

function rangeOf({ lines }: Finder, asked: Span): LineRange {
  return linesTouched(lines, asked);
}

/** All lines but blank ones at both ends. */
function whole({ lineText, lines }: Finder): LineRange {
  let [first, after] = [0, lines.length];
  while (first < after && lineText(first).trim() === '') {
    first++;
  }
  while (after > first && lineText(after - 1).trim() === '') {
    after--;
  }
  return { first, after };
}

function keysOf(lines: readonly string[]): readonly string[] {
  return lines.map((line) => line.replace(/\s+/g, '')).filter((key) => key !== '');
}

function fits(finder: Finder, range: LineRange, code: readonly string[]): boolean {
  const own = linesIn(finder, range);
  const [before, after] = [keysOf(own), keysOf(code)];
  if (before.length === 0 || after.length === 0) {
    return false;
  }
  const kept = shared(before, after) / before.length;
  if (before.length <= fewLines) {
    const words = (lines: readonly string[]) => lines.join('\n').match(/[\p{L}\p{N}_$]+/gu) ?? [];
    const [old, now] = [words(own), words(code)];
    const isAlike = (2 * shared(old, now)) / (old.length + now.length) >= leastWords;
    return isAlike && after.length <= before.length + fewLines;
  }
  const begins = before[0] === after[0];
  const ends = before.at(-1) === after.at(-1);
  return kept >= leastKept && begins && ends;
}

/** How many items both lists have, each counted as often as it stands in both. */
function shared(one: readonly string[], other: readonly string[]): number {
  const left = new Map<string, number>();
  for (const item of one) {
    left.set(item, (left.get(item) ?? 0) + 1);
  }
  let count = 0;
  for (const item of other) {
    const rest = left.get(item) ?? 0;
    if (rest > 0) {
      count++;
      left.set(item, rest - 1);
    }
  }
  return count;
}

function linesIn({ lineText }: Finder, { after, first }: LineRange): readonly string[] {
  return Array.from({ length: after - first }, (_, index) => lineText(first + index));
}

/** Lines that are the same but for their indentation are found again, so that only the others change. */
function replaceRange(finder: Finder, range: LineRange, code: readonly string[]) {
  const own = linesIn(finder, range);
  const shift = commonShift(own, code);
  const search = own.map((line) => (line.trim() === '' ? '' : shift(line)));
  const match: Match = { ...range, own: own.map((_, index) => range.first + index) };
  return rewrite(finder, match, { search, replace: code });
}

/** The document's lines as the model would have written them: without the indentation that it left out. */
function commonShift(own: readonly string[], code: readonly string[]): (line: string) => string {
  const first = leadingSpace(own.find((line) => line.trim() !== '') ?? '');
  const written = leadingSpace(code[0] ?? '');
  return first.endsWith(written) || written === ''
    ? (line) => (line.startsWith(first) ? written + line.slice(first.length) : line)
    : (line) => line;
}
