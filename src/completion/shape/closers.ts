import { type CodeReader, createCodeReader, type UnmatchedCloser } from '../../text/codeReader.ts';
import { indentOf, leadingSpace } from '../../text/indentation.ts';
import type { Surroundings } from './surroundings.ts';

/** As many characters below the cursor show which of the open brackets are closed there. */
const balancedCharacters = 2_000;

/** Replies with more closers of older brackets than this are not weighed one by one. */
const mostWeighed = 8;

/**
 * Cuts at the first closing bracket that closes nothing, or something that is closed behind or below
 * the cursor already. Closers that the edit can replace where they stand behind the cursor are kept.
 */
export function withoutStrayClosers(text: string, around: Surroundings): string {
  const { after, extent } = around;
  const closers = around.reader().read(text, 'brackets');
  if (closers.length === 0 || extent.kind === 'rest of line') {
    return text;
  }
  const most = closersWanted(around);
  const blocks = openedOnLine(around);
  const weighed = strayBelow(text, closers, around);
  const least = Math.min(...weighed);
  // The longest text that leaves the fewest closers below without an opening.
  const until = [...closers, undefined][weighed.lastIndexOf(least)]?.offset ?? text.length;
  let covered = 0;
  for (const [index, closer] of closers.entries()) {
    const { offset, text: mark } = closer;
    if (offset >= until) {
      break;
    }
    const rest = after.slice(covered);
    const isQuote = /["'`]/.test(mark);
    const padding = isQuote ? 0 : rest.length - rest.trimStart().length;
    if (rest.startsWith(mark, padding)) {
      if (padding > 0 && !/\s$/.test(text.slice(0, offset))) {
        return text.slice(0, offset);
      }
      covered += padding + mark.length;
      continue;
    }
    const needed = isQuote || (weighed[index] ?? least) > least;
    const surplus =
      !needed &&
      (index >= most || (mark === '}' && index >= blocks)) &&
      !beginsLine(text, offset, around);
    if (surplus || closesNothing(text, closer, around)) {
      return text.slice(0, offset);
    }
  }
  return text.slice(0, until);
}

/** Blocks that were opened on earlier lines are closed at the start of a line. */
function openedOnLine({ before, language }: Surroundings): number {
  const line = createCodeReader(language);
  line.read(before, 'brackets');
  return line.depth();
}

/** No bracket that it could close is open there, as far as that is known. */
function closesNothing(
  text: string,
  { expected, offset }: UnmatchedCloser,
  around: Surroundings,
): boolean {
  if (expected) {
    return false;
  }
  // What was opened far above is closed at the start of a line.
  return around.bracketsKnown || !beginsLine(text, offset, around) || opensAt(text, offset, around);
}

/** Some bracket is open there, but of another kind. */
function opensAt(text: string, offset: number, { reader }: Surroundings): boolean {
  const code = reader();
  code.read(text.slice(0, offset), 'brackets');
  return isOpen(code);
}

/** Whether a bracket is open where the reader stands. */
export function isOpen(reader: CodeReader): boolean {
  return closerMarks.some((mark) => closes(reader, mark));
}

const closerMarks = [')', ']', '}'] as const;

function closes(reader: CodeReader, mark: string): boolean {
  return reader.fork().read(mark, 'brackets')[0]?.expected === true;
}

/**
 * For the text up to each of its closers, and for all of it: how many closers behind and below the cursor
 * would close nothing, and, where the document's end is near, how many brackets would stay open.
 */
function strayBelow(
  text: string,
  closers: readonly UnmatchedCloser[],
  { after, below, reader }: Surroundings,
): readonly number[] {
  const code = reader();
  const nearby = below.slice(0, balancedCharacters);
  let from = 0;
  let covered = 0;
  const strays: number[] = [];
  const weigh = () => {
    const rest = `${after.slice(covered)}\n${nearby}`;
    const reader = code.fork();
    const stray = reader.read(rest, 'brackets').filter(({ expected }) => !expected).length;
    strays.push(stray + (below.length < balancedCharacters ? leftOpen(reader) : 0));
  };
  for (const { offset, text: mark } of closers.slice(0, mostWeighed)) {
    code.read(text.slice(from, offset), 'brackets');
    from = offset;
    weigh();
    const rest = after.slice(covered);
    const padding = rest.length - rest.trimStart().length;
    covered += rest.startsWith(mark, padding) ? padding + mark.length : 0;
  }
  code.read(text.slice(from), 'brackets');
  weigh();
  return closers.length > mostWeighed ? strays.slice(0, -1) : strays;
}

/**
 * Adds the closers that a single line lacks at its end: those of brackets that it opened itself. A reply
 * that goes on below, or was cut, may still close them.
 */
export function withMissingClosers(text: string, around: Surroundings): string {
  const { after, before, growing, language, next, reader, scope } = around;
  const line = text.trimEnd();
  const goesOn = next !== undefined && indentOf(next) > indentOf(before);
  const whole = !growing && !language.prose && scope === 'code' && !line.trimStart().includes('\n');
  if (!whole || after.trim() !== '' || goesOn || !/[\p{L}\p{N}_"'`)\]}]$/u.test(line)) {
    return text;
  }
  const code = reader();
  code.read(line, 'brackets');
  let closers = '';
  while (code.scope() === 'code' && code.depth() > 0 && closers.length < mostMissing) {
    const closer = closerMarks.find((mark) => closes(code, mark));
    if (closer === undefined) {
      return text;
    }
    code.read(closer, 'brackets');
    closers += closer;
  }
  return line + closers;
}

/** A line that lacks more is not finished. */
const mostMissing = 3;

/** How many brackets are open where the reader stands, as far as it matters. */
function leftOpen(reader: CodeReader): number {
  const code = reader.fork();
  let count = 0;
  while (count < mostWeighed) {
    const closer = closerMarks.find((mark) => closes(code, mark));
    if (closer === undefined) {
      break;
    }
    code.read(closer, 'brackets');
    count++;
  }
  return count;
}

/**
 * How many brackets may be closed on the cursor's line. The closer below is for the line that is indented
 * like it; what was opened since, on deeper lines, is closed nowhere yet.
 */
function closersWanted({ before, language, next, prefix }: Surroundings): number {
  const below = /^\s*([)\]}]+)/.exec(next ?? '')?.[1];
  if (next === undefined || below === undefined || indentOf(next) > indentOf(before)) {
    return Number.POSITIVE_INFINITY;
  }
  const reader = createCodeReader(language);
  if (indentOf(next) === indentOf(before)) {
    reader.read(before, 'brackets');
    return reader.depth() - below.length;
  }
  const lines = prefix.split('\n');
  const opening = lines.findLastIndex(
    (line, index) =>
      index < lines.length - 1 && line.trim() !== '' && indentOf(line) <= indentOf(next),
  );
  reader.read(lines.slice(opening + 1).join('\n'), 'brackets');
  return reader.depth();
}

/** Closers at a line's start end a block; whether it may be ended was decided by its indentation. */
function beginsLine(text: string, offset: number, { before }: Surroundings): boolean {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const head = text.slice(start, offset);
  return /^[\s)\]}]*$/.test(start === 0 ? before + head : head);
}

/** A block written between a bracket and its closer on one line puts the closer on a line of its own. */
export function withClosingLine(text: string, around: Surroundings): string {
  const { after, before, extent, language, reader } = around;
  const body = text.trimEnd();
  const opened = language.opensBlock.test(before.trimEnd());
  if (extent.kind !== 'block' || after.trim() === '' || !opened || !body.startsWith('\n')) {
    return body;
  }
  const margin = leadingSpace(before);
  return reader().read(body, 'brackets').length > 0 ? body : `${body}\n${margin}`;
}
