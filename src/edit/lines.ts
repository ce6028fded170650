import type { Span } from '../text/document.ts';

/** A line of a document, as offsets. */
export interface Line {
  readonly start: number;
  /** Before its line end. */
  readonly end: number;
  /** After its line end; the same as `end` for the last line. */
  readonly next: number;
}

/** The lines of a text, each with its own line end (`\n` or `\r\n`). There is at least one. */
export function linesOf(text: string): readonly Line[] {
  const lines: Line[] = [];
  let start = 0;
  for (;;) {
    const newline = text.indexOf('\n', start);
    if (newline === -1) {
      lines.push({ start, end: text.length, next: text.length });
      return lines;
    }
    const end = newline > start && text.charCodeAt(newline - 1) === 13 ? newline - 1 : newline;
    lines.push({ start, end, next: newline + 1 });
    start = newline + 1;
  }
}

/** Index of the line that holds an offset. */
export function lineAt(lines: readonly Line[], offset: number): number {
  let low = 0;
  let high = lines.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lines[middle]?.start ?? 0) <= offset) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}

/** Lines `first` to before `after` that a span touches; an empty one touches its line. */
export function linesTouched(
  lines: readonly Line[],
  { end, start }: Span,
): { readonly first: number; readonly after: number } {
  const first = lineAt(lines, start);
  const last = lineAt(lines, Math.max(start, end));
  const ends = last > first && lines[last]?.start === end ? last : last + 1;
  return { first, after: ends };
}

/** The line end of a line; of the last one that of the line above, and `\n` where there is one line only. */
export function lineEndOf(text: string, lines: readonly Line[], index: number): string {
  for (const line of [lines[index], lines[index - 1], lines[index + 1]]) {
    if (line !== undefined && line.next > line.end) {
      return text.slice(line.end, line.next);
    }
  }
  return '\n';
}
