import { lineStart, type Snapshot } from '../text/document.ts';
import { isTypedFrom, type MovedText, originAt } from './continuation.ts';

/**
 * What the last change of a document was. `typed`: text was added before the cursor, with or without
 * closers behind it; `pasted`: several words at once; `corrected`: characters that were just typed were
 * taken back; `removed`: anything else, such as taking back what was there before, undo or formatting.
 */
export type Change = 'typed' | 'pasted' | 'corrected' | 'removed';

/** Follows the documents of a window from change to change. */
export interface Changes {
  /**
   * What the last change of `document` was, with the cursor at `offset` after it. Asked again about the
   * same text it says the same; the first sight of a document counts as typed.
   */
  note(document: Snapshot, offset: number): Change;
  /** The next document is one that was not seen before. */
  forget(): void;
}

/** Nobody types several words with one key; an indented line break and a word with its closers are typed. */
const severalWords = /\S\s+\S/;

/** What the editor puts behind the cursor: a closer, or a line break and an indentation for one. */
const mostBehind = 40;

interface Place {
  readonly document: Snapshot;
  readonly offset: number;
}

/**
 * Creates a follower that has seen nothing yet.
 * @param onMoved told of changes above the cursor's line, such as an import that was added at the top.
 */
export function createChanges(onMoved: (moved: MovedText) => void): Changes {
  let last: Place | undefined;
  let change: Change = 'typed';
  /** Characters that were typed at this place and not taken back. */
  let typedHere = 0;
  return {
    note(document, offset) {
      if (last?.document.uri !== document.uri) {
        change = 'typed';
        typedHere = 0;
      } else if (last.document.text !== document.text) {
        const moved = movedBelow(last, { document, offset });
        if (moved !== undefined) {
          onMoved(moved);
          last = placeAfter(moved, last);
        }
        if (last.document.text === document.text) {
          // Such as an import at the top: where the user writes, nothing changed.
          change = 'typed';
          last = { document, offset };
          return change;
        }
        const added = addedBefore(last.document, document, offset);
        const removed = last.document.text.length - document.text.length;
        const here = offset + (added === undefined ? removed : -added.length) === last.offset;
        typedHere = (here ? typedHere : 0) + (added?.length ?? -removed);
        if (added === undefined && isOutdented(last, { document, offset })) {
          change = 'typed';
        } else if (added === undefined) {
          change = here && removed > 0 && typedHere >= 0 ? 'corrected' : 'removed';
        } else {
          change = severalWords.test(added) ? 'pasted' : 'typed';
        }
      }
      last = { document, offset };
      return change;
    },
    forget() {
      last = undefined;
    },
  };
}

/**
 * What a change above the cursor's line moved; undefined when there was none. On that line, more may have
 * been typed since.
 */
function movedBelow(last: Place, now: Place): MovedText | undefined {
  const before = last.document;
  const after = now.document;
  const typed = lineBefore(now).length - lineBefore(last).length;
  const by = now.offset - typed - last.offset;
  const line = lineStart(before.text, last.offset);
  const keepsLine = typed >= 0 && lineBefore(now).startsWith(lineBefore(last));
  // Most keys end here, before the long texts are compared.
  if (by === 0 || !keepsLine || before.text.slice(last.offset) !== after.text.slice(now.offset)) {
    return undefined;
  }
  const same = commonLength(before.text, after.text, line);
  // Enter on a blank line leaves one like it above.
  if (same === line && lineBefore(last).trim() === '') {
    return undefined;
  }
  let from = line;
  while (from > same && from + by > same && before.text[from - 1] === after.text[from + by - 1]) {
    from--;
  }
  return { before, after, from, by };
}

/** Length of the common beginning of two texts, at most `most`. */
function commonLength(one: string, other: string, most: number): number {
  let length = 0;
  while (length < most && one.charCodeAt(length) === other.charCodeAt(length)) {
    length++;
  }
  return length;
}

/** The cursor's place as it was, in the document with the change above it. */
function placeAfter({ after, before, by }: MovedText, last: Place): Place {
  const offset = last.offset + by;
  const text = after.text.slice(0, offset) + before.text.slice(last.offset);
  return { document: { ...after, text }, offset };
}

function lineBefore({ document, offset }: Place): string {
  return document.text.slice(lineStart(document.text, offset), offset);
}

/** The first character of a line, such as a closing bracket, moved the line to the left. */
function isOutdented(last: Place, { document, offset }: Place): boolean {
  const start = lineStart(document.text, offset);
  const line = document.text.slice(start, offset);
  return (
    line.trim().length === 1 &&
    start === lineStart(last.document.text, last.offset) &&
    last.document.text.slice(start, last.offset).trim() === ''
  );
}

/** The text before the cursor that is all that was added; undefined when something else changed. */
function addedBefore(before: Snapshot, after: Snapshot, offset: number): string | undefined {
  const added = after.text.length - before.text.length;
  const most = Math.min(added - 1, mostBehind);
  for (let behind = 0; behind <= most; behind++) {
    const start = offset - (added - behind);
    const insertion = after.text.slice(offset, offset + behind);
    const isCloser = behind === 0 || /^\s*[)\]}>"'`]{0,3}$/.test(insertion);
    if (
      start >= 0 &&
      isCloser &&
      isTypedFrom(originAt(before, start), without(after, offset, behind), offset)
    ) {
      return after.text.slice(start, offset);
    }
  }
  return undefined;
}

function without(document: Snapshot, offset: number, characters: number): Snapshot {
  return characters === 0
    ? document
    : {
        ...document,
        text: document.text.slice(0, offset) + document.text.slice(offset + characters),
      };
}
