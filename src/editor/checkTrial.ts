import * as vscode from 'vscode';
import { applyEdits, type TextEdit } from '../edit/edits.ts';
import { createTrialText, type TrialText } from '../edit/trialText.ts';
import type { NotChecked } from '../edit/verdict.ts';
import { toRange } from './convert.ts';
import { undoTo } from './reviewText.ts';
import { wait } from './wait.ts';

/** Why a trial ended before its time. */
export type Interruption = 'typing' | 'saved' | 'closed';

/** Edits that stand in a document until they are taken out. */
export interface Trial {
  /** Aborted when the document is changed, saved or closed by somebody else. */
  readonly interrupted: AbortSignal;
  /** Why it ended by itself; undefined while it runs. */
  interruption(): Interruption | undefined;
  /** Gives the document back: our text goes, what others did meanwhile stays. */
  takeOut(): Promise<void>;
}

/** From here on auto-save is so near that a trial could meet it. */
const autoSaveMarginMs = 500;
const shortestTrialMs = 300;
const mostTries = 5;
/** What takes part in saving is given less time by VS Code itself, for each. */
const longestSaveMs = 3_000;

/** How long edits may stand in a document, at most `limitMs`; why not at all. */
export function trialTime(document: vscode.TextDocument, limitMs: number): number | NotChecked {
  if (vscode.window.activeTextEditor?.document !== document) {
    return 'not in view';
  }
  const files = vscode.workspace.getConfiguration('files', document);
  const autoSave = files.get<string>('autoSave', 'off');
  if (autoSave === 'off' || document.isUntitled) {
    return limitMs;
  }
  // A save that stands out already comes at its own time.
  const delayMs = document.isDirty ? 0 : files.get<number>('autoSaveDelay', 1_000);
  const timeMs = autoSave === 'afterDelay' ? delayMs - autoSaveMarginMs : 0;
  return timeMs < shortestTrialMs ? 'auto-save' : Math.min(limitMs, timeMs);
}

/**
 * Puts edits into the document in the active editor, to be taken out soon; undefined when VS Code refuses them.
 * @param whenOut called once they are out of it
 */
export async function tryEdits(
  editor: vscode.TextEditor,
  edits: readonly TextEdit[],
  whenOut: () => Promise<void>,
): Promise<Trial | undefined> {
  const { document } = editor;
  const before = document.getText();
  const tried = applyEdits(before, edits);
  const interrupted = new AbortController();
  let text: TrialText | undefined;
  let interruption: Interruption | undefined;
  /** The text once ours is out, while we take it out. */
  let wanted: string | undefined;
  const interrupt = (why: Interruption) => {
    interruption ??= why;
    interrupted.abort();
  };
  const takingOut = (tried: TrialText) => {
    const back = tried.takeOut();
    wanted = applyEdits(document.getText(), back);
    return back.map((edit) => new vscode.TextEdit(toRange(document, edit), edit.text));
  };
  const undo = async () => {
    const { activeTab } = vscode.window.tabGroups.activeTabGroup;
    // In a diff or a notebook the document has no editor of its own that could take the focus.
    const isInFront =
      vscode.window.activeTextEditor?.document === document &&
      activeTab?.input instanceof vscode.TabInputText;
    if (isInFront && text !== undefined && document.getText() === tried) {
      wanted = before;
      await undoTo(document, before);
    }
  };
  const takeBack = async () => {
    // Undone, the document is as clean as it was; a change of ours on top would leave it dirty.
    if (interruption === undefined) {
      await undo();
    }
    for (let tries = 0; text !== undefined && !document.isClosed && tries < mostTries; tries++) {
      const back = new vscode.WorkspaceEdit();
      back.set(document.uri, takingOut(text));
      await vscode.workspace.applyEdit(back);
    }
  };
  let leaving: Promise<void> | undefined;
  const leave = () => {
    leaving ??= takeBack();
    return leaving;
  };
  let isSaved = () => {};
  const saved = new Promise<void>((resolve) => {
    isSaved = resolve;
  });
  const listeners = vscode.Disposable.from(
    vscode.workspace.onDidChangeTextDocument((event) => {
      if (event.document !== document || event.contentChanges.length === 0) {
        return;
      }
      const now = document.getText();
      if (text !== undefined && (now === wanted || now === before)) {
        text = undefined;
        // The user undid it.
        if (leaving === undefined) {
          interrupt('typing');
        }
      } else if (text === undefined && now === tried) {
        text = createTrialText(before, edits);
      } else {
        for (const { rangeLength, rangeOffset, text: inserted } of event.contentChanges) {
          text?.changed(rangeOffset, rangeLength, inserted.length);
        }
        interrupt('typing');
      }
    }),
    vscode.workspace.onWillSaveTextDocument((event) => {
      if (event.document === document && text !== undefined) {
        interrupt('saved');
        // Edits that are given to VS Code here are made whatever came between; ours know their version.
        event.waitUntil(leave());
      }
    }),
    vscode.workspace.onDidSaveTextDocument((saved) => {
      if (saved === document) {
        isSaved();
      }
    }),
    vscode.workspace.onDidCloseTextDocument((closed) => {
      if (closed === document) {
        interrupt('closed');
      }
    }),
  );
  const applied = await editor.edit((builder) => {
    for (const edit of edits) {
      builder.replace(toRange(document, edit), edit.text);
    }
  });
  if (!applied) {
    listeners.dispose();
    await whenOut();
    return undefined;
  }
  return {
    interrupted: interrupted.signal,
    interruption: () => interruption,
    async takeOut() {
      try {
        await leave();
        await whenOut();
        if (interruption === 'saved') {
          // What else changes a document on save is made before; until then it is not ours to change.
          await Promise.race([saved, wait(longestSaveMs)]);
        }
      } finally {
        listeners.dispose();
      }
    },
  };
}
