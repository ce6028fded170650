import type { Replacement } from '../subject/track.ts';
import type { Span } from '../text/document.ts';
import type { TextEdit } from './edits.ts';

/** A stretch of a change as it stands in the document: put there by us, or typed into it by the user. */
interface Piece {
  readonly length: number;
  readonly ours: boolean;
}

/** One change that the user decides about by itself. */
export interface ReviewedChange {
  /** What was there before, and what came in its place. Not equal; one of them may be ''. */
  readonly removed: string;
  readonly inserted: string;
  /** Where it is now, what the user typed into it included. */
  readonly span: Span;
  readonly pieces: readonly Piece[];
  readonly state: 'pending' | 'accepted' | 'discarded';
}

/**
 * The changes of a review in the order of the document. Its spans hold while each edit of the document, but for
 * those that take a change back, goes through `followEdit`.
 */
export type Review = readonly ReviewedChange[];

/**
 * Begins a review.
 * @param before the text without the changes
 * @param edits one for each change, sorted and not overlapping; what both sides have in common is left out
 */
export function startReview(before: string, edits: readonly TextEdit[]): Review {
  let grown = 0;
  return edits.flatMap((edit) => {
    const { end, start, text } = trimmedEdit(before, edit);
    const removed = before.slice(start, end);
    const at = start + grown;
    grown += text.length - removed.length;
    const change: ReviewedChange = {
      removed,
      inserted: text,
      span: { start: at, end: at + text.length },
      pieces: text === '' ? [] : [{ length: text.length, ours: true }],
      state: 'pending',
    };
    return removed === text ? [] : [change];
  });
}

/** The same edit without what old and new text have in common at both ends; no character is cut in two. */
export function trimmedEdit(before: string, { end, start, text }: TextEdit): TextEdit {
  const old = before.slice(start, end);
  const most = Math.min(old.length, text.length);
  let head = 0;
  while (head < most && old[head] === text[head]) {
    head++;
  }
  while (head > 0 && !(isBoundary(old, head) && isBoundary(text, head))) {
    head--;
  }
  let tail = 0;
  while (tail < most - head && old.at(-1 - tail) === text.at(-1 - tail)) {
    tail++;
  }
  while (
    tail > 0 &&
    !(isBoundary(old, old.length - tail) && isBoundary(text, text.length - tail))
  ) {
    tail--;
  }
  return { start: start + head, end: end - tail, text: text.slice(head, text.length - tail) };
}

/** False between `\r` and `\n` and inside of a character outside the basic plane. */
function isBoundary(text: string, at: number): boolean {
  const before = text.charCodeAt(at - 1);
  const isPair = before >= 0xd800 && before <= 0xdbff;
  return !(isPair || (before === 13 && text.charCodeAt(at) === 10));
}

/**
 * The changes after a replacement in the document that is not ours; what it put into a change is the user's. What is
 * accepted moves, too: it may be taken back later. Where two touch, the one that is still to be decided about takes it.
 */
export function followEdit(review: Review, replacement: Replacement): Review {
  const firstOf = (wanted: ReviewedChange['state']) =>
    review.findIndex(
      (change) => change.state === wanted && followed(change, replacement, false).takes,
    );
  const pending = firstOf('pending');
  const taker = pending === -1 ? firstOf('accepted') : pending;
  return review.map((change, index) => {
    if (change.state === 'discarded') {
      return change;
    }
    const { pieces, span } = followed(change, replacement, index !== taker);
    return { ...change, span, pieces };
  });
}

function followed(
  { pieces, span }: ReviewedChange,
  { length, offset, text }: Replacement,
  isTaken: boolean,
): { readonly span: Span; readonly pieces: readonly Piece[]; readonly takes: boolean } {
  const { end, start } = span;
  const last = offset + length;
  const grown = text.length - length;
  // What is put in directly at an edge counts as inside: it is how an undo brings back what a change took away.
  const isInsertion = length === 0 && offset >= start && offset <= end && !isTaken;
  if (!isInsertion && last <= start) {
    return { span: { start: start + grown, end: end + grown }, pieces, takes: false };
  }
  if (!isInsertion && offset >= end) {
    return { span, pieces, takes: false };
  }
  const from = Math.max(offset, start) - start;
  const to = Math.min(last, end) - start;
  const typed = isTaken ? 0 : text.length;
  const kept = [
    ...cut(pieces, 0, from),
    { length: typed, ours: false },
    ...cut(pieces, to, end - start),
  ].filter((piece) => piece.length > 0);
  const newStart = offset < start && isTaken ? offset + text.length : Math.min(offset, start);
  const newEnd = newStart + kept.reduce((sum, piece) => sum + piece.length, 0);
  return { span: { start: newStart, end: newEnd }, pieces: kept, takes: true };
}

