import * as vscode from 'vscode';
import { applyEdits } from '../edit/edits.ts';
import type { Writing } from '../edit/exchange.ts';
import { startReview, takeBackAll } from '../edit/review.ts';
import { toRange } from './convert.ts';
import { isVerified, type OpenReview } from './reviewState.ts';

/**
 * Takes a change that nobody accepted or verified out of its document before VS Code saves that by itself; from
 * then on it stands in a diff. A save by hand saves what the user sees.
 * @param held told when a change was taken out
 */
export function onSave(
  reviewOf: (document: vscode.TextDocument) => OpenReview | undefined,
  held: (one: OpenReview) => void,
): vscode.Disposable {
  const under = new Map<vscode.TextDocument, { one: OpenReview; writing: Writing }>();
  return vscode.Disposable.from(
    vscode.workspace.onWillSaveTextDocument((event) => {
      const { document, reason } = event;
      const one = reviewOf(document);
      const isByHand = reason === vscode.TextDocumentSaveReason.Manual;
      if (one === undefined || one.held !== undefined || isByHand || isVerified(one.verdict)) {
        return;
      }
      const text = document.getText();
      const edits = takeBackAll(one.review);
      const writing: Writing = {
        text: applyEdits(text, edits),
        decide: (review) => review,
        done() {
          one.held = 'auto-save';
          one.undo = undefined;
          one.isUntouched = false;
          one.review = startReview(text, edits);
          held(one);
        },
      };
      one.writing = writing;
      under.set(document, { one, writing });
      event.waitUntil(
        Promise.resolve(
          edits.map((edit) => vscode.TextEdit.replace(toRange(document, edit), edit.text)),
        ),
      );
    }),
    vscode.workspace.onDidSaveTextDocument((document) => {
      // VS Code gives up on edits before a save that come too late.
      const saved = under.get(document);
      under.delete(document);
      if (saved !== undefined && saved.one.writing === saved.writing) {
        saved.one.writing = undefined;
      }
    }),
  );
}
