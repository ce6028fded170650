import type { TextEdit } from './edits.ts';

/** A stretch of the text while our edits are tried in it. */
interface Piece {
  readonly length: number;
  /** The edit that put it there; undefined for what was there before or was typed meanwhile. */
  readonly edit: TextEdit | undefined;
}

/** Follows a document while edits are tried in it, and knows how to take them out again. */
export interface TrialText {
  /** A change of the document that is not ours; several of one event are told from the last to the first. */
  changed(offset: number, length: number, inserted: number): void;
  /**
   * Edits that take ours out of the text as it is now: what the trial replaced comes back, and what the user typed
   * stays where it is. What the user deleted of the rest stays deleted.
   */
  takeOut(): readonly TextEdit[];
}

/** @param before the text before the edits, which are in the document already */
export function createTrialText(before: string, edits: readonly TextEdit[]): TrialText {
  let pieces = piecesOf(before.length, edits);
  return {
    changed(offset, length, inserted) {
      const [left, rest] = split(pieces, offset);
      const [deleted, right] = split(rest, length);
      // Ours is to be taken out, so what it stands for is not deleted with it.
      const emptied = deleted.filter(({ edit }) => edit !== undefined).map(emptyPiece);
      pieces = [...left, ...emptied, { length: inserted, edit: undefined }, ...right];
    },
    takeOut() {
      const back: TextEdit[] = [];
      const given = new Set<TextEdit>();
      let at = 0;
      for (const { edit, length } of pieces) {
        if (edit !== undefined) {
          // Typing may have parted it: the old text comes back once.
          const text = given.has(edit) ? '' : before.slice(edit.start, edit.end);
          given.add(edit);
          back.push({ start: at, end: at + length, text });
        }
        at += length;
      }
      return joined(back.filter(({ end, start, text }) => end > start || text !== ''));
    },
  };
}

function piecesOf(length: number, edits: readonly TextEdit[]): readonly Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const edit of edits) {
    pieces.push({ length: edit.start - at, edit: undefined }, { length: edit.text.length, edit });
    at = edit.end;
  }
  return [...pieces, { length: length - at, edit: undefined }];
}

function emptyPiece({ edit }: Piece): Piece {
  return { length: 0, edit };
}

/** What stands before and behind an offset; what is empty there stands before it. */
function split(
  pieces: readonly Piece[],
  offset: number,
): readonly [readonly Piece[], readonly Piece[]] {
  const left: Piece[] = [];
  const right: Piece[] = [];
  let at = 0;
  for (const { edit, length } of pieces) {
    const before = Math.min(length, Math.max(0, offset - at));
    if (before > 0 || (length === 0 && at <= offset)) {
      left.push({ length: before, edit });
    }
    if (before < length || (length === 0 && at > offset)) {
      right.push({ length: length - before, edit });
    }
    at += length;
  }
  return [left, right];
}

/** Edits that touch each other as one: an editor refuses two at one place. */
function joined(edits: readonly TextEdit[]): readonly TextEdit[] {
  const result: TextEdit[] = [];
  for (const edit of edits) {
    const last = result.at(-1);
    if (last !== undefined && last.end === edit.start) {
      result[result.length - 1] = {
        start: last.start,
        end: edit.end,
        text: last.text + edit.text,
      };
    } else {
      result.push(edit);
    }
  }
  return result;
}
