import type { Span } from '../text/document.ts';
import { leadingSpace } from '../text/indentation.ts';
import { languageOf } from '../text/language.ts';
import type { TextEdit } from './edits.ts';
import type { Finder, LineRange, Match } from './find.ts';
import type { Variant } from './format.ts';
import { changesBetween } from './lineDiff.ts';
import { lineAt, lineEndOf } from './lines.ts';
import { createReindent, type IndentPair, indentUnit } from './reindent.ts';

/**
 * What a block changes at its place: only the lines that are different between its parts. The others stay as the
 * document has them, to the byte. Undefined where indentation has a meaning that the reply does not tell.
 */
export function rewrite(
  finder: Finder,
  match: Match,
  { replace, search }: Variant,
  languageId: string,
): readonly TextEdit[] | undefined {
  const trimmed = (lines: readonly string[]) => lines.map((line) => line.trimEnd());
  const pairs = search.flatMap((line, index) => {
    const own = match.own[index];
    return own === undefined || line.trim() === ''
      ? []
      : [{ index, written: leadingSpace(line), own: leadingSpace(finder.lineText(own)) }];
  });
  const doubtful = languageOf(languageId).indented ? doubtfulIn(pairs) : new Set();
  const units = [indentUnit([...search, ...replace]), finder.unitNear(match.first)] as const;
  const isPadded = search.some((line, index) => {
    const own = match.own[index];
    return own !== undefined && padOf(line) > padOf(finder.lineText(own));
  });
  const edits: TextEdit[] = [];
  for (const change of changesBetween(trimmed(search), trimmed(replace))) {
    const added = replace.slice(change.bStart, change.bEnd);
    if (added.some((line) => line.trim() !== '' && doubtful.has(leadingSpace(line)))) {
      return undefined;
    }
    const distance = ({ index }: { index: number }) =>
      Math.max(change.aStart - index, index - change.aEnd + 1, 0);
    const near = pairs.toSorted((one, other) => distance(one) - distance(other));
    const lines = ownLines(match, change.aStart, change.aEnd);
    const reindent = createReindent(near, ...units);
    const ended = added.map(reindent).map(isPadded ? trimEnd : withoutEnds(languageId));
    edits.push(replaceLines(finder, lines, ended));
  }
  return edits;
}

/** Characters of white space at the end. */
function padOf(line: string): number {
  return line.length - line.trimEnd().length;
}

function trimEnd(line: string): string {
  return line.trimEnd();
}

/** White space at the ends of lines means something in prose alone. */
function withoutEnds(languageId: string): (line: string) => string {
  return languageOf(languageId).prose ? (line) => line : trimEnd;
}

/** Indentation that stands for more than one of the document's. */
function doubtfulIn(pairs: readonly IndentPair[]): ReadonlySet<unknown> {
  const known = new Map<string, string>();
  const doubtful = new Set<string>();
  for (const { own, written } of pairs) {
    if ((known.get(written) ?? own) !== own) {
      doubtful.add(written);
    }
    known.set(written, own);
  }
  return doubtful;
}

/** The document's lines for lines of the search; for none of them the place where they would be. */
function ownLines({ after, first, own }: Match, start: number, end: number): LineRange {
  const lines = own.slice(start, end).filter((line) => line !== undefined);
  const [top] = lines;
  const bottom = lines.at(-1);
  if (top !== undefined && bottom !== undefined) {
    return { first: top, after: bottom + 1 };
  }
  const above = own.slice(0, start).findLast((line) => line !== undefined);
  const place = start >= own.length ? after : above === undefined ? first : above + 1;
  return { first: place, after: place };
}

/** Lines `first` to before `after` become others, with the line ends that the document has there. */
function replaceLines(
  finder: Finder,
  { after, first }: LineRange,
  replacement: readonly string[],
): TextEdit {
  const { lines, text } = finder;
  const last = lines.length - 1;
  const newline = lineEndOf(text, lines, Math.min(first, last));
  if (after > first && replacement.length > 0) {
    return {
      start: lines[first]?.start ?? 0,
      end: lines[after - 1]?.end ?? 0,
      text: joined(finder, { first, after }, replacement),
    };
  }
  if (after > first) {
    return deleteLines(finder, first, after);
  }
  if (first > last) {
    const added = replacement.map((line) => newline + line).join('');
    return { start: text.length, end: text.length, text: added };
  }
  const start = lines[first]?.start ?? 0;
  const above = first === 0 ? newline : lineEndOf(text, lines, first - 1);
  return { start, end: start, text: replacement.map((line) => line + above).join('') };
}

/** Each line keeps the line end of the one in its place; those that are new have that of the last one. */
function joined(
  { lines, text }: Finder,
  { after, first }: LineRange,
  replacement: readonly string[],
): string {
  return replacement
    .map((line, index) => {
      const isLast = index === replacement.length - 1;
      return isLast ? line : line + lineEndOf(text, lines, Math.min(first + index, after - 1));
    })
    .join('');
}

function deleteLines({ lines, text }: Finder, first: number, after: number): TextEdit {
  const start = lines[first]?.start ?? 0;
  const next = lines[after];
  // The last line has no line end of its own: the one above it goes.
  return next === undefined
    ? { start: first === 0 ? 0 : (lines[first - 1]?.end ?? 0), end: text.length, text: '' }
    : { start, end: next.start, text: '' };
}

/** Code for a place where there is none, with the indentation that the place has. */
export function rewriteBlank(
  finder: Finder,
  place: Span,
  replacement: readonly string[],
  languageId: string,
): TextEdit[] {
  const first = lineAt(finder.lines, place.start);
  const last = lineAt(finder.lines, place.end);
  const code = replacement.slice(
    replacement.findIndex((line) => line.trim() !== ''),
    replacement.findLastIndex((line) => line.trim() !== '') + 1,
  );
  const written = leadingSpace(code[0] ?? '');
  const own = leadingSpace(finder.lineText(first));
  const reindent = createReindent(
    [{ written, own: own.length > written.length ? own : written }],
    indentUnit(code),
    finder.unitNear(first),
  );
  return [
    replaceLines(
      finder,
      { first, after: last + 1 },
      code.map(reindent).map(withoutEnds(languageId)),
    ),
  ];
}
