import { indentOf, leadingSpace } from '../../text/indentation.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * Makes the reply's first line continue at the cursor: the editor has broken the line and indented it
 * already.
 */
export function startAtCursor(text: string, around: Surroundings): string {
  const { before, extent } = around;
  if (before.trim() === '') {
    return withoutIndentation(text.replace(/^(?:[ \t]*\n)+/, ''), before);
  }
  if (/^[ \t]*\n/.test(text)) {
    const body = text.replace(/^(?:[ \t]*\n)+/, '');
    // A line that ends with a space goes on; any other is complete, and the break is the answer.
    return extent.mayBreakFirst ? `\n${body}` : /\s$/.test(before) ? body.trimStart() : '';
  }
  if (extent.mayBreakFirst && belongsBelow(text, around)) {
    return `\n${inBody(text, around)}`;
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
function belongsBelow(text: string, { before, language, scope }: Surroundings): boolean {
  if (/\s$/.test(before) || (scope === 'code' && /[([>]$/.test(before))) {
    return false;
  }
  const indented = indentOf(text) > indentOf(before) + 1;
  return indented || (/^[^\s)\]}]/.test(text) && !language.closesBlock.test(text));
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
  const level = /^\t/m.test(prefix) ? '\t' : ' '.repeat(unitOf(prefix.split('\n')));
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

/** Writes the indentation of the lines after the first with the document's own characters. */
export function indentLikeDocument(text: string, around: Surroundings): string {
  const lines = text.split('\n');
  if (lines.length === 1) {
    return text;
  }
  // With the mark, the cursor's own line counts though it is blank.
  const sample = `${around.prefix}|\n${around.below}`;
  const tabs = /^\t+\S/m.test(sample);
  const spaces = /^ {2,}\S/m.test(sample);
  const [first = '', ...rest] = lines;
  if (tabs && !spaces) {
    const unit = unitOf(rest);
    return [first, ...rest.map((line) => toTabs(line, unit))].join('\n');
  }
  if (spaces && !tabs) {
    const unit = unitOf(sample.split('\n'));
    const toSpaces = (line: string) =>
      line.replace(/^[ \t]*/, (space) => space.replaceAll('\t', ' '.repeat(unit)));
    return [first, ...rest.map(toSpaces)].join('\n');
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

/** The number of spaces of one level: the largest of 8, 4, 3 and 2 that most lines are multiples of. */
function unitOf(lines: readonly string[]): number {
  const widths = lines
    .map((line) => /^ +(?=\S)/.exec(line)?.[0].length ?? 0)
    .filter((width) => width > 1);
  const fits = (unit: number) =>
    widths.filter((width) => width % unit === 0).length >= widths.length * 0.8;
  return [4, 3, 2].find((unit) => widths.length > 0 && fits(unit)) ?? 4;
}

/**
 * Chat models often write a block as if it stood in the first column. Where a line that must stand
 * deeper than the cursor's line does not, or one leaves the block without closing it, all lines after
 * the first are moved to the right.
 */
export function indentUnderCursor(text: string, around: Surroundings): string {
  const margin = leadingSpace(around.before);
  const lines = text.split('\n');
  const stays = margin === '' || lines.length === 1 || continuesLineAbove(around);
  if (stays || !isOutdented(lines, indentOf(margin), around)) {
    return text;
  }
  return lines
    .map((line, index) => (index === 0 || line.trim() === '' ? line : margin + line))
    .join('\n');
}

/** An operator at a line's end, behind which the statement goes on; not what opens a block or ends a comment. */
const openEnd = /(?:&&|\|\||\?\?|[^-+]\s[-+*%&|^]|[=?.\\]|\b(?:and|or|not|in|instanceof|return))$/;

/** The cursor's line is part of the statement above it: what follows the statement stands further left. */
function continuesLineAbove({ before, language, prefix, scope }: Surroundings): boolean {
  if (before.trim() !== '' || scope !== 'code') {
    return false;
  }
  const above = prefix.trimEnd().split('\n').at(-1)?.trim() ?? '';
  const comment = language.lineComments.some((mark) => above.startsWith(mark));
  return !comment && !language.opensBlock.test(above) && openEnd.test(above);
}

/** Decides on the first line that is no deeper than the block it must be in. */
function isOutdented(lines: readonly string[], base: number, around: Surroundings): boolean {
  const { before, language, reader, scope } = around;
  const inside = before.trim() !== '' && scope === 'code';
  const code = reader();
  let closed = false;
  let above = before;
  for (const [index, line] of lines.entries()) {
    const known = index === 0 || line.trim() === '';
    if (!known && !language.closesBlock.test(line)) {
      const indent = indentOf(line);
      const opened = language.opensBlock.test((index === 1 ? before + above : above).trimEnd());
      if (opened && indent <= base) {
        return code.scope() === 'code';
      }
      const leaves = inside ? indent <= base : indent < base;
      if (leaves) {
        const bare = language.indented || /^\s*(?:#|case\b|default\b|\w+:)/.test(line);
        const open = code.depth() > 0 || closed;
        return code.scope() === 'code' && !open && !bare && follows(lines, index);
      }
    }
    if (!known && language.closesBlock.test(line) && code.depth() === 0) {
      return false;
    }
    // Behind a bracket that was open above the cursor the code stands further left.
    closed = code.read(`${line}\n`, 'brackets').length > 0 || closed;
    above = line.trim() === '' ? above : line;
  }
  return false;
}

/** The line stands directly below another: a blank line before it would begin something new. */
function follows(lines: readonly string[], index: number): boolean {
  return index > 0 && lines[index - 1]?.trim() !== '';
}
