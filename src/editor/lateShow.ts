import * as vscode from 'vscode';
import type { LateOffer } from '../completion/modelStage.ts';
import type { Log } from '../log.ts';
import { askAgain, askToExtend } from './askAgain.ts';
import { createTypingPlace, oldestAnswerMs, type Place } from './typingPlace.ts';

/** What our own question is about: an answer that came late, or the key that came before we were ready. */
export type OwnTrigger = 'late' | 'typed';

/** Decides whether an answer that came late may still appear, and has the editor ask again for it. */
export interface LateShow extends vscode.Disposable {
  /** Has the editor ask again if the user still waits at that place. */
  offer(offer: LateOffer, trigger: OwnTrigger): void;
  /**
   * Tells a question that the editor asks because of us from one of the user.
   * @param widget the suggest widget is open
   * @returns `interrupted` when the user closed the widget meanwhile: Esc was meant for us, too; `widget open`
   * when a late text would appear beside the widget
   */
  ownTrigger(asked: Place, widget: boolean): OwnTrigger | 'interrupted' | 'widget open' | undefined;
  /** An answer may be on its way from now on: Esc cancels it. */
  asked(): void;
  /** How a question ended: with a text that Esc dismisses, with an answer still on its way, or with neither. */
  answered(end: 'shown' | 'waiting' | 'nothing'): void;
}

/** What late show is built from. */
export interface LateShowDeps {
  readonly now: () => number;
  /** Calls back once after `delayMs`; returns its cancellation. */
  readonly after: (delayMs: number, callback: () => void) => () => void;
  /** Told when Esc hides a visible suggestion. */
  readonly dismissed: () => void;
  /** No other extension completes; the next text that the editor has is ours, too. */
  readonly isAlone: () => boolean;
  readonly log: Log;
}

/** Creates the late show of this window, and the two commands behind Esc. */
export function createLateShow({ after, dismissed, isAlone, log, now }: LateShowDeps): LateShow {
  const typing = createTypingPlace(now);
  const suggesting = createContextKey('ghostline.suggesting');
  const waiting = createContextKey('ghostline.waiting');
  let asking: { readonly place: Place; readonly trigger: OwnTrigger } | undefined;
  /** Where the suggest widget was open when the editor asked last. */
  let widgetAt: Place | undefined;
  /** A text of ours is on the screen, as far as VS Code tells. */
  let shown = false;
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
      shown = false;
      suggesting(false);
      dismissed();
      await vscode.commands.executeCommand('editor.action.inlineSuggest.hide');
    }),
    vscode.commands.registerCommand('ghostline._cancelLate', interrupt),
  );
  const askFor = async (place: Place, trigger: OwnTrigger) => {
    const mine = { place, trigger };
    asking = mine;
    try {
      // Among texts of several extensions the next one may be somebody else's.
      await (trigger === 'late' && shown && isAlone() ? askToExtend() : askAgain());
    } finally {
      asking = asking === mine ? undefined : asking;
    }
  };
  return {
    offer(offer, trigger) {
      if (typing.fits(offer, caretNow())) {
        void askFor(offer, trigger);
      } else {
        log.info('late answer dropped: the caret is no longer where it was typed for');
      }
    },
    ownTrigger(asked, widget) {
      const wasOpen = widgetAt !== undefined && isSame(widgetAt, asked);
      widgetAt = widget ? asked : undefined;
      const own = asking !== undefined && isSame(asking.place, asked) ? asking : undefined;
      if (wasOpen && !widget) {
        // VS Code asks again by itself when the widget closes; that question is not ours.
        interrupt();
        return own === undefined ? undefined : 'interrupted';
      }
      // A visible text may grow; answering with nothing would take it away.
      return own?.trigger === 'late' && widget && !shown ? 'widget open' : own?.trigger;
    },
    asked() {
      stopTimer();
      stopTimer = after(oldestAnswerMs, () => waiting(false));
      waiting(true);
    },
    answered(end) {
      shown = end === 'shown';
      suggesting(shown);
      // A visible text may still grow; Esc is then bound to dismissing it.
      if (end === 'nothing') {
        stopWaiting();
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

function isSame(one: Place, other: Place): boolean {
  return one.uri === other.uri && one.version === other.version && one.offset === other.offset;
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
