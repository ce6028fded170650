import { lineEnd, lineStart, type Snapshot } from '../../text/document.ts';
import type { Suggestion } from '../outcome.ts';

const pairs: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

/** A longer line is not repeated in the edit; backspace then makes VS Code ask again. */
const longestLineStart = 500;

/** VS Code 1.139 hides longer edits. */
const longestEdit = 5_000;

/**
 * Makes text at the cursor into an edit on one line that VS Code shows: what stands before the cursor
 * is its beginning, and the closers behind the cursor that the text writes again are replaced by them.
 * @returns undefined when nothing visible is left.
 */
export function placeGhostText(
  ghostText: string,
  document: Snapshot,
  offset: number,
): Suggestion | undefined {
  const { text } = document;
  const start = lineStart(text, offset);
  const from = offset - start > longestLineStart ? offset : start;
  const after = text.slice(offset, lineEnd(text, offset));
  const insertText = text.slice(from, offset) + ghostText;
  if (ghostText.trim() === '' || insertText.length > longestEdit) {
    return undefined;
  }
  return {
    ghostText,
    insertText,
    replace: { start: from, end: offset + coveredLength(ghostText, after) },
  };
}

/** How many characters of `after` (closers, then `;` or `,`) the text writes again. */
function coveredLength(ghostText: string, after: string): number {
  const { closers, end } = unmatchedClosers(ghostText);
  let covered = 0;
  for (const closer of closers) {
    if (after[covered] !== closer) {
      break;
    }
    covered++;
  }
  if (covered > 0 && covered === closers.length) {
    const tail = /^[;,]/.exec(after.slice(covered))?.[0];
    return tail !== undefined && ghostText.slice(end).startsWith(tail) ? covered + 1 : covered;
  }
  return covered;
}

/** The closers of brackets and quotes that were opened before the text begins, in order. */
function unmatchedClosers(text: string): {
  readonly closers: readonly string[];
  readonly end: number;
} {
  const closers: string[] = [];
  const open: string[] = [];
  let quote: string | undefined;
  let end = 0;
  for (let index = 0; index < text.length; index++) {
    const character = text[index] ?? '';
    if (character === '\\') {
      index++;
    } else if (quote !== undefined) {
      quote = character === quote || character === '\n' ? undefined : quote;
    } else if (/["'`]/.test(character)) {
      if (text.indexOf(character, index + 1) === -1) {
        // No partner follows: it closes a string that began before the cursor.
        closers.push(character);
        end = index + 1;
      } else {
        quote = character;
      }
    } else if ('([{'.includes(character)) {
      open.push(character);
    } else if (character in pairs) {
      if (open.at(-1) === pairs[character]) {
        open.pop();
      } else {
        closers.push(character);
        end = index + 1;
      }
    }
  }
  return { closers, end };
}
