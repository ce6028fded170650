import * as vscode from 'vscode';
import { toRange } from './convert.ts';
import type { OpenReview } from './reviewState.ts';
import { editorFor } from './reviewText.ts';

/** Scrolls to the first change when none is in sight; the cursor stays. */
export function reveal({ document, review }: OpenReview): void {
  const editor = editorFor(document);
  const ranges = review.map(({ span }) => toRange(document, span));
  const isSeen = ranges.some((range) =>
    editor?.visibleRanges.some((visible) => visible.intersection(range) !== undefined),
  );
  const [first] = ranges;
  if (!isSeen && first !== undefined) {
    editor?.revealRange(first, vscode.TextEditorRevealType.InCenter);
  }
}
