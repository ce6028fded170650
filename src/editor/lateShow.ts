import * as vscode from 'vscode';
import type { LateOffer } from '../completion/modelStage.ts';
import { createTypingPlace, oldestAnswerMs, type Place } from './typingPlace.ts';

/** Decides whether an answer that came late may still appear, and has the editor ask again for it. */
export interface LateShow extends vscode.Disposable {
  offer(offer: LateOffer): void;
  /** True for the question that the editor asks because of us; it is not the user's. */
  isOurs(asked: Place): boolean;
  /** How a question ended: with a text that Esc dismisses, with an answer on its way that Esc cancels, or so. */
  answered(end: 'shown' | 'waiting' | 'nothing'): void;
}

/** What late show is built from. */
export interface LateShowDeps {
  readonly now: () => number;
  /** Calls back once after `delayMs`; returns its cancellation. */
  readonly after: (delayMs: number, callback: () => void) => () => void;
  /** Told when Esc hides a visible suggestion. */
  readonly dismissed: () => void;
}

/** Creates the late show of this window, and the two commands behind Esc. */
export function createLateShow({ after, dismissed, now }: LateShowDeps): LateShow {
  const typing = createTypingPlace(now);
  const suggesting = createContextKey('ghostline.suggesting');
  const waiting = createContextKey('ghostline.waiting');
  let asking: Place | undefined;
  let stopTimer = () => {};

  const stopWaiting = () => {
    stopTimer();
    waiting(false);
  };
  const interrupt = () => {
    typing.interrupted();
    stopWaiting();
  };
  const listeners = vscode.Disposable.from(
    vscode.workspace.onDidChangeTextDocument((event) => {
      if (event.document !== vscode.window.activeTextEditor?.document) {
        return;
      }
      const [change, another] = event.contentChanges;
      // Undo, redo, formatting and edits of several places are no typing.
      if (change !== undefined && another === undefined && event.reason === undefined) {
        const start = change.rangeOffset;
        const uri = event.document.uri.toString();
        typing.typed({ uri, start, end: start + change.text.length });
      } else if (change !== undefined) {
        interrupt();
      }
    }),
    vscode.window.onDidChangeTextEditorSelection(({ kind, selections, textEditor }) => {
      const [selection, another] = selections;
      const clicked = kind === vscode.TextEditorSelectionChangeKind.Mouse;
      if (clicked || another !== undefined || selection?.isEmpty !== true) {
        interrupt();
      } else {
        const { document } = textEditor;
        typing.moved(document.uri.toString(), document.offsetAt(selection.active));
      }
    }),
    vscode.window.onDidChangeActiveTextEditor(interrupt),
    vscode.window.onDidChangeWindowState(({ focused }) => focused || interrupt()),
    vscode.debug.onDidChangeActiveStackItem(interrupt),
    vscode.commands.registerCommand('ghostline._dismiss', async () => {
      interrupt();
      suggesting(false);
      dismissed();
      await vscode.commands.executeCommand('editor.action.inlineSuggest.hide');
    }),
    vscode.commands.registerCommand('ghostline._cancelLate', interrupt),
  );
  const askAgain = async (offer: LateOffer) => {
    asking = offer;
    try {
      await vscode.commands.executeCommand('editor.action.inlineSuggest.trigger');
    } finally {
      asking = asking === offer ? undefined : asking;
    }
  };
  return {
    offer(offer) {
      if (typing.fits(offer, caretNow())) {
        stopWaiting();
        void askAgain(offer);
      }
    },
    isOurs: (asked) =>
      asking?.uri === asked.uri &&
      asking.version === asked.version &&
      asking.offset === asked.offset,
    answered(end) {
      suggesting(end === 'shown');
      stopTimer();
      waiting(end === 'waiting');
      if (end === 'waiting') {
        stopTimer = after(oldestAnswerMs, () => waiting(false));
      }
    },
    dispose() {
      stopTimer();
      listeners.dispose();
    },
  };
}

/** The one empty caret of the editor that has the focus of this window. */
function caretNow(): Place | undefined {
  const editor = vscode.window.activeTextEditor;
  if (
    editor?.selections.length !== 1 ||
    !editor.selection.isEmpty ||
    !vscode.window.state.focused
  ) {
    return undefined;
  }
  const { document, selection } = editor;
  return {
    uri: document.uri.toString(),
    version: document.version,
    offset: document.offsetAt(selection.active),
  };
}

/** Sets a context key for keybindings, only when it changes: each call crosses to the other process. */
function createContextKey(name: string): (value: boolean) => void {
  let now = false;
  return (value) => {
    if (value !== now) {
      now = value;
      void vscode.commands.executeCommand('setContext', name, value);
    }
  };
}
