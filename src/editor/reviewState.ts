import * as vscode from 'vscode';
import { applyEdits, type TextEdit } from '../edit/edits.ts';
import type { Exchanged } from '../edit/exchange.ts';
import { hunksOf } from '../edit/hunks.ts';
import {
  followEdit,
  type Review,
  type ReviewedChange,
  settled,
  startReview,
  takeBackAll,
  trimmedEdit,
} from '../edit/review.ts';
import type { Verdict } from '../edit/verdict.ts';

/** Changes in other files that belong to one. */
export interface Elsewhere {
  /** They are all that the change needs; some may be in files that were edited meanwhile. */
  readonly isWhole: boolean;
  /** Those still to be decided about. */
  count(): number;
  /** Lets the user choose some. */
  choose(): void;
  /** The change that they belong to is decided about. */
  ended(how: 'kept' | 'gone'): void;
}

/** A change of a document that the user is to decide about. */
export interface Proposal {
  readonly document: vscode.TextDocument;
  /** The version that the edits are for; with `alreadyApplied` the one that has them. */
  readonly version: number;
  /** Edits of the text before. */
  readonly edits: readonly TextEdit[];
  /** What was asked for, in a few words. */
  readonly title: string;
  /** Undefined where nothing is checked. */
  readonly verdict: Verdict | undefined;
  /** One short paragraph of the model; '' for none. */
  readonly why: string;
  /** Asks once more; undefined where that is not possible. */
  readonly again: (() => void) | undefined;
  readonly explainProblem?: () => void;
  readonly elsewhere?: Elsewhere;
  /** The edits are in the document as one undo step, and nothing came after it. */
  readonly alreadyApplied: boolean;
  /** The text before; needed with `alreadyApplied`. */
  readonly before?: string;
}

/** A change that nobody asked for. */
export type Suggestion = Pick<Proposal, 'document' | 'version' | 'edits' | 'title' | 'why'>;

/**
 * Why a change is not in the document before it is accepted; `not checked`: its document was not in view;
 * `unasked`: nobody asked for it.
 */
export type Held = 'auto-save' | 'read-only' | 'not checked' | 'unasked';

/** A change while it is decided about. */
export interface OpenReview extends Exchanged {
  readonly id: number;
  readonly document: vscode.TextDocument;
  readonly title: string;
  readonly why: string;
  readonly again: (() => void) | undefined;
  readonly explainProblem: (() => void) | undefined;
  elsewhere: Elsewhere | undefined;
  verdict: Verdict | undefined;
  /** Undefined while the changes are in the document; else taking one "back" is what makes it. */
  held: Held | undefined;
}

/** True when a change may be in a file without a person having accepted it. */
export function isVerified(verdict: Verdict | undefined): boolean {
  return verdict?.kind === 'verified' && verdict.together === undefined;
}

/** Why a change waits in a diff of its document, which takes edits; undefined when it may be written there now. */
export function waitsFor(isAutoSaved: boolean, verdict: Verdict | undefined): Held | undefined {
  const isUnseen = verdict?.kind === 'not checked' && verdict.reason === 'not in view';
  return isAutoSaved && !isVerified(verdict) ? 'auto-save' : isUnseen ? 'not checked' : undefined;
}

/** Begins a review of a change of the text `before`, which is the document's where the change is held. */
export function newReview(
  id: number,
  proposal: Suggestion & Partial<Proposal>,
  before: string,
  held: Held | undefined,
): OpenReview {
  const { document, edits } = proposal;
  return {
    id,
    document,
    title: proposal.title,
    why: proposal.why,
    again: proposal.again,
    explainProblem: proposal.explainProblem,
    elsewhere: proposal.elsewhere,
    verdict: proposal.verdict,
    held,
    review: held === undefined ? shownReview(before, edits) : heldReview(before, edits),
    undo: held === undefined ? { from: document.getText(), to: before } : undefined,
    isUntouched: held === undefined,
    writing: undefined,
  };
}

