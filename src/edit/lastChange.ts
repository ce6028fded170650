import { isDecided, type Review } from './review.ts';

/** What of a change is looked at here. */
export interface Undoable {
  readonly review: Review;
}

/** Why the last change cannot be taken back. */
export type UndoRefusal = 'nothing' | 'closed' | 'edited';

/** What taking a change back is done with. */
export interface UndoPorts<One> {
  /** The text of its document; undefined when that is closed. */
  textOf(one: One): string | undefined;
  /** Puts the text before back; false when the document does not take that, which the user is told. */
  exchange(one: One): Promise<boolean>;
}

/** Remembers the last change that was made, until it is taken back. */
export interface LastChange<One extends Undoable> {
  keep(one: One): void;
  get(): One | undefined;
  /** To be called when its review moved on: what is taken back is forgotten. */
  settle(): void;
  /** Takes it back when its text is still ours. @returns why not; undefined when it was tried */
  undo(ports: UndoPorts<One>): Promise<UndoRefusal | undefined>;
}

/** Creates the memory of the last change. */
export function createLastChange<One extends Undoable>(): LastChange<One> {
  let last: One | undefined;
  return {
    keep(one) {
      last = one;
    },
    get: () => last,
    settle() {
      last = last === undefined || isDecided(last.review) ? undefined : last;
    },
    async undo({ exchange, textOf }) {
      const one = last;
      if (one === undefined) {
        return 'nothing';
      }
      const text = textOf(one);
      if (text === undefined) {
        return 'closed';
      }
      const isOurs = one.review.every(
        ({ inserted, span }) => text.slice(span.start, span.end) === inserted,
      );
      if (!isOurs) {
        return 'edited';
      }
      const isBack = await exchange(one);
      // Another change may have been made meanwhile.
      last = isBack && last === one ? undefined : last;
      return undefined;
    },
  };
}
