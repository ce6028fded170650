import * as vscode from 'vscode';

/** Tells of each key that was typed, before the editor asks about it 50 to 90 ms later. */
export interface TypedKeys extends vscode.Disposable {
  /** The editor asked about this document: it goes on asking, and keys in it are worth telling. */
  asked(document: vscode.TextDocument): void;
}

/** Quick keys go by without a question; after as many the editor no longer asks, for whatever reason. */
const mostUnasked = 12;

/**
 * Creates the listener. `typed` is called with the caret after the key; undo, edits of several places,
 * several carets and selections are no typing.
 */
export function createTypedKeys(
  typed: (document: vscode.TextDocument, position: vscode.Position) => void,
): TypedKeys {
  let askedAbout: vscode.TextDocument | undefined;
  let unasked = 0;
  /** The version of that document that typing made, until its caret is known. */
  let version: number | undefined;
  const listeners = vscode.Disposable.from(
    vscode.workspace.onDidChangeTextDocument(({ contentChanges, document, reason }) => {
      if (document === askedAbout && contentChanges.length > 0) {
        unasked += 1;
        version =
          contentChanges.length === 1 && reason === undefined ? document.version : undefined;
      }
    }),
    vscode.window.onDidChangeTextEditorSelection(({ kind, selections, textEditor }) => {
      const { document } = textEditor;
      const [selection, another] = selections;
      const follows =
        document === askedAbout &&
        document.version === version &&
        textEditor === vscode.window.activeTextEditor &&
        kind !== vscode.TextEditorSelectionChangeKind.Mouse &&
        another === undefined &&
        selection?.isEmpty === true;
      version = undefined;
      if (follows && unasked <= mostUnasked) {
        typed(document, selection.active);
      }
    }),
  );
  return {
    asked(document) {
      askedAbout = document;
      unasked = 0;
    },
    dispose: () => listeners.dispose(),
  };
}
