import * as vscode from 'vscode';
import { applyEdits, type TextEdit } from '../edit/edits.ts';
import type { Written } from '../edit/exchange.ts';
import { trimmedEdit } from '../edit/review.ts';
import { toRange } from './convert.ts';

/** The editor that shows a document: the active one, else any in sight. */
export function editorFor(document: vscode.TextDocument): vscode.TextEditor | undefined {
  const active = vscode.window.activeTextEditor;
  return active?.document === document
    ? active
    : vscode.window.visibleTextEditors.find((editor) => editor.document === document);
}

/**
 * Makes edits of the text that the document has now.
 * @param step `own`: an undo step of its own. `joined`: a part of the last one, while nobody types in between.
 *   `apart`: an undo step, and not through an editor: the one in sight may be a side of a diff.
 */
export async function write(
  document: vscode.TextDocument,
  edits: readonly TextEdit[],
  step: 'own' | 'joined' | 'apart',
): Promise<Written> {
  const { version } = document;
  const from = document.getText();
  const wanted = applyEdits(from, edits);
  if (edits.length === 0 || wanted === from) {
    return 'written';
  }
  const editor = step === 'apart' ? undefined : editorFor(document);
  if (editor === undefined) {
    await writeApart(document, edits);
  } else {
    await writeIn(editor, edits, step === 'own');
    const text = document.getText();
    if (document.version === version + 1 && text !== wanted) {
      // With an edit VS Code takes away white space that it put there while the user typed; only once.
      const whole = { start: 0, end: text.length, text: from };
      await writeIn(editor, [trimmedEdit(text, whole)], false);
      if (document.getText() === from) {
        await writeIn(editor, edits, false);
      }
    }
  }
  // An editor that may not be written takes the edit and does nothing.
  return document.getText() === wanted
    ? 'written'
    : document.version === version
      ? 'read-only'
      : 'changed';
}

async function writeApart(
  document: vscode.TextDocument,
  edits: readonly TextEdit[],
): Promise<void> {
  const whole = new vscode.WorkspaceEdit();
  for (const edit of edits) {
    whole.replace(document.uri, toRange(document, edit), edit.text);
  }
  await vscode.workspace.applyEdit(whole);
}

async function writeIn(
  editor: vscode.TextEditor,
  edits: readonly TextEdit[],
  undoStopBefore: boolean,
): Promise<void> {
  await editor.edit(
    (builder) => {
      for (const edit of edits) {
        builder.replace(toRange(editor.document, edit), edit.text);
      }
    },
    { undoStopBefore, undoStopAfter: false },
  );
}

/**
 * Undoes the last step, which leaves the document as saved as it was before.
 * @returns false when that did not give the wanted text; then nothing was changed
 */
export async function undoTo(document: vscode.TextDocument, wanted: string): Promise<boolean> {
  const { version } = document;
  try {
    // The command works on what has the focus.
    const viewColumn = editorFor(document)?.viewColumn;
    await vscode.window.showTextDocument(document, viewColumn === undefined ? {} : { viewColumn });
  } catch {
    return false;
  }
  if (document.version !== version) {
    return false;
  }
  await vscode.commands.executeCommand('undo');
  if (document.getText() === wanted) {
    return true;
  }
  if (document.version !== version) {
    await vscode.commands.executeCommand('redo');
  }
  return false;
}

/** True when VS Code itself may save the document at any moment. */
export function isAutoSaved(document: vscode.TextDocument): boolean {
  // Of the document, not of its file alone: a language may have a setting of its own.
  const mode = vscode.workspace.getConfiguration('files', document).get<string>('autoSave', 'off');
  return mode !== 'off' && !document.isUntitled;
}

/** True when the document is known not to take edits. */
export async function isReadOnly({ isUntitled, uri }: vscode.TextDocument): Promise<boolean> {
  const { fs } = vscode.workspace;
  if (isUntitled || uri.scheme === 'vscode-notebook-cell') {
    return false;
  }
  if (fs.isWritableFileSystem(uri.scheme) !== true) {
    return true;
  }
  try {
    const { permissions = 0 } = await fs.stat(uri);
    return (permissions & vscode.FilePermission.Readonly) !== 0;
  } catch {
    // A file that is not there yet may be written.
    return false;
  }
}
