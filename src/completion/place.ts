import { lineStart } from '../text/document.ts';
import type { ReaderAt } from '../text/scope.ts';
import type { CompletionQuery, Suggestion } from './outcome.ts';
import { placeGhostText } from './shape/placement.ts';

/**
 * Makes text that begins at the cursor into an edit that VS Code can show: on one line, from its start
 * on, so that it survives backspace, and over the closers behind the cursor that the text writes again.
 * With an open suggest widget the edit must also continue the selected item, or it is not shown at all.
 * @returns undefined when nothing visible is left.
 */
export function place(
  ghostText: string,
  query: CompletionQuery,
  readerAt: ReaderAt,
): Suggestion | undefined {
  const { document, offset, selected } = query;
  const placed = placeGhostText(ghostText, document, offset, readerAt);
  if (placed === undefined || selected === undefined) {
    return placed;
  }
  const { start, end } = selected.span;
  if (start < lineStart(document.text, offset) || end > Math.max(offset, placed.replace.end)) {
    return undefined;
  }
  const insertText = placed.insertText.slice(start - placed.replace.start);
  return insertText.startsWith(selected.text)
    ? { ...placed, insertText, replace: { start, end: placed.replace.end } }
    : undefined;
}
