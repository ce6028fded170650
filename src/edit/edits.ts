/**
 * One replacement in a document. Offsets are UTF-16 units in the document's text as it was when asked, with its
 * own line ends. Several of one answer are sorted by `start` and do not overlap.
 */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The text after the edits. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const edit of edits) {
    parts.push(text.slice(at, edit.start), edit.text);
    at = edit.end;
  }
  return parts.join('') + text.slice(at);
}

/**
 * Sorted and without what changes nothing; undefined when two of them replace the same text, or put text into the
 * same place.
 */
export function sortedEdits(
  text: string,
  edits: readonly TextEdit[],
): readonly TextEdit[] | undefined {
  const sorted = edits
    .filter((edit) => text.slice(edit.start, edit.end) !== edit.text)
    .toSorted((one, other) => one.start - other.start || one.end - other.end);
  const clash = sorted.some((edit, index) => {
    const last = sorted[index - 1];
    return (
      last !== undefined &&
      (edit.start < last.end || (edit.start === last.start && edit.end === last.end))
    );
  });
  return clash ? undefined : sorted;
}
