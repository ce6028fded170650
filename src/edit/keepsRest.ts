import type { Span } from '../text/document.ts';
import { type Finder, type LineRange, linesIn } from './find.ts';
import { type Change, changesBetween } from './lineDiff.ts';
import { linesTouched } from './lines.ts';

/** Lines that a piece may leave out of the code, without others and with others in their place. */
const mostDeleted = 1;
const mostShorter = 3;
/** Lines that are in the document already, outside of what is replaced; shorter ones are so by chance. */
const mostRepeated = 1;
const shortestRepeated = 12;

/** What stands further to the right is no head of a definition. */
const longestHead = 300;

const definition =
  /^\s*(?:[\w@]+\s+)*?(?:def|class|function|func|fn|fun|sub|proc|interface|struct|enum|trait|impl|module|namespace|record|object|type)\b\s*\*?\s*([\p{L}_$][\p{L}\p{N}_$]*)/u;
const method =
  /^\s*(?!(?:if|for|foreach|while|switch|catch|return|else|match|with|using|lock|synchronized|await|throw|new)\b)(?:[\w<>[\],:&*?.~]+\s+)*[*&]?([\p{L}_$][\p{L}\p{N}_$]*)\s*\([^;]*\)[^;=]*\{\s*$/u;

/**
 * False when a piece of code that is to replace lines has less than them without a word, or more that is elsewhere:
 * some models write only the members that they change, and some the old and the new code into one piece.
 */
export function keepsRest(
  finder: Finder,
  asked: readonly Span[],
  range: LineRange,
  code: readonly string[],
): boolean {
  const own = linesIn(finder, range);
  const changes = changesBetween(own.map(keyOf), code.map(keyOf));
  const defined = new Set(namesIn(code));
  return (
    !isTwice(own, code) &&
    !beginsElsewhere(finder, range, code) &&
    changes.every((change) => isSmall(finder, asked, range, { change, code, own })) &&
    namesIn(own).every((name) => defined.has(name)) &&
    repeatedIn(finder, range, code, changes) <= mostRepeated
  );
}

function keyOf(line: string): string {
  return line.replace(/\s+/g, '');
}

/** The piece begins twice. */
function isTwice(own: readonly string[], code: readonly string[]): boolean {
  const top = keyOf(code[0] ?? '');
  const count = (lines: readonly string[]) => lines.filter((line) => keyOf(line) === top).length;
  return count(code) > Math.max(1, count(own));
}

/** What goes is asked about, and hardly less comes for it. */
function isSmall(
  { lines }: Finder,
  asked: readonly Span[],
  { first }: LineRange,
  {
    change: { aEnd, aStart, bEnd, bStart },
    code,
    own,
  }: { readonly change: Change; readonly code: readonly string[]; readonly own: readonly string[] },
): boolean {
  const count = (some: readonly string[]) => some.filter((line) => line.trim() !== '').length;
  const [gone, come] = [count(own.slice(aStart, aEnd)), count(code.slice(bStart, bEnd))];
  const ranges = asked.map((span) => linesTouched(lines, span));
  const isAsked = (line: number) =>
    ranges.some((range) => range.first <= line && line < range.after);
  const isInside = gone === 0 || (isAsked(first + aStart) && isAsked(first + aEnd - 1));
  return isInside && (come === 0 ? gone <= mostDeleted : gone - come <= mostShorter);
}

/** Names of what lines define. */
function namesIn(lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) => {
    const head = line.slice(0, longestHead);
    return (definition.exec(head) ?? method.exec(head))?.[1] ?? [];
  });
}

/** The piece begins with a line that is elsewhere: it is meant for that place. */
function beginsElsewhere(
  finder: Finder,
  { after, first }: LineRange,
  code: readonly string[],
): boolean {
  const places = finder.linesLike(code[0] ?? '');
  return places.length > 0 && !places.some((line) => first <= line && line < after);
}

function repeatedIn(
  finder: Finder,
  { after, first }: LineRange,
  code: readonly string[],
  changes: readonly Change[],
): number {
  const added = changes.flatMap(({ bEnd, bStart }) => code.slice(bStart, bEnd));
  return added.filter(
    (line) =>
      keyOf(line).length >= shortestRepeated &&
      finder.linesLike(line).some((index) => index < first || index >= after),
  ).length;
}
