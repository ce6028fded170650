import type { CodeScope } from '../settings.ts';
import { lineEnd, lineStart, type Snapshot } from '../text/document.ts';
import { indentOf } from '../text/indentation.ts';
import { type Language, languageOf } from '../text/language.ts';

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

/** Far enough to find the next line that is not blank. */
const nearbyCharacters = 2_000;

/** What an editor inserts by itself behind the cursor, with the punctuation that ends a statement. */
const onlyClosers = /^[\s)\]}>"'`;,:]*$/;

/** Decides from the text alone how much to ask for at `offset`. */
export function extentAt(document: Snapshot, offset: number, scope: CodeScope): Extent {
  const { text } = document;
  const language = languageOf(document.languageId);
  const before = text.slice(lineStart(text, offset), offset);
  const after = text.slice(offset, lineEnd(text, offset));
  if (!onlyClosers.test(after)) {
    return { kind: 'rest of line', maxLines: 1, maxTokens: lineTokens, mayBreakFirst: false };
  }
  if (language.prose) {
    return line;
  }
  if (scope !== 'code') {
    const announced = scope === 'comments' && after.trim() === '';
    return announced && announcesCode(document, offset, before) ? block(blockLines, true) : line;
  }
  if (before.trim() === '') {
    return after.trim() === '' ? atLineStart(document, offset, before) : line;
  }
  if (endsStatement(document, offset, before, after)) {
    return block(statementLines, true);
  }
  const opens = opensBody(language, before, after) || opensLines(document, offset, before, after);
  return opens && bodyIsEmpty(document, offset, before) ? block(blockLines, true) : line;
}

const line: Extent = { kind: 'line', maxLines: 1, maxTokens: lineTokens, mayBreakFirst: false };

function block(maxLines: number, mayBreakFirst: boolean): Extent {
  return {
    kind: 'block',
    maxLines,
    maxTokens: maxLines > statementLines ? blockTokens : blockTokens / 2,
    mayBreakFirst,
  };
}

/** On an empty line: a whole block where one was opened, announced or ended; else the next statements. */
function atLineStart(document: Snapshot, offset: number, before: string): Extent {
  const language = languageOf(document.languageId);
  const above = lineAbove(document.text, offset);
  const wanted =
    above.trim() === '' ||
    isComment(language, above) ||
    (language.opensBlock.test(above.trimEnd()) && bodyIsEmpty(document, offset, before));
  return block(wanted ? blockLines : statementLines, false);
}

/**
 * The line before the cursor begins a body, and at most the closer that the editor inserted follows.
 * Arguments, and an object in the middle of an expression, are more often written on the same line.
 */
function opensBody(language: Language, before: string, after: string): boolean {
  const head = before.trimEnd();
  // Behind a colon and a space a value is written, as in YAML.
  if (!language.opensBlock.test(head) || (head.endsWith(':') && head !== before)) {
    return false;
  }
  const rest = after.trim();
  if (rest === '') {
    return !head.endsWith('(');
  }
  return (
    head.endsWith('{') && /^\}[);,]*$/.test(rest) && !/(?:[=(,:[]|import|export)\s*\{$/.test(head)
  );
}

/** Arguments whose closer has a line of its own already are written on lines too, those of an inner call not. */
function opensLines(document: Snapshot, offset: number, before: string, after: string): boolean {
  const next = lineBelow(document.text, offset);
  const opened = before.match(/[([{]/g)?.length ?? 0;
  const closed = before.match(/[)\]}]/g)?.length ?? 0;
  const alone = before.endsWith('(') && opened - closed === 1;
  return alone && after.trim() === '' && /^\s*\)/.test(next ?? '');
}

/** The next statements go below a finished one, where a blank line or the end of the block follows. */
function endsStatement(
  { languageId, text }: Snapshot,
  offset: number,
  before: string,
  after: string,
) {
  const opened = before.match(/[([{]/g)?.length ?? 0;
  const closed = before.match(/[)\]}]/g)?.length ?? 0;
  if (!before.endsWith(';') || after.trim() !== '' || opened > closed) {
    return false;
  }
  const end = lineEnd(text, offset);
  const [, below = ''] = text.slice(end, end + nearbyCharacters).split('\n', 2);
  return below.trim() === '' || languageOf(languageId).closesBlock.test(below);
}

function isComment({ blockComments, lineComments }: Language, text: string): boolean {
  const trimmed = text.trim();
  return (
    lineComments.some((mark) => trimmed.startsWith(mark)) ||
    blockComments.some(([, close]) => trimmed.endsWith(close))
  );
}

/** A finished comment on a line of its own, with no code below it yet: the code that it names is wanted. */
function announcesCode(document: Snapshot, offset: number, before: string): boolean {
  const { closesBlock, lineComments } = languageOf(document.languageId);
  const trimmed = before.trim();
  const mark = lineComments.find((candidate) => trimmed.startsWith(candidate));
  // `1.` may become a number, and a space behind the mark says that the sentences go on.
  const finished = /(?<!\d)[.:!?)。：！？）]$/.test(before);
  if (mark === undefined || !finished) {
    return false;
  }
  const [, below = ''] = document.text
    .slice(lineEnd(document.text, offset), lineEnd(document.text, offset) + nearbyCharacters)
    .split('\n', 2);
  return below.trim() === '' || closesBlock.test(below);
}

/** The line directly above; empty at the start of the document. */
function lineAbove(text: string, offset: number): string {
  const end = lineStart(text, offset) - 1;
  return end < 0 ? '' : text.slice(lineStart(text, end), lineEnd(text, lineStart(text, end)));
}

/** Nothing, a line that ends a block, or a line that is indented no deeper than the opening one follows. */
function bodyIsEmpty(document: Snapshot, offset: number, before: string): boolean {
  const next = lineBelow(document.text, offset);
  if (next === undefined || languageOf(document.languageId).closesBlock.test(next)) {
    return true;
  }
  return before.trim() === ''
    ? indentOf(next) < indentOf(before)
    : indentOf(next) <= indentOf(before);
}

/** The nearest line below that is not blank. */
function lineBelow(text: string, offset: number): string | undefined {
  const end = lineEnd(text, offset);
  return text
    .slice(end, end + nearbyCharacters)
    .split('\n')
    .find((candidate) => candidate.trim() !== '');
}
