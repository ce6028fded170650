import { indentOf, leadingSpace } from '../../text/indentation.ts';
import { isOpen } from './closers.ts';
import type { Surroundings } from './surroundings.ts';

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
  const opens = language.opensBlock.test(above);
  return (
    !comment &&
    !opens &&
    (openEnd.test(above) ||
      (!language.indented && above.endsWith(':') && !/^(?:case|default)\b|^\w+:$/.test(above)))
  );
}

/** Lines that may stand as deep as the line that opens their block. */
const sameDepth = /^\s*(?:(?:case|default)\b|\||\w+:\s*$)/;

/** Statements that stand in a function or a loop. */
const leavesNowhere = /^(?:return|yield|break|continue|raise|throw)\b/;

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
      if (opened && indent <= base && !sameDepth.test(line)) {
        return code.scope() === 'code';
      }
      const leaves = inside ? indent <= base : indent < base;
      if (leaves) {
        if (indent === 0 && leavesNowhere.test(line)) {
          return code.scope() === 'code' && code.depth() === 0 && !closed;
        }
        const bare = language.indented
          ? !isOpen(around.reader()) && !leavesFunction(indent, base, around)
          : /^\s*(?:#(?!\w+[.{])|case\b|default\b|\w+:\s*$)/.test(line);
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

/** Without a blank line, code does not go from inside a function to the first column. */
function leavesFunction(indent: number, base: number, { prefix }: Surroundings): boolean {
  const outer = prefix
    .split('\n')
    .slice(0, -1)
    .findLast((line) => line.trim() !== '' && indentOf(line) < base);
  return (
    indent === 0 &&
    outer !== undefined &&
    (indentOf(outer) > 0 || /^(?:async\s+)?(?:def|class)\b/.test(outer))
  );
}

/** The line stands directly below another: a blank line before it would begin something new. */
function follows(lines: readonly string[], index: number): boolean {
  return index > 0 && lines[index - 1]?.trim() !== '';
}
