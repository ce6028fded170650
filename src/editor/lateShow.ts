import * as vscode from 'vscode';
import type { LateOffer } from '../completion/modelStage.ts';

/** Decides whether an answer that came late may still appear, and has the editor ask again for it. */
export interface LateShow extends vscode.Disposable {
  offer(offer: LateOffer): void;
  /** An answer is on its way: Esc now cancels it. */
  waiting(document: vscode.TextDocument, position: vscode.Position): void;
  /** True while the editor asks because of us; the next question is not the user's. */
  asking(): boolean;
  /** A question was answered with a text (or not): Esc has something to dismiss. */
  suggesting(shown: boolean): void;
}

/** After this the user is elsewhere in thought. */
const oldestMs = 3_000;

/** Creates the late show; `dismissed` is told when Esc hides a visible suggestion. */
export function createLateShow(now: () => number, dismissed: () => void): LateShow {
  let typedAt = Number.NEGATIVE_INFINITY;
  let place: { uri: string; version: number; offset: number } | undefined;
  let asking = false;
  const contexts = new Map<string, boolean>();
  const setContext = (name: string, value: boolean) => {
    if (contexts.get(name) !== value) {
      contexts.set(name, value);
      void vscode.commands.executeCommand('setContext', name, value);
    }
  };
  const forget = () => {
    place = undefined;
    setContext('ghostline.waiting', false);
  };
  const fits = ({ uri, version, offset }: LateOffer): boolean => {
    const editor = vscode.window.activeTextEditor;
    return (
      place?.uri === uri &&
      place.version === version &&
      place.offset === offset &&
      now() - typedAt <= oldestMs &&
      vscode.window.state.focused &&
      editor?.document.uri.toString() === uri &&
      editor.document.version === version &&
      editor.selections.length === 1 &&
      editor.document.offsetAt(editor.selection.active) === offset &&
      editor.selection.isEmpty
    );
  };
  const listeners = vscode.Disposable.from(
    vscode.workspace.onDidChangeTextDocument((event) => {
      if (
        event.contentChanges.length > 0 &&
        event.document === vscode.window.activeTextEditor?.document
      ) {
        // Undo, redo and edits of several places are no typing.
        const typed = event.reason === undefined && event.contentChanges.length === 1;
        typedAt = typed ? now() : Number.NEGATIVE_INFINITY;
      }
    }),
    vscode.window.onDidChangeTextEditorSelection((event) => {
      if (event.kind === vscode.TextEditorSelectionChangeKind.Mouse) {
        forget();
      }
    }),
    vscode.window.onDidChangeActiveTextEditor(forget),
    vscode.debug.onDidChangeActiveStackItem(forget),
    vscode.commands.registerCommand('ghostline._dismiss', async () => {
      dismissed();
      setContext('ghostline.suggesting', false);
      await vscode.commands.executeCommand('editor.action.inlineSuggest.hide');
    }),
    vscode.commands.registerCommand('ghostline._cancelLate', forget),
  );
  return {
    async offer(offer) {
      if (!fits(offer)) {
        return;
      }
      asking = true;
      try {
        await vscode.commands.executeCommand('editor.action.inlineSuggest.trigger');
      } finally {
        asking = false;
      }
    },
    waiting(document, position) {
      place = {
        uri: document.uri.toString(),
        version: document.version,
        offset: document.offsetAt(position),
      };
      setContext('ghostline.waiting', true);
    },
    asking: () => asking,
    suggesting(shown) {
      setContext('ghostline.suggesting', shown);
      if (shown) {
        setContext('ghostline.waiting', false);
      }
    },
    dispose: () => listeners.dispose(),
  };
}
