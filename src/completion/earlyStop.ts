import { lineEnd, lineStart, type Snapshot } from '../text/document.ts';
import type { Extent } from './extent.ts';

/** Whether a reply that is still coming is long enough, and up to which character of it. */
export type Enough = { readonly enough: false } | { readonly enough: true; readonly upTo: number };

interface Line {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The same line this often in a row is a loop, not code. */
const mostRepeats = 3;

/**
 * Creates the judge of one reply: called with all that came so far, it tells when the rest is of no
 * use. How the text is cut into chunks makes no difference, for only complete lines count.
 */
export function createEarlyStop(
  document: Snapshot,
  offset: number,
  extent: Extent,
): (textSoFar: string) => Enough {
  const { text } = document;
  const before = text.slice(lineStart(text, offset), offset);
  const baseIndent = indentOf(before);
  const opened = before.trim() !== '';
  const next = nextLine(text, offset);
  return (textSoFar) => {
    const lines = completeLines(textSoFar);
    const first = lines.findIndex(
      (line) => line.text.trim() !== '' && !line.text.startsWith('```'),
    );
    if (first === -1) {
      return { enough: false };
    }
    if (extent.kind !== 'block') {
      return { enough: true, upTo: lines[first]?.end ?? 0 };
    }
    let deeper = false;
    for (let index = first; index < lines.length; index++) {
      const line = lines[index];
      if (line === undefined || line.text.trim() === '') {
        continue;
      }
      const indent = indentOf(line.text);
      const outside = index > 0 && (opened ? indent <= baseIndent : indent < baseIndent);
      const closes = /^\s*[)\]}]/.test(line.text);
      if (line.text.startsWith('```') || (index > first && line.text.trimEnd() === next)) {
        return upTo(lines, index);
      }
      if (outside && (deeper || opened || indent < baseIndent)) {
        return closes && indent === baseIndent
          ? { enough: true, upTo: line.end }
          : upTo(lines, index);
      }
      if (closes && deeper && indent === baseIndent && baseIndent === 0) {
        return { enough: true, upTo: line.end };
      }
      if (!opened && baseIndent === 0 && deeper && indent === 0) {
        return upTo(lines, index);
      }
      deeper ||= index > first && indent > baseIndent;
      if (repeats(lines, index)) {
        return upTo(lines, index - mostRepeats + 2);
      }
      if (index - first + 1 >= extent.maxLines) {
        return { enough: true, upTo: line.end };
      }
    }
    return { enough: false };
  };
}

function completeLines(text: string): readonly Line[] {
  const lines: Line[] = [];
  let start = 0;
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
    lines.push({ start, end, text: text.slice(start, end).replace(/\r$/, '') });
    start = end + 1;
  }
  return lines;
}

function upTo(lines: readonly Line[], index: number): Enough {
  return { enough: true, upTo: Math.max(0, (lines[index]?.start ?? 0) - 1) };
}

/** Columns of white space; a tab counts as one level of four. */
function indentOf(line: string): number {
  const space = /^[ \t]*/.exec(line)?.[0] ?? '';
  return [...space].reduce((columns, character) => columns + (character === '\t' ? 4 : 1), 0);
}

/** The nearest line below the cursor that is not blank, with its indentation. */
function nextLine(text: string, offset: number): string | undefined {
  return text
    .slice(lineEnd(text, offset), lineEnd(text, offset) + 2_000)
    .split('\n')
    .slice(1)
    .find((line) => line.trim() !== '')
    ?.trimEnd();
}

function repeats(lines: readonly Line[], index: number): boolean {
  const text = lines[index]?.text.trim();
  return (
    text !== undefined &&
    text.length > 2 &&
    index >= mostRepeats - 1 &&
    lines.slice(index - mostRepeats + 1, index).every((line) => line.text.trim() === text)
  );
}
