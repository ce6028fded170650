import { indentOf, leadingSpace, tabColumns } from '../../text/indentation.ts';
import { isOpen } from './closers.ts';
import { levelOf, mostCommon, narrowestStep, opensBody, stepsIn } from './indentSteps.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * Makes the reply's first line continue at the cursor: the editor has broken the line and indented it
 * already.
 */
export function startAtCursor(text: string, around: Surroundings): string {
  const { before, extent } = around;
  if (before.trim() === '') {
    const body = text.replace(/^(?:[ \t]*\n)+/, '');
    return withoutIndentation(movedLeft(body, around), before);
  }
  if (/^[ \t]*\n/.test(text)) {
    const body = movedLeft(text.replace(/^(?:[ \t]*\n)+/, ''), around);
    // A line that ends with a space goes on; any other is complete, and the break is the answer.
    return extent.mayBreakFirst ? `\n${body}` : /\s$/.test(before) ? body.trimStart() : '';
  }
  if (extent.mayBreakFirst && belongsBelow(text, around)) {
    return `\n${inBody(movedLeft(text, around), around)}`;
  }
  return /\s$/.test(before) ? withoutLeadingSpace(text, around) : text;
}

/**
 * The space before the cursor, which models write again. At the beginning of a comment more than one
 * is an indentation, as of an example or a list.
 */
function withoutLeadingSpace(text: string, { before, scope }: Surroundings): string {
  const indents = scope === 'comments' && !/[\p{L}\p{N}]/u.test(before);
  return text.replace(indents ? /^ (?! )/ : /^[ \t]+/, '');
}

/** The line break before a block was lost: code is not written right behind `{`, `:` or a comment. */
function belongsBelow(text: string, around: Surroundings): boolean {
  const { before, language, next, scope } = around;
  if (/\s$/.test(before)) {
    return false;
  }
  if (indentOf(text) > indentOf(before) + 1) {
    return true;
  }
  // A value may follow on the line, unless what closes it has a line of its own already.
  const closed =
    next !== undefined && language.closesBlock.test(next) && indentOf(next) <= indentOf(before);
  return (
    (scope !== 'code' || !/[([>]$/.test(before) || closed) &&
    /^[^\s)\]}]/.test(text) &&
    !language.closesBlock.test(text)
  );
}

/** Indents the first line of a block like the lines after it, or by one level. */
function inBody(text: string, { before, prefix, scope }: Surroundings): string {
  const base = indentOf(before);
  if (indentOf(text) > base) {
    return text;
  }
  const margin = leadingSpace(before);
  if (scope !== 'code') {
    return margin + text;
  }
  const deeper = text
    .split('\n')
    .find((line, index) => index > 0 && indentOf(line) > base && line.trim() !== '');
  const level = /^\t/m.test(prefix) ? '\t' : ' '.repeat(levelOf(prefix.split('\n')));
  return (deeper === undefined ? margin + level : leadingSpace(deeper)) + text;
}

/** Removes from the first line what the cursor's line is indented by. */
function withoutIndentation(body: string, before: string): string {
  const indent = leadingSpace(body);
  if (indent === '' || before === '') {
    return body;
  }
  return body.slice(indent.startsWith(before) ? before.length : indent.length);
}

/**
 * Moves a block to the left that stands deeper than it can: its first line belongs where the cursor is,
 * or one level below the line that opens the block.
 */
function movedLeft(text: string, around: Surroundings): string {
  const { scope } = around;
  const lines = text.split('\n');
  const excess = scope === 'code' ? excessOf(indentOf(lines[0] ?? ''), around) : 0;
  const movable = lines.every((line) => line.trim() === '' || indentOf(line) >= excess);
  return excess > 0 && movable
    ? lines.map((line) => (line.trim() === '' ? line : withoutColumns(line, excess))).join('\n')
    : text;
}

/** How many columns too deep a first line of that depth stands. */
function excessOf(first: number, around: Surroundings): number {
  const { before, below, bracketsKnown, language, prefix } = around;
  const own = indentOf(before);
  const above = prefix.split('\n').slice(0, -1);
  if (before.trim() !== '') {
    if (first - own < 2 * narrowestStep) {
      return 0;
    }
    const steps = stepsIn([...above, before, ...below.split('\n')], opensBody(language));
    const columns = mostCommon(steps);
    const excess = first - own - (columns ?? 0);
    // A document that also indents by as much may mean it.
    const surely = columns !== undefined && excess >= columns && !steps.has(first - own);
    // A line that begins with an operator is itself part of a deeper statement.
    return surely && /^\s*(?!\s|[|?:+*=]|&&).*[{:]$/.test(before) ? excess : 0;
  }
  const opening = above.findLast((line) => line.trim() !== '') ?? '';
  // Where the editor did not indent the line, the reply does.
  const opened = language.opensBlock.test(opening.trimEnd()) && own <= indentOf(opening);
  const outermost =
    own > 0 || (indentOf(opening) === 0 && bracketsKnown && !isOpen(around.reader()));
  return opened || !outermost ? 0 : Math.max(0, first - own);
}

function withoutColumns(line: string, columns: number): string {
  let at = 0;
  for (let seen = 0; seen < columns; seen += line[at - 1] === '\t' ? tabColumns : 1) {
    at++;
  }
  return line.slice(at);
}

/** Writes the indentation of the lines with the document's own characters. */
export function indentLikeDocument(text: string, around: Surroundings): string {
  const lines = text.split('\n');
  if (lines.length === 1) {
    return text;
  }
  const startsLine = around.before.trim() === '';
  // With the mark, the cursor's own line counts though it is blank.
  const sample = `${around.prefix}|\n${around.below}`;
  const tabs = /^\t+\S/m.test(sample);
  const spaces = /^ {2,}\S/m.test(sample);
  const change = (toOther: (line: string) => string) =>
    lines.map((line, index) => (index > 0 || startsLine ? toOther(line) : line)).join('\n');
  if (tabs && !spaces) {
    const unit = levelOf(lines.slice(1));
    return change((line) => toTabs(line, unit));
  }
  if (spaces && !tabs && text.includes('\t')) {
    const unit = levelOf(sample.split('\n'));
    return change((line) =>
      line.replace(/^[ \t]*/, (space) => space.replaceAll('\t', ' '.repeat(unit))),
    );
  }
  return text;
}

function toTabs(line: string, unit: number): string {
  return line.replace(/^[ \t]*/, (space) => {
    const width = [...space].reduce((sum, character) => sum + (character === '\t' ? unit : 1), 0);
    // What is left over aligns, as in the lines of a block comment.
    return '\t'.repeat(Math.floor(width / unit)) + ' '.repeat(width % unit);
  });
}
