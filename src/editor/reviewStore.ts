import * as vscode from 'vscode';
import { isDecided } from '../edit/review.ts';
import {
  type DraftRecord,
  draftRecords,
  hashOf,
  type ReviewRecord,
  reviewRecords,
  textToGiveBack,
} from '../edit/reviewRecord.ts';
import type { Reviews } from './review.ts';
import { keptKeys } from './reviewKept.ts';
import type { OpenReview } from './reviewState.ts';
import { write } from './reviewText.ts';

/** Keeps what is not decided, so that closing the window leaves no half change. */
export interface ReviewStore extends vscode.Disposable {
  /** A text is being written into a document; undefined when it is complete or taken out. */
  draft(uri: vscode.Uri, record: Omit<DraftRecord, 'uri'> | undefined): Promise<void>;
  /** Takes up what a window before this one left, each when its document is there. */
  restore(): void;
}

/** More are of files that nobody opens again. */
const mostRecords = 20;
/** While the user types into a review it is kept once they pause. */
const settleMs = 300;

/** Creates the store over the state of the workspace. */
export function createReviewStore(
  state: vscode.Memento,
  reviews: Reviews,
  after: (delayMs: number, callback: () => void) => () => void,
): ReviewStore {
  const timers = new Map<number, () => void>();
  const waiting: (() => boolean)[] = [];
  const keep = <Record extends { readonly uri: string }>(
    key: string,
    known: (kept: unknown) => readonly Record[],
    uri: string,
    record: Record | undefined,
  ) => {
    const others = known(state.get(key)).filter((one) => one.uri !== uri);
    const all = record === undefined ? others : [...others.slice(1 - mostRecords), record];
    return state.update(key, all.length === 0 ? undefined : all);
  };
  const keepReview = (one: OpenReview) => {
    const uri = one.document.uri.toString();
    const isOver = isDecided(one.review) || reviews.pending(one.document) === undefined;
    void keep(keptKeys.reviews, reviewRecords, uri, isOver ? undefined : recordOf(uri, one));
  };
  const listener = reviews.onChange((one) => {
    const isNew = !timers.has(one.id);
    timers.get(one.id)?.();
    if (reviews.pending(one.document) === undefined) {
      timers.delete(one.id);
      keepReview(one);
    } else if (isNew) {
      timers.set(one.id, () => {});
      keepReview(one);
    } else {
      timers.set(
        one.id,
        after(settleMs, () => keepReview(one)),
      );
    }
  });

  const look = () => {
    for (const take of [...waiting]) {
      if (take()) {
        waiting.splice(waiting.indexOf(take), 1);
      }
    }
  };
  const opened = vscode.workspace.onDidOpenTextDocument(look);

  return {
    async draft(uri, record) {
      const name = uri.toString();
      const whole = record && { uri: name, ...record };
      await keep(keptKeys.drafts, draftRecords, name, whole);
    },
    restore() {
      for (const record of draftRecords(state.get(keptKeys.drafts))) {
        waiting.push(() => {
          const document = find(record.uri);
          if (document !== undefined) {
            void giveBack(document, record).then(() =>
              keep(keptKeys.drafts, draftRecords, record.uri, undefined),
            );
          }
          return document !== undefined;
        });
      }
      for (const record of reviewRecords(state.get(keptKeys.reviews))) {
        waiting.push(() => {
          const document = find(record.uri);
          if (document !== undefined && hashOf(document.getText()) === record.hash) {
            reviews.takeUp(reviewOf(document, record));
          } else if (document !== undefined) {
            void keep(keptKeys.reviews, reviewRecords, record.uri, undefined);
          }
          return document !== undefined;
        });
      }
      look();
    },
    dispose() {
      for (const stop of timers.values()) {
        stop();
      }
      vscode.Disposable.from(listener, opened).dispose();
    },
  };
}

function find(uri: string): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri);
}

async function giveBack(document: vscode.TextDocument, record: DraftRecord): Promise<void> {
  const text = textToGiveBack(record, document.getText());
  if (text !== undefined) {
    await write(document, [{ start: 0, end: document.getText().length, text }], 'own');
  }
}

/** Undefined for what nobody asked for: that is not kept. */
function recordOf(
  uri: string,
  { document, held, review, title, why }: OpenReview,
): ReviewRecord | undefined {
  const hash = hashOf(document.getText());
  return held === 'unasked'
    ? undefined
    : { uri, title, why, held: held ?? 'no', hash, changes: review };
}

function reviewOf(
  document: vscode.TextDocument,
  { changes, held, title, why }: ReviewRecord,
): Omit<OpenReview, 'id'> {
  return {
    document,
    title,
    why,
    again: undefined,
    explainProblem: undefined,
    elsewhere: undefined,
    // What else was found out about it is not known to be so any more.
    verdict: held === 'not checked' ? { kind: held, reason: 'not in view' } : undefined,
    held: held === 'no' ? undefined : held,
    review: changes,
    undo: undefined,
    isUntouched: false,
    writing: undefined,
  };
}
