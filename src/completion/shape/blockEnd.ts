import type { CodeReader } from '../../text/codeReader.ts';
import { indentOf } from '../../text/indentation.ts';
import { hasWord } from './garbage.ts';
import type { Surroundings } from './surroundings.ts';

/** Where the wanted part of an answer ends. */
export interface End {
  readonly offset: number;
  /** The line at which this was seen belongs to the answer, or shows again that it ends before. */
  readonly inclusive: boolean;
}

interface Line {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly indent: number;
}

/** The same lines this often in a row are a loop, not code. */
const mostRepeats = 3;
const longestLoop = 4;

/**
 * Finds the end of what was asked for in text that begins at the cursor: of the line, or of the block,
 * by its indentation and brackets, at a line that stands below the cursor already, at a loop, or at the
 * most lines allowed. A blank line ends nothing.
 * @returns undefined when all of the text is wanted.
 */
export function endOfAnswer(text: string, around: Surroundings): End | undefined {
  const lines = linesOf(text);
  const first = lines.findIndex((line) => line.text.trim() !== '');
  const { extent } = around;
  if (first === -1) {
    return undefined;
  }
  if (extent.kind !== 'block') {
    return atEndOf(lines, first);
  }
  const reader = around.reader();
  const state = { deeper: false, complete: first };
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index];
    if (line === undefined || line.text.trim() === '') {
      reader.read('\n', 'brackets');
      continue;
    }
    const depth = reader.depth();
    const end =
      depth === 0 ? endAtLine(lines, index, around, reader.fork(), state.deeper) : undefined;
    if (end === 'inclusive') {
      return atEndOf(lines, index);
    }
    if (end === 'before') {
      return beforeLine(lines, index);
    }
    reader.read(`${line.text}\n`, 'brackets');
    state.deeper ||= index > first && (depth > 0 || line.indent > baseOf(lines, around));
    state.complete = reader.depth() === 0 ? index : state.complete;
    const looped = loopAt(lines, index);
    if (looped !== undefined) {
      return { ...beforeLine(lines, looped), inclusive: true };
    }
    if (index - first + 1 >= extent.maxLines) {
      // A statement that is not closed within the limit is left out, if others are whole.
      const whole = reader.depth() > 0 && state.complete > first ? state.complete : index;
      return whole === index
        ? atEndOf(lines, index)
        : { offset: endOf(lines[whole]), inclusive: false };
    }
  }
  return undefined;
}

/** Judges a line that begins outside all brackets of the answer. */
function endAtLine(
  lines: readonly Line[],
  index: number,
  around: Surroundings,
  reader: CodeReader,
  deeper: boolean,
): 'inclusive' | 'before' | undefined {
  const { before, language, next, scope } = around;
  const line = lines[index];
  if (line === undefined || reader.scope() === 'strings' || (index === 0 && before.trim() !== '')) {
    return undefined;
  }
  const base = baseOf(lines, around);
  // What follows a finished statement stands beside it, what follows an opening line inside of it.
  const inBody = before.trim() !== '' && scope === 'code' && !before.endsWith(';');
  const indent = index === 0 ? base : line.indent;
  const repeated = line.text.trimEnd() === next?.trimEnd() && hasWord(line.text);
  if (repeated && (line.indent <= base || repeatsBelow(lines, index, around))) {
    return 'before';
  }
  const closes = language.closesBlock.test(line.text);
  const [closer] = reader.read(line.text, 'brackets');
  const unmatched =
    closes && closer !== undefined && line.text.slice(0, closer.offset).trim() === '';
  if (unmatched || (inBody ? indent <= base : indent < base)) {
    const wanted =
      closes && closerIsMissing(around, unmatched && !inBody ? Math.min(indent, base - 1) : indent);
    const reopens = reader.depth() > 0 || language.opensBlock.test(line.text.trimEnd());
    return wanted ? (reopens ? undefined : 'inclusive') : 'before';
  }
  const nextPiece = base === 0 && indent === 0 && deeper && !inBody && !closes;
  return nextPiece && !/^(?:else|elif|except|finally|catch)\b/.test(line.text)
    ? 'before'
    : undefined;
}

/** Deep in a block one line may be written twice; two in a row are what stands below. The second may still be coming. */
function repeatsBelow(
  lines: readonly Line[],
  index: number,
  { below, growing }: Surroundings,
): boolean {
  const follows = lines.slice(index + 1).find((line) => line.text.trim() !== '');
  const [, second] = below.split('\n').filter((line) => line.trim() !== '');
  if (follows === undefined) {
    return !growing;
  }
  return second === undefined || follows.text.trim() === second.trim();
}

/** Indentation of the line that the text begins; part of it may be the text's own. */
function baseOf(lines: readonly Line[], { before }: Surroundings): number {
  return indentOf(before) + (before.trim() === '' ? (lines[0]?.indent ?? 0) : 0);
}

/** A closer at `indent` is wanted when the lines below do not have it. */
function closerIsMissing({ after, language, next }: Surroundings, indent: number): boolean {
  if (next === undefined || language.closesBlock.test(after)) {
    return true;
  }
  return language.closesBlock.test(next) ? indentOf(next) < indent : indentOf(next) <= indent;
}

/** Index of the line where the second round of a loop begins that ends at `index`. */
function loopAt(lines: readonly Line[], index: number): number | undefined {
  for (let period = 1; period <= longestLoop; period++) {
    const from = index - period * mostRepeats + 1;
    const repeated = lines.slice(Math.max(0, from + period), index + 1);
    if (
      from >= 0 &&
      repeated.every((line, at) => sameLine(line, lines[from + at])) &&
      repeated.some((line) => hasWord(line.text))
    ) {
      return from + period;
    }
  }
  return undefined;
}

/** The first line of a reply begins at the cursor, without its indentation. */
function sameLine(line: Line, other: Line | undefined): boolean {
  return other?.start === 0
    ? line.text.trim() === other.text.trim()
    : line.text.trimEnd() === other?.text.trimEnd();
}

function linesOf(text: string): readonly Line[] {
  let start = 0;
  return text.split('\n').map((line) => {
    const from = start;
    start += line.length + 1;
    return { start: from, end: from + line.length, text: line, indent: indentOf(line) };
  });
}

function endOf(line: Line | undefined): number {
  return line?.end ?? 0;
}

function atEndOf(lines: readonly Line[], index: number): End | undefined {
  const isLast = lines.slice(index + 1).every((line) => line.text.trim() === '');
  return isLast && index === lines.length - 1
    ? undefined
    : { offset: endOf(lines[index]), inclusive: true };
}

function beforeLine(lines: readonly Line[], index: number): End {
  const last = lines.slice(0, index).findLast((line) => line.text.trim() !== '');
  return { offset: endOf(last), inclusive: false };
}