function cut(pieces: readonly Piece[], from: number, to: number): readonly Piece[] {
  let at = 0;
  return pieces.map((piece) => {
    const begin = Math.max(from, at);
    at += piece.length;
    return { ...piece, length: Math.max(0, Math.min(to, at) - begin) };
  });
}

/** The changes after an edit of the user: one whose old text stands there again was taken back by hand or undo. */
export function settled(review: Review, text: string): Review {
  return review.map((change) => {
    const { removed, span, state } = change;
    const isBack = state === 'pending' && text.slice(span.start, span.end) === removed;
    return isBack ? { ...change, state: 'discarded' } : change;
  });
}

/** Where our text of a change stands now; an empty span where something was only taken away. */
export function ourSpans({ pieces, span }: ReviewedChange): readonly Span[] {
  let at = span.start;
  const spans = pieces.flatMap(({ length, ours }) => {
    const start = at;
    at += length;
    return ours ? [{ start, end: at }] : [];
  });
  return spans.length > 0 ? spans : [{ start: span.start, end: span.start }];
}

/**
 * The edits that take a change back: the old text returns, our text goes, what the user typed into it stays.
 * Sorted, as offsets into the document as it is now; none for one that is decided.
 */
export function takeBack(change: ReviewedChange): readonly TextEdit[] {
  const [first, ...others] = ourSpans(change);
  return first === undefined || change.state !== 'pending'
    ? []
    : [
        { ...first, text: change.removed },
        ...others.map(({ end, start }) => ({ start, end, text: '' })),
      ];
}

/** The edits that take back everything that is still pending. */
export function takeBackAll(review: Review): readonly TextEdit[] {
  return review.flatMap(takeBack);
}

/** Where a place of the text without the pending changes is in the document. */
export function placeOf(review: Review, offset: number): number {
  let grown = 0;
  for (const { end, start, text } of takeBackAll(review)) {
    const at = start + grown;
    if (offset < at) {
      break;
    }
    if (offset <= at + text.length) {
      return start;
    }
    grown += text.length - (end - start);
  }
  return offset - grown;
}

/** The review with the state of one change, or of all that are pending, decided. */
export function decided(
  review: Review,
  which: number | 'all',
  state: 'accepted' | 'discarded',
): Review {
  return review.map((change, index) =>
    change.state === 'pending' && (which === 'all' || which === index)
      ? { ...change, state }
      : change,
  );
}

/** True when nothing is left to decide. */
export function isDecided(review: Review): boolean {
  return review.every(({ state }) => state !== 'pending');
}

/**
 * The pending change that is next from a place, or the one before it, and around the end to the other.
 * @returns its index; undefined when there is none
 */
export function changeFrom(review: Review, offset: number, step: 1 | -1): number | undefined {
  const pending = review.flatMap(({ span, state }, index) =>
    state === 'pending' ? [{ index, start: span.start }] : [],
  );
  const found =
    step === 1
      ? (pending.find(({ start }) => start > offset) ?? pending[0])
      : (pending.findLast(({ start }) => start < offset) ?? pending.at(-1));
  return found?.index;
}

/** The pending change at a place, else the nearest; undefined when there is none. */
export function changeAt(review: Review, offset: number): number | undefined {
  const distance = ({ span }: ReviewedChange) =>
    Math.max(0, span.start - offset, offset - span.end);
  return review
    .map((change, index) => ({ index, far: distance(change), state: change.state }))
    .filter(({ state }) => state === 'pending')
    .toSorted((one, other) => one.far - other.far)[0]?.index;
}

/**
 * Edits for a text, moved to what became of it.
 * @returns those that still fit, and how many do not because what they replace was edited meanwhile
 */
export function rebased(
  edits: readonly TextEdit[],
  before: string,
  now: string,
): { readonly edits: readonly TextEdit[]; readonly lost: number } {
  const whole = trimmedEdit(before, { start: 0, end: before.length, text: now });
  const grown = now.length - before.length;
  const kept = edits.flatMap((edit) => {
    if (
      before === now ||
      edit.end < whole.start ||
      (edit.end === whole.start && edit.end > edit.start)
    ) {
      return [edit];
    }
    const isBehind = edit.start >= whole.end;
    return isBehind ? [{ ...edit, start: edit.start + grown, end: edit.end + grown }] : [];
  });
  return { edits: kept, lost: edits.length - kept.length };
}
