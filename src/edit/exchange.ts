import { applyEdits, type TextEdit } from './edits.ts';
import { decided, type Review, takeBack, takeBackAll } from './review.ts';

/** One change by its place in the review, or all that are pending. */
export type Which = number | 'all';

/** How writing into a document ended; `changed`: somebody else was faster, and nothing was written. */
export type Written = 'written' | 'changed' | 'read-only';

/** An edit of ours, by the text that it leads to. */
export interface Writing {
  readonly text: string;
  /** The review once the edit is made, before it follows it. */
  readonly decide: (review: Review) => Review;
  /** What else it changes of the review. */
  readonly done?: () => void;
}

/** A review as far as it is about exchanging its sides. */
export interface Exchanged {
  review: Review;
  /** The edit of ours that is under way. */
  writing: Writing | undefined;
  /** The text to which a single undo leads, and the one from which; undefined when there is no such way. */
  undo: { readonly from: string; readonly to: string } | undefined;
  /** Nobody but us changed the document since. */
  isUntouched: boolean;
}

/** What exchanging is done with. */
export interface ExchangePorts {
  /** The document's text now. */
  text(): string;
  /** Undoes one step; false when that did not lead to the text, and then nothing was changed. */
  undoTo(text: string): Promise<boolean>;
  /** @param isUntouched nobody but us changed the document before */
  write(edits: readonly TextEdit[], isUntouched: boolean): Promise<Written>;
}

/** Somebody may be typing at the same time: the edit is made anew for what they typed. */
const mostTries = 3;

/**
 * Puts the other side of changes into the document.
 * @returns why it could not; undefined when it is there. Then the review is as it was
 */
export async function exchangeSides(
  one: Exchanged,
  which: Which,
  state: 'accepted' | 'discarded',
  { text, undoTo, write }: ExchangePorts,
): Promise<'changed' | 'read-only' | undefined> {
  for (let tries = 0; tries < mostTries; tries++) {
    const { isUntouched, review, undo } = one;
    const edits = editsFor(review, which);
    const from = text();
    const wanted = applyEdits(from, edits);
    const decide = (now: Review) => decided(now, which, state);
    one.writing = { text: wanted, decide };
    if (isUntouched && undo?.to === wanted && (await undoTo(wanted))) {
      return undefined;
    }
    // Where the way back was none, both steps of it went through the review.
    one.review = text() === from ? review : one.review;
    one.writing = { text: wanted, decide };
    // An editor that is closed meanwhile throws; there may be another one.
    const written = await write(edits, isUntouched).catch(() => 'changed' as const);
    one.writing = undefined;
    if (written === 'written') {
      one.review = decide(one.review);
      return undefined;
    }
    if (written === 'read-only') {
      return written;
    }
  }
  return 'changed';
}

/** The edits that put the other side of changes into the document. */
export function editsFor(review: Review, which: Which): readonly TextEdit[] {
  const change = which === 'all' ? undefined : review[which];
  return which === 'all' ? takeBackAll(review) : change === undefined ? [] : takeBack(change);
}
