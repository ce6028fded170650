import type { Span } from '../text/document.ts';
import { applyEdits, sortedEdits, type TextEdit } from './edits.ts';
import { createFinder, type Finder } from './find.ts';
import type { Block } from './format.ts';
import { changesBetween } from './lineDiff.ts';
import { linesOf, linesTouched } from './lines.ts';
import { type Placed, placeBlock } from './match.ts';
import type { Scope } from './scope.ts';

/** Each block that builds on others costs a look at the whole document. */
const mostBuiltOn = 20;

/**
 * The edits of all blocks, or why one of them has none. Each is looked for in the document as it was; one that is not
 * there may build on those before it.
 */
export function placeBlocks(finder: Finder, scope: Scope, blocks: readonly Block[]): Placed {
  let edits: readonly TextEdit[] = [];
  let builtOn = 0;
  for (const { variants } of blocks) {
    const placed = placeBlock(finder, scope, variants);
    if (placed.kind === 'edits') {
      edits = combined([...edits, ...placed.edits]);
      continue;
    }
    const before = placed.reason.kind === 'matches nowhere' ? sortedEdits(scope.text, edits) : [];
    if (before === undefined || before.length === 0) {
      return placed;
    }
    if (builtOn === mostBuiltOn) {
      return { kind: 'refused', reason: { kind: 'huge' } };
    }
    builtOn += 1;
    const changed = scopeAfter(finder, scope, before);
    const later = placeBlock(createFinder(changed.text), changed, variants);
    if (later.kind === 'refused') {
      return placed;
    }
    const sorted = sortedEdits(changed.text, later.edits);
    if (sorted === undefined) {
      return { kind: 'refused', reason: { kind: 'overlap' } };
    }
    edits = editsBetween(scope.text, applyEdits(changed.text, sorted));
  }
  return { kind: 'edits', edits };
}

/** Blocks that are written twice count once; what several put into one place stands there in their order. */
export function combined(edits: readonly TextEdit[]): readonly TextEdit[] {
  const known = new Set<string>();
  const result: TextEdit[] = [];
  for (const edit of edits) {
    const key = JSON.stringify(edit);
    if (known.has(key)) {
      continue;
    }
    known.add(key);
    const isInsertion = ({ end, start }: TextEdit) => start === end && start === edit.start;
    const same = isInsertion(edit) ? result.findIndex(isInsertion) : -1;
    const before = result[same];
    if (before === undefined) {
      result.push(edit);
    } else {
      result[same] = { ...before, text: before.text + edit.text };
    }
  }
  return result;
}

/** What may be changed when some edits are made already: new lines count as shown. */
function scopeAfter(finder: Finder, scope: Scope, edits: readonly TextEdit[]): Scope {
  const text = applyEdits(scope.text, edits);
  const lines = linesOf(text);
  const moved = ({ end, start }: Span): Span => ({
    start: movedOffset(edits, start, 'start'),
    end: movedOffset(edits, end, 'end'),
  });
  const shown = scope.shown.map(({ after, first }) => {
    const start = finder.lines[first]?.start ?? 0;
    const last = finder.lines[after - 1]?.end ?? start;
    return linesTouched(lines, moved({ start, end: last }));
  });
  return { ...scope, text, asked: scope.asked.map(moved), shown };
}

/** Where an offset is after the edits; within one it goes to its end of that name. */
function movedOffset(edits: readonly TextEdit[], offset: number, side: 'start' | 'end'): number {
  let grown = 0;
  for (const { end, start, text } of edits) {
    if (end < offset || (end === offset && side === 'end')) {
      grown += text.length - (end - start);
    } else if (start < offset) {
      return start + grown + (side === 'end' ? text.length : 0);
    }
  }
  return offset + grown;
}

/** Edits of whole lines that make one text of another. */
function editsBetween(before: string, after: string): readonly TextEdit[] {
  const split = (text: string) => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const [a, b] = [split(before), split(after)];
  const starts = [0];
  for (const line of a) {
    starts.push((starts.at(-1) ?? 0) + line.length);
  }
  return changesBetween(a, b).map(({ aEnd, aStart, bEnd, bStart }) => ({
    start: starts[aStart] ?? 0,
    end: starts[aEnd] ?? 0,
    text: b.slice(bStart, bEnd).join(''),
  }));
}
