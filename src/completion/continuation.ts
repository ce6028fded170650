import type { Snapshot } from '../text/document.ts';
import { leadingSpace } from '../text/indentation.ts';

/** Where a flight was asked: enough of the document to recognise the place later. */
export interface Origin {
  readonly uri: string;
  readonly offset: number;
  /** The last characters before the cursor. */
  readonly before: string;
  /** The first characters after the cursor. */
  readonly after: string;
}

/** Text further down than a change, which left it as it was. */
export interface MovedText {
  /** The document before the change. */
  readonly before: Snapshot;
  readonly after: Snapshot;
  /** Offset in `before` from which on text was moved. */
  readonly from: number;
  /** By so many characters; negative towards the start. */
  readonly by: number;
}

/** How what was typed since relates to a text that was predicted at an origin. */
export type Continuation =
  /** All that was typed is what the text began with; `rest` is what is left of it. */
  | { readonly kind: 'along'; readonly typed: string; readonly rest: string }
  /** All of the text that is known so far was typed, and more: it may still turn out right. */
  | { readonly kind: 'ahead'; readonly typed: string }
  | { readonly kind: 'diverged' };

/** Long enough that two places of one file are not confused, short enough to compare at each key. */
const rememberedCharacters = 256;

/** More than anybody types along one suggestion. */
const mostTyped = 5_000;

/** At most this many closers does an editor insert by itself behind the cursor. */
const mostClosers = 4;

/** Remembers the place at `offset`. */
export function originAt(document: Snapshot, offset: number): Origin {
  return {
    uri: document.uri,
    offset,
    before: document.text.slice(Math.max(0, offset - rememberedCharacters), offset),
    after: document.text.slice(offset, offset + rememberedCharacters),
  };
}

/** The place after a change further up, where it is another one then; otherwise `origin` itself. */
export function movedOrigin(origin: Origin, { after, before, by, from }: MovedText): Origin {
  const start = origin.offset - origin.before.length;
  const isMoved =
    origin.uri === before.uri &&
    origin.offset >= from &&
    before.text.startsWith(origin.before, start);
  return isMoved ? { ...originAt(after, origin.offset + by), after: origin.after } : origin;
}

/**
 * Compares what was typed since `origin` with the text predicted there.
 * @param text what is known of the prediction, to be inserted at the origin.
 */
export function continuationOf(
  origin: Origin,
  text: string,
  document: Snapshot,
  offset: number,
): Continuation {
  if (!isTypedFrom(origin, document, offset)) {
    return { kind: 'diverged' };
  }
  const typed = document.text.slice(origin.offset, offset);
  return compare(typed, text);
}

/** True when all that changed since `origin` is what stands between it and `offset`, whatever that is. */
export function isTypedFrom(origin: Origin, document: Snapshot, offset: number): boolean {
  const typedLength = offset - origin.offset;
  return (
    origin.uri === document.uri &&
    typedLength >= 0 &&
    typedLength <= mostTyped &&
    document.text.startsWith(origin.before, origin.offset - origin.before.length) &&
    afterFits(origin.after, document.text.slice(offset, offset + rememberedCharacters))
  );
}

function compare(typed: string, text: string): Continuation {
  if (text.startsWith(typed)) {
    return { kind: 'along', typed, rest: text.slice(typed.length) };
  }
  if (typed.startsWith(text)) {
    return { kind: 'ahead', typed };
  }
  return compareIndented(typed, text);
}

/** After Enter the editor indents by its own rules; only the amount of white space may differ. */
function compareIndented(typed: string, text: string): Continuation {
  const newline = typed.lastIndexOf('\n') + 1;
  const indent = typed.slice(newline);
  if (newline === 0 || indent.trim() !== '' || !text.startsWith(typed.slice(0, newline))) {
    return { kind: 'diverged' };
  }
  const expected = leadingSpace(text.slice(newline));
  const taken = expected.startsWith(indent) ? indent.length : expected.length;
  return { kind: 'along', typed, rest: text.slice(newline + taken) };
}

/** True when the text after the cursor is the same but for closers that were auto-inserted or typed over. */
function afterFits(then: string, now: string): boolean {
  return (
    startsAlike(then, now) ||
    startsAlike(then, withoutClosers(now, then)) ||
    startsAlike(withoutClosers(then, now), now)
  );
}

function startsAlike(a: string, b: string): boolean {
  const length = Math.min(a.length, b.length);
  // Near the end of a document both are short: then they must be equal.
  return length < rememberedCharacters - mostClosers
    ? a === b
    : a.slice(0, length) === b.slice(0, length);
}

function withoutClosers(text: string, goal: string): string {
  for (
    let count = 1;
    count <= mostClosers && ')]}>"\'`;,'.includes(text[count - 1] ?? ' ');
    count++
  ) {
    if (startsAlike(text.slice(count), goal)) {
      return text.slice(count);
    }
  }
  return text;
}
