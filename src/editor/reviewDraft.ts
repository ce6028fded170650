import * as vscode from 'vscode';
import { applyEdits, type TextEdit } from '../edit/edits.ts';
import {
  followEdit,
  type Review,
  settled,
  startReview,
  takeBackAll,
  trimmedEdit,
} from '../edit/review.ts';
import type { ReviewStore } from './reviewStore.ts';
import { editorFor, isAutoSaved, undoTo, write } from './reviewText.ts';

/** A change while it comes: shown in its document as far as that is safe, and taken out without a trace. */
export interface Draft extends vscode.Disposable {
  /** The text of the document when the draft began. */
  readonly before: string;
  /** Shows the edits of `before` that have come so far. */
  show(edits: readonly TextEdit[]): void;
  /**
   * Ends the draft with its edits in the document, as one undo step.
   * @returns false when they are not in it: then nothing of the draft is
   */
  finish(edits: readonly TextEdit[]): Promise<boolean>;
  /**
   * Ends the draft and gives the document back.
   * @param byUser the editor may take the focus; then the document is as saved as it was, too
   */
  takeBack(byUser: boolean): Promise<void>;
}

/** To keep a copy of more for a restart would slow typing down. */
const mostCharacters = 400_000;
const mostTries = 10;

/** Begins a draft; nothing is shown yet. `isFree`: no other change of ours is in the document. */
export function createDraft(
  document: vscode.TextDocument,
  store: Pick<ReviewStore, 'draft'>,
  isFree: () => boolean,
): Draft {
  const before = document.getText();
  /** What the document holds by us. */
  let shown: readonly TextEdit[] = [];
  let wanted: readonly TextEdit[] = [];
  let expected: string | undefined;
  let isClosed = false;
  /** What comes into the document now would be saved. */
  let isSaving = false;
  let isKept = false;
  let working: Promise<void> | undefined;
  /** What is to be taken out of a document that the user edits. */
  let taking: Review | undefined;
  let takenOut = Promise.resolve();

  const isSafe = () =>
    !isClosed &&
    !isSaving &&
    isFree() &&
    before.length <= mostCharacters &&
    !isAutoSaved(document) &&
    editorFor(document) !== undefined;

  /** Kept first: a window that closes in between finds it. */
  const keep = async (edits: readonly TextEdit[]) => {
    const head = edits[0]?.start ?? 0;
    const tail = before.length - (edits.at(-1)?.end ?? 0);
    await store.draft(document.uri, { before, head, tail });
    isKept = true;
  };

  const forget = async () => {
    if (isKept) {
      isKept = false;
      await store.draft(document.uri, undefined);
    }
  };

  const work = async () => {
    while (wanted !== shown && isSafe()) {
      const next = wanted.map((edit) => trimmedEdit(before, edit));
      const source = wanted;
      await keep(next);
      const from = document.getText();
      const to = applyEdits(before, next);
      if (isClosed || from !== applyEdits(before, shown)) {
        return;
      }
      expected = to;
      const isFirst = shown.length === 0;
      const change = trimmedEdit(from, { start: 0, end: from.length, text: to });
      const written = await write(document, [change], isFirst ? 'own' : 'joined');
      expected = undefined;
      if (written !== 'written') {
        isClosed = true;
        return;
      }
      shown = next;
      wanted = wanted === source ? next : wanted;
    }
  };

  const start = () => {
    working ??= work().finally(() => {
      working = undefined;
    });
    return working;
  };

  /** The user's edits stay, ours go; they may go on typing meanwhile. */
  const takeOut = async () => {
    for (let tries = 0; tries < mostTries && taking !== undefined; tries++) {
      const edits = takeBackAll(taking);
      expected = applyEdits(document.getText(), edits);
      const written = await write(document, edits, 'own');
      expected = undefined;
      if (written !== 'changed') {
        break;
      }
    }
    taking = undefined;
    await forget();
  };

  /** Half a change is never saved, by nobody. */
  const leaveBeforeSave = async () => {
    isSaving = true;
    await working;
    if (shown.length > 0 && !isClosed) {
      taking = startReview(before, shown);
      isClosed = true;
      shown = [];
      takenOut = takeOut();
    }
    await takenOut;
  };

  const giveBack = async (byUser: boolean) => {
    if (!(byUser && (await undoTo(document, before)))) {
      await write(document, takeBackAll(startReview(before, shown)), 'joined');
    }
  };

  const listeners = vscode.Disposable.from(
    vscode.workspace.onDidChangeTextDocument(({ contentChanges, document: edited }) => {
      const isTheirs =
        edited === document && contentChanges.length > 0 && document.getText() !== expected;
      if (!isTheirs || (taking === undefined && (shown.length === 0 || isClosed))) {
        return;
      }
      const isFirst = taking === undefined;
      const followed = contentChanges.reduce(
        (review, { rangeLength, rangeOffset, text }) =>
          followEdit(review, { offset: rangeOffset, length: rangeLength, text }),
        taking ?? startReview(before, shown),
      );
      const now = document.getText();
      taking = now === before ? [] : settled(followed, now);
      if (isFirst) {
        isClosed = true;
        shown = [];
        takenOut = takeOut();
      }
    }),
    vscode.workspace.onWillSaveTextDocument((event) => {
      if (event.document === document) {
        // Edits that are given to VS Code here are dropped when somebody types; ours are made then, too.
        event.waitUntil(leaveBeforeSave());
      }
    }),
    vscode.workspace.onDidSaveTextDocument((saved) => {
      isSaving &&= saved !== document;
    }),
  );

  return {
    before,
    show(edits) {
      if (edits.length > 0 && isSafe()) {
        wanted = edits;
        void start();
      }
    },
    async finish(edits) {
      await working;
      await takenOut;
      if (shown.length > 0 && !isClosed) {
        wanted = edits;
        await start();
      }
      const isThere =
        shown.length > 0 && !isClosed && document.getText() === applyEdits(before, edits);
      if (!isThere) {
        await this.takeBack(false);
      }
      isClosed = true;
      // Not waited for: what comes next has to see the text before anybody edits it.
      void forget();
      return isThere;
    },
    async takeBack(byUser) {
      wanted = shown;
      await working;
      await takenOut;
      const isShown = shown.length > 0 && !isClosed;
      isClosed = true;
      if (isShown) {
        takenOut = giveBack(byUser);
        await takenOut;
      }
      shown = [];
      await forget();
    },
    dispose: () => listeners.dispose(),
  };
}
