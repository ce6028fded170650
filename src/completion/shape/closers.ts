import { createCodeReader } from '../../text/codeReader.ts';
import { indentOf, leadingSpace } from '../../text/indentation.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * Cuts at the first closing bracket that closes nothing, or something that is closed behind or below
 * the cursor already. Closers that the edit can replace where they stand behind the cursor are kept.
 */
export function withoutStrayClosers(text: string, around: Surroundings): string {
  const { after, bracketsKnown, reader } = around;
  const most = closersWanted(around);
  let covered = 0;
  for (const [index, closer] of reader().read(text, 'brackets').entries()) {
    const { expected, offset, text: mark } = closer;
    const rest = after.slice(covered);
    const padding = rest.length - rest.trimStart().length;
    if (rest.startsWith(mark, padding)) {
      if (padding > 0 && !/\s$/.test(text.slice(0, offset))) {
        return text.slice(0, offset);
      }
      covered += padding + mark.length;
    } else if (
      (!expected && bracketsKnown) ||
      (index >= most && !beginsLine(text, offset, around))
    ) {
      return text.slice(0, offset);
    }
  }
  return text;
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
