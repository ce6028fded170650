import * as vscode from 'vscode';
import { applyEdits, type TextEdit } from '../edit/edits.ts';
import { toRange } from './convert.ts';

/** How writing into a document ended; `changed`: somebody else was faster, and nothing was written. */
export type Written = 'written' | 'changed' | 'read-only';

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
  const wanted = applyEdits(document.getText(), edits);
  if (edits.length === 0 || wanted === document.getText()) {
    return 'written';
  }
  const ranges = edits.map((edit) => ({ range: toRange(document, edit), text: edit.text }));
  const editor = step === 'apart' ? undefined : editorFor(document);
  if (editor === undefined) {
    const whole = new vscode.WorkspaceEdit();
    for (const { range, text } of ranges) {
      whole.replace(document.uri, range, text);
    }
    await vscode.workspace.applyEdit(whole);
  } else {
    await editor.edit(
      (builder) => {
        for (const { range, text } of ranges) {
          builder.replace(range, text);
        }
      },
      { undoStopBefore: step === 'own', undoStopAfter: false },
    );
  }
  // An editor that may not be written takes the edit and does nothing.
  return document.getText() === wanted
    ? 'written'
    : document.version === version
      ? 'read-only'
      : 'changed';
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
export function isAutoSaved({ isUntitled, uri }: vscode.TextDocument): boolean {
  const mode = vscode.workspace.getConfiguration('files', uri).get<string>('autoSave', 'off');
  return mode !== 'off' && !isUntitled;
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