/** How many changes are still to be decided about. */
export function pendingIn({ review }: Pick<OpenReview, 'review'>): number {
  return review.filter(({ state }) => state === 'pending').length;
}

/** One edit for each hunk of a change. */
export function hunkEdits(before: string, edits: readonly TextEdit[]): readonly TextEdit[] {
  const after = applyEdits(before, edits);
  return hunksOf(before, edits).map((hunk) => ({
    ...hunk.before,
    text: after.slice(hunk.after.start, hunk.after.end),
  }));
}

/** Only what is different, so that marks, folds and cursors of the rest stay. */
export function minimalEdits(before: string, edits: readonly TextEdit[]): readonly TextEdit[] {
  return hunkEdits(before, edits).map((edit) => trimmedEdit(before, edit));
}

/** The edits that lead back from a text to the one before. */
function inverse(before: string, edits: readonly TextEdit[]): readonly TextEdit[] {
  let grown = 0;
  return edits.map(({ end, start, text }) => {
    const at = start + grown;
    grown += text.length - (end - start);
    return { start: at, end: at + text.length, text: before.slice(start, end) };
  });
}

/** A review of changes that are in the document. */
function shownReview(before: string, edits: readonly TextEdit[]): Review {
  return startReview(before, hunkEdits(before, edits));
}

/** A review of changes that are not: to take one "back" is to make it. */
function heldReview(before: string, edits: readonly TextEdit[]): Review {
  const hunks = hunkEdits(before, edits);
  return startReview(applyEdits(before, hunks), inverse(before, hunks));
}

/** The text on the other side of the diff: before the pending changes, or with them where they are held. */
export function otherText({ document, review }: OpenReview): string {
  return applyEdits(document.getText(), takeBackAll(review));
}

/**
 * Moves with an edit of the document.
 * @returns true when it was one of ours
 */
export function follow(
  open: OpenReview,
  { contentChanges, document, reason }: vscode.TextDocumentChangeEvent,
): boolean {
  const text = document.getText();
  const { writing } = open;
  const isOurs = writing?.text === text;
  if (isOurs) {
    open.review = writing.decide(open.review);
    open.writing = undefined;
    open.undo &&= open.isUntouched ? { from: text, to: open.undo.to } : undefined;
  }
  for (const { rangeLength, rangeOffset, text: inserted } of contentChanges) {
    const replacement = { offset: rangeOffset, length: rangeLength, text: inserted };
    open.review = followEdit(open.review, replacement);
  }
  if (isOurs) {
    writing.done?.();
    return true;
  }
  const isUndone = reason === vscode.TextDocumentChangeReason.Undo && text === open.undo?.from;
  open.isUntouched = isUndone;
  const isBack = open.held === undefined && text === open.undo?.to;
  // What undo reports may be cut differently from what was done. What was accepted is gone, too.
  open.review = isBack
    ? open.review.map((change) => ({ ...change, state: 'discarded' }))
    : settled(open.review, text);
  if (open.held !== undefined) {
    const isTyped = open.held === 'unasked' ? touches(document, contentChanges) : () => false;
    open.review = open.review.map((change) =>
      change.state === 'pending' &&
      (text.slice(change.span.start, change.span.end) !== change.inserted || isTyped(change))
        ? { ...change, state: 'discarded' }
        : change,
    );
  }
  return false;
}

/** Whether something was typed into the lines of a change. */
function touches(
  document: vscode.TextDocument,
  contentChanges: readonly vscode.TextDocumentContentChangeEvent[],
): (change: ReviewedChange) => boolean {
  const typed = contentChanges.map(({ range, text }) => ({
    first: range.start.line,
    last: range.start.line + text.split('\n').length - 1,
  }));
  return ({ span }) => {
    const first = document.positionAt(span.start).line;
    const last = document.positionAt(span.end).line;
    return typed.some((one) => one.first <= last && first <= one.last);
  };
}
