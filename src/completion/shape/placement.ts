import { type UnmatchedCloser, unpairedIn } from '../../text/codeReader.ts';
import { lineEnd, lineStart, type Snapshot, type Span } from '../../text/document.ts';
import { languageOf } from '../../text/language.ts';
import { createReaderAt, type ReaderAt } from '../../text/scope.ts';
import type { Suggestion } from '../outcome.ts';

/** A longer line is not repeated in the edit; backspace then makes VS Code ask again. */
const longestLineStart = 500;

/** VS Code 1.139 hides longer edits. */
const longestEdit = 5_000;

const punctuation = /^[;,:)\]}>"'`]+$/;

/**
 * Makes text at the cursor into an edit on one line that VS Code shows: what stands before the cursor
 * is its beginning, and the closers behind the cursor that the text writes again are replaced by them.
 * @returns undefined when nothing visible is left.
 */
export function placeGhostText(
  ghostText: string,
  document: Snapshot,
  offset: number,
  readerAt: ReaderAt = createReaderAt(),
): Suggestion | undefined {
  const { text } = document;
  const lineFrom = lineStart(text, offset);
  const start = offset - lineFrom > longestLineStart ? offset : lineFrom;
  const insertText = text.slice(start, offset) + ghostText;
  const after = text.slice(offset, lineEnd(text, offset));
  const closers = after === '' ? [] : readerAt(document, offset).read(ghostText, 'brackets');
  const covered = coveredLength(ghostText, after, closers);
  const line = text.slice(lineFrom, offset) + ghostText;
  // What was typed of the text may have opened what the text closes: then nothing is written twice.
  const unpaired = (rest: string) => unpairedIn(line + rest, languageOf(document.languageId));
  const twice = covered > 0 && unpaired(after.slice(covered)) <= unpaired(after);
  const replace = { start, end: offset + (twice ? covered : 0) };
  return ghostText.trim() !== '' && isVisible(document, offset, insertText, replace)
    ? { ghostText, insertText, replace }
    : undefined;
}

/**
 * Whether VS Code 1.139 paints an inline completion: an edit on the cursor's line that only inserts,
 * nothing of it before the cursor, of at most 5,000 characters. (Its rules tolerate a few edits more,
 * such as another indentation; this is the part of them that holds always.)
 */
export function isVisible(
  { text }: Snapshot,
  offset: number,
  insertText: string,
  { start, end }: Span,
): boolean {
  const replaced = text.slice(start, end);
  if (start > offset || end < offset || /[\r\n]/.test(replaced)) {
    return false;
  }
  const before = text.slice(start, offset);
  const added = insertText.slice(before.length);
  const behind = text.slice(offset, end);
  return (
    replaced.length <= longestEdit &&
    insertText.length <= longestEdit &&
    insertText.startsWith(before) &&
    added !== behind &&
    isSubsequence(behind, added)
  );
}

function isSubsequence(part: string, whole: string): boolean {
  let at = 0;
  for (const character of part) {
    at = whole.indexOf(character, at) + 1;
    if (at === 0) {
      return false;
    }
  }
  return true;
}

/** How many characters of `after` (closers, then punctuation) the text writes again. */
function coveredLength(
  ghostText: string,
  after: string,
  closers: readonly UnmatchedCloser[],
): number {
  let covered = 0;
  let written = 0;
  for (const { offset, text: mark } of closers) {
    const rest = after.slice(covered);
    const padding = rest.length - rest.trimStart().length;
    const padded = padding === 0 || /\s$/.test(ghostText.slice(0, offset));
    if (!padded || !rest.startsWith(mark, padding)) {
      break;
    }
    covered += padding + mark.length;
    written = offset + mark.length;
  }
  const tail = after.slice(covered).trimEnd();
  if (punctuation.test(tail) && ghostText.slice(written).endsWith(tail)) {
    return covered + tail.length;
  }
  const next = after[covered] ?? '';
  return covered > 0 && /[;,]/.test(next) && ghostText[written] === next ? covered + 1 : covered;
}
