import type { CodeScope } from '../settings.ts';
import { lineEnd, lineStart, type Snapshot } from '../text/document.ts';
import { languageOf } from '../text/language.ts';

/** How much is asked for at a position, and how much of a reply is used. */
export interface Extent {
  /**
   * `rest of line`: a hole in the middle of a line. `line`: to the end of this line. `block`: this line
   * and those that belong to it.
   */
  readonly kind: 'rest of line' | 'line' | 'block';
  readonly maxLines: number;
  readonly maxTokens: number;
  /** The reply may begin with a line break: what stands before the cursor is complete. */
  readonly mayBreakFirst: boolean;
}

const lineTokens = 64;
const blockTokens = 256;
const blockLines = 16;
const statementLines = 6;

/** What an editor inserts by itself behind the cursor, with the punctuation that ends a statement. */
const onlyClosers = /^[\s)\]}>"'`;,:]*$/;

/** Decides from the text alone how much to ask for at `offset`. */
export function extentAt(document: Snapshot, offset: number, scope: CodeScope): Extent {
  const { text } = document;
  const before = text.slice(lineStart(text, offset), offset);
  const after = text.slice(offset, lineEnd(text, offset));
  if (!onlyClosers.test(after)) {
    return { kind: 'rest of line', maxLines: 1, maxTokens: lineTokens, mayBreakFirst: false };
  }
  if (scope !== 'code') {
    return announcesCode(document, before, after, scope)
      ? block(blockLines, true)
      : { kind: 'line', maxLines: 1, maxTokens: lineTokens, mayBreakFirst: false };
  }
  if (after.trim() === '' && opensBlock(document.languageId, before)) {
    return block(blockLines, true);
  }
  if (before.trim() !== '' || after.trim() !== '') {
    return { kind: 'line', maxLines: 1, maxTokens: lineTokens, mayBreakFirst: false };
  }
  const above = lineAbove(text, offset);
  const emptyBody = opensBlock(document.languageId, above) && bodyIsEmpty(document, offset, before);
  return block(
    emptyBody || above.trim() === '' || isComment(document.languageId, above)
      ? blockLines
      : statementLines,
    false,
  );
}

function block(maxLines: number, mayBreakFirst: boolean): Extent {
  return {
    kind: 'block',
    maxLines,
    maxTokens: maxLines > statementLines ? blockTokens : blockTokens / 2,
    mayBreakFirst,
  };
}

/** True when the line's end opens a block: `{`, `(`, `[`, `=>`, or `:` in Python and YAML. */
function opensBlock(languageId: string, line: string): boolean {
  const trimmed = line.trimEnd();
  if (languageOf(languageId).indented) {
    return /[:([{]$/.test(trimmed);
  }
  return /(?:[{([]|=>|\bthen|\bdo|\belse)$/.test(trimmed);
}

function isComment(languageId: string, line: string): boolean {
  const trimmed = line.trim();
  const { blockComments, lineComments } = languageOf(languageId);
  return (
    lineComments.some((mark) => trimmed.startsWith(mark)) ||
    blockComments.some(([, close]) => trimmed.endsWith(close))
  );
}

/** A finished comment line of its own, with nothing below it yet: the code that it names is wanted. */
function announcesCode(
  document: Snapshot,
  before: string,
  after: string,
  scope: CodeScope,
): boolean {
  const { lineComments } = languageOf(document.languageId);
  const trimmed = before.trim();
  return (
    scope === 'comments' &&
    after.trim() === '' &&
    /[.:!?)]$/.test(trimmed) &&
    lineComments.some((mark) => trimmed.startsWith(mark))
  );
}

/** The nearest line above that is not blank, directly above or with blank lines between. */
function lineAbove(text: string, offset: number): string {
  const end = lineStart(text, offset) - 1;
  return end < 0 ? '' : text.slice(lineStart(text, end), lineEnd(text, lineStart(text, end)));
}

/** Nothing but a closer, or a line that is indented less, follows the cursor's line. */
function bodyIsEmpty(document: Snapshot, offset: number, before: string): boolean {
  const below = document.text.slice(lineEnd(document.text, offset)).split('\n', 8);
  const next = below.find((line) => line.trim() !== '');
  if (next === undefined || /^\s*[)\]}]/.test(next)) {
    return true;
  }
  return (/^\s*/.exec(next)?.[0].length ?? 0) < before.length;
}
