import * as vscode from 'vscode';
import { toTab } from './checkFindings.ts';
import type { Reviews } from './review.ts';
import { createDraft, type Draft } from './reviewDraft.ts';
import type { ReviewStore } from './reviewStore.ts';

/** A file that is not saved yet and fills while its text comes, beside what is open; the focus stays. */
export interface NewFile {
  /** Shows the text that has come so far; opens the file with the first. */
  show(text: string): void;
  /**
   * Ends it with its whole text.
   * @returns the document, and whether the text is in it: not where somebody typed into it, or it could not be shown
   */
  finish(
    text: string,
  ): Promise<{ readonly document: vscode.TextDocument; readonly isThere: boolean }>;
  /** Ends it and closes it, unless somebody typed into it. After `finish` it does nothing. */
  close(): Promise<void>;
}

/** Prepares a new file; nothing is opened yet. */
export function createNewFile(
  uri: vscode.Uri,
  store: Pick<ReviewStore, 'draft'>,
  signal: AbortSignal,
): NewFile {
  let opening: Promise<vscode.TextDocument> | undefined;
  let draft: Draft | undefined;
  let latest = '';
  let isOver = false;
  const open = async () => {
    const document = await vscode.workspace.openTextDocument(uri.with({ scheme: 'untitled' }));
    await vscode.window.showTextDocument(document, {
      viewColumn: vscode.ViewColumn.Beside,
      preserveFocus: true,
      preview: false,
    });
    draft = createDraft(document, store, () => !signal.aborted);
    return document;
  };
  const edits = (text: string) => [{ start: 0, end: 0, text }];
  return {
    show(text) {
      if (text === '' || isOver) {
        return;
      }
      latest = text;
      opening ??= open();
      void opening.then(
        () => isOver || draft?.show(edits(latest)),
        () => {},
      );
    },
    async finish(text) {
      isOver = true;
      opening ??= open();
      const document = await opening;
      const isThere = (await draft?.finish(edits(text))) === true;
      draft?.dispose();
      return { document, isThere };
    },
    async close() {
      if (isOver) {
        return;
      }
      isOver = true;
      const document = await opening?.catch(() => undefined);
      await draft?.takeBack(false);
      draft?.dispose();
      if (document !== undefined) {
        await closeEmpty(document);
      }
    },
  };
}

/** Closes the file once nothing of its text is kept. */
export function closeWhenDiscarded(
  reviews: Pick<Reviews, 'onChange' | 'pending'>,
  document: vscode.TextDocument,
): void {
  const listener = reviews.onChange((one) => {
    if (one.document === document && reviews.pending(document) === undefined) {
      listener.dispose();
      void closeEmpty(document);
    }
  });
}

/**
 * Closes a file that is not saved and has no text. VS Code takes one that has a name for changed all the same and would
 * ask; only its command that reverts does not, and that works on what has the focus.
 */
async function closeEmpty(document: vscode.TextDocument): Promise<void> {
  if (document.isClosed || !document.isUntitled || document.getText() !== '') {
    return;
  }
  const before = vscode.window.activeTextEditor;
  const tab = toTab(document);
  if (tab === undefined) {
    return;
  }
  await vscode.window.showTextDocument(document, { viewColumn: tab.group.viewColumn });
  if (vscode.window.activeTextEditor?.document === document && document.getText() === '') {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  }
  if (before !== undefined && before.document !== document && !before.document.isClosed) {
    await vscode.window.showTextDocument(
      before.document,
      before.viewColumn === undefined ? {} : { viewColumn: before.viewColumn },
    );
  }
}
