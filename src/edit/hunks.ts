import { lineStart, type Span } from '../text/document.ts';
import { applyEdits, type TextEdit } from './edits.ts';
import { changesBetween } from './lineDiff.ts';

/** Lines that are different after the edits. Both spans hold whole lines with their line ends, or are empty. */
export interface Hunk {
  /** Offsets in the text before. */
  readonly before: Span;
  /** Offsets in the text after all edits. */
  readonly after: Span;
}

interface Region {
  readonly before: Span;
  readonly after: Span;
}

/**
 * The lines that edits change, each run of them once, in order: what the edits leave as it is belongs to none.
 * Replacing the text of every hunk's `before` by that of its `after` is the same as the edits.
 */
export function hunksOf(before: string, edits: readonly TextEdit[]): readonly Hunk[] {
  const after = applyEdits(before, edits);
  return regionsOf(before, edits).flatMap((region) => hunksIn(before, after, region));
}

/** The whole lines around each edit; those that touch are one. */
function regionsOf(text: string, edits: readonly TextEdit[]): readonly Region[] {
  const regions: Region[] = [];
  let grown = 0;
  for (const edit of edits) {
    const newline = text.indexOf('\n', edit.end);
    const span = {
      start: lineStart(text, edit.start),
      end: newline === -1 ? text.length : newline + 1,
    };
    const last = regions.at(-1);
    const joins = last !== undefined && span.start < last.before.end;
    const [start, afterStart] = joins
      ? [last.before.start, last.after.start]
      : [span.start, span.start + grown];
    grown += edit.text.length - (edit.end - edit.start);
    const end = joins ? Math.max(last.before.end, span.end) : span.end;
    const region = { before: { start, end }, after: { start: afterStart, end: end + grown } };
    if (joins) {
      regions[regions.length - 1] = region;
    } else {
      regions.push(region);
    }
  }
  return regions;
}

function hunksIn(before: string, after: string, region: Region): readonly Hunk[] {
  const [a, b] = [wholeLines(before, region.before), wholeLines(after, region.after)];
  const [startsA, startsB] = [starts(a, region.before.start), starts(b, region.after.start)];
  return changesBetween(a, b).map(({ aEnd, aStart, bEnd, bStart }) => ({
    before: { start: startsA[aStart] ?? 0, end: startsA[aEnd] ?? 0 },
    after: { start: startsB[bStart] ?? 0, end: startsB[bEnd] ?? 0 },
  }));
}

/** Lines with their line ends. */
function wholeLines(text: string, { end, start }: Span): readonly string[] {
  return text.slice(start, end).match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** Offset of each line and of the end. */
function starts(lines: readonly string[], first: number): readonly number[] {
  const offsets = [first];
  let at = first;
  for (const line of lines) {
    at += line.length;
    offsets.push(at);
  }
  return offsets;
}
