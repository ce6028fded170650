import { lineStart } from '../text/document.ts';
import { indentOf } from '../text/indentation.ts';

/** The white space at the start of the line that holds `offset`, at most up to `offset`. */
export function leadingSpace(text: string, offset: number): string {
  const start = lineStart(text, offset);
  let end = start;
  while (end < offset && (text[end] === ' ' || text[end] === '\t')) {
    end++;
  }
  return text.slice(start, end);
}

/** Width of the white space before `offset` on its line, in columns. */
export function indentationOf(text: string, offset: number): number {
  return indentOf(leadingSpace(text, offset));
}

/** Width of the indentation of the line that ends with the line break at `newline`, in columns. */
export function previousIndentation(text: string, newline: number): number {
  let end = newline;
  // The first break of a run is the token, but a comment's own line may come before it.
  while (end > 0 && /\s/.test(text[end - 1] ?? '')) {
    end--;
  }
  return indentationOf(text, end);
}

/** One level of indentation as a text uses it. */
export function indentUnit(text: string): string {
  let narrowest = '';
  for (const [, space = ''] of text.matchAll(/^([ \t]+)\S/gm)) {
    if (space.startsWith('\t')) {
      return '\t';
    }
    if (space.length > 1 && (narrowest === '' || space.length < narrowest.length)) {
      narrowest = space;
    }
  }
  return narrowest || '  ';
}

/**
 * The white space for a line that stands at `theirs` where the first line stands at `theirBase`, in a
 * text whose first line stands at `ourBase`. Nothing when it would be left of the first column.
 */
export function reindent(
  theirs: string,
  theirBase: string,
  theirUnit: string,
  ourBase: string,
  ourUnit: string,
): string | undefined {
  if (theirs.startsWith(theirBase)) {
    return ourBase + convert(theirs.slice(theirBase.length), theirUnit, ourUnit);
  }
  if (!theirBase.startsWith(theirs)) {
    return undefined;
  }
  const levels = convert(theirBase.slice(theirs.length), theirUnit, ourUnit);
  return ourBase.endsWith(levels) ? ourBase.slice(0, ourBase.length - levels.length) : undefined;
}

/** Whole levels become ours; what is less than a level (alignment) stays as it is. */
function convert(space: string, theirUnit: string, ourUnit: string): string {
  let rest = space;
  let result = '';
  while (rest.startsWith(theirUnit)) {
    rest = rest.slice(theirUnit.length);
    result += ourUnit;
  }
  return result + rest;
}
