import * as vscode from 'vscode';
import { editsFor, exchangeSides, type Which } from '../edit/exchange.ts';
import { changeAt, changeFrom, decided, isDecided, placeOf, startReview } from '../edit/review.ts';
import { toRange } from './convert.ts';
import { closeDiffs } from './reviewDocuments.ts';
import { diffTitle, notMadeText, whyTexts } from './reviewMessages.ts';
import type { OpenReview } from './reviewState.ts';
import { undoTo, write } from './reviewText.ts';

/** What the actions need of the reviews. */
export interface ActionDeps {
  /** The other side of the diff. */
  otherSide(one: OpenReview): vscode.Uri;
  otherSideChanged(uri: vscode.Uri): void;
  /** Something was decided. */
  after(one: OpenReview): Promise<void>;
  /** A change was made in its document that is not under review. */
  made(change: OpenReview): void;
}

/** What the user can do with a review. */
export interface ReviewActions {
  accept(one: OpenReview, which: Which): Promise<void>;
  discard(one: OpenReview, which: Which): Promise<void>;
  showDiff(one: OpenReview): Promise<void>;
  go(one: OpenReview, step: 1 | -1): Promise<void>;
  why(one: OpenReview): Promise<void>;
}

/**
 * Puts the other side of changes into the document, and says so when that cannot be.
 * @returns false when the document does not take it
 */
export async function exchange(
  one: OpenReview,
  which: Which,
  state: 'accepted' | 'discarded',
): Promise<boolean> {
  const { document } = one;
  const refused = await exchangeSides(one, which, state, {
    text: () => document.getText(),
    undoTo: (text) => undoTo(document, text),
    write(edits, isUntouched) {
      const step = one.held !== undefined ? 'apart' : isUntouched ? 'joined' : 'own';
      return write(document, edits, step);
    },
  });
  if (refused !== undefined) {
    void vscode.window.showWarningMessage(notMadeText(refused));
  }
  return refused === undefined;
}

/** Creates the actions. */
export function createReviewActions(deps: ActionDeps): ReviewActions {
  const accept = async (one: OpenReview, which: Which) => {
    if (one.held === undefined) {
      one.review = decided(one.review, which, 'accepted');
      return deps.after(one);
    }
    const text = one.document.getText();
    const edits = editsFor(one.review, which);
    if (one.held === 'read-only') {
      void vscode.window.showWarningMessage(notMadeText('read-only'));
      return;
    }
    if (!(await exchange(one, which, 'accepted'))) {
      return;
    }
    const now = one.document.getText();
    deps.made({
      ...one,
      held: undefined,
      review: startReview(text, edits),
      undo: { from: now, to: text },
      isUntouched: true,
    });
    await deps.after(one);
  };

  const discard = async (one: OpenReview, which: Which) => {
    if (one.held !== undefined) {
      one.review = decided(one.review, which, 'discarded');
    } else {
      await closeWhereAll(one, which);
      await exchange(one, which, 'discarded');
    }
    await deps.after(one);
  };

  /** A diff is no place for the command that undoes. */
  const closeWhereAll = async (one: OpenReview, which: Which) => {
    if (isDecided(decided(one.review, which, 'discarded'))) {
      await closeDiffs(deps.otherSide(one));
    }
  };

  const showDiff = async (one: OpenReview) => {
    const other = deps.otherSide(one);
    const [left, right] =
      one.held === undefined ? [other, one.document.uri] : [one.document.uri, other];
    const name = one.document.uri.path.split('/').at(-1) ?? '';
    await vscode.commands.executeCommand('vscode.diff', left, right, diffTitle(name, one));
    deps.otherSideChanged(other);
  };

  const go = async (one: OpenReview, step: 1 | -1) => {
    const editor = vscode.window.activeTextEditor;
    if (editor?.document !== one.document) {
      const way = step === 1 ? 'nextChange' : 'previousChange';
      await vscode.commands.executeCommand(`workbench.action.compareEditor.${way}`);
      return;
    }
    const index = changeFrom(one.review, editor.document.offsetAt(editor.selection.active), step);
    const change = index === undefined ? undefined : one.review[index];
    if (change !== undefined) {
      const { start } = toRange(one.document, change.span);
      editor.selection = new vscode.Selection(start, start);
      editor.revealRange(
        new vscode.Range(start, start),
        vscode.TextEditorRevealType.InCenterIfOutsideViewport,
      );
    }
  };

  const why = async (one: OpenReview) => {
    const { message, explain, diff } = whyTexts(one.why, one.explainProblem !== undefined);
    const chosen = await vscode.window.showInformationMessage(message, diff, ...explain);
    if (chosen === diff) {
      await showDiff(one);
    } else if (chosen !== undefined) {
      one.explainProblem?.();
    }
  };
  return { accept, discard, showDiff, go, why };
}

/** The pending change at the cursor, or the nearest, by its place in the review. */
export function changeAtCursor(one: OpenReview): number | undefined {
  const editor = vscode.window.activeTextEditor;
  const offset = editor?.document.offsetAt(editor.selection.active) ?? 0;
  return changeAt(
    one.review,
    editor?.document === one.document ? offset : placeOf(one.review, offset),
  );
}
