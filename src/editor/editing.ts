import * as vscode from 'vscode';
import { createEditCommands, type EditCommands } from './editCommands.ts';
import { createTurns } from './editTurn.ts';
import type { AskDeps } from './explainAsk.ts';
import { createFixCommands, type FixCommands } from './fix.ts';
import { createReviews, type Reviews } from './review.ts';
import { verdictText } from './reviewMessages.ts';
import { createReviewStore } from './reviewStore.ts';

/** What everything that changes code is built from. */
export interface EditingDeps extends AskDeps {
  /** Keeps what is not decided for the next start of the window. */
  readonly workspaceState: vscode.Memento;
}

/** Everything behind the commands that change code. */
export interface Editing extends EditCommands, FixCommands, vscode.Disposable {
  readonly reviews: Reviews;
}

/** Creates the commands' parts and takes up what a window before this one left. */
export function createEditing(deps: EditingDeps): Editing {
  const reviews = createReviews(verdictText);
  const store = createReviewStore(deps.workspaceState, reviews, deps.after);
  const turns = createTurns();
  store.restore();
  const fixes = createFixCommands({ ...deps, reviews, store, turns });
  return {
    ...fixes,
    ...createEditCommands({ ...deps, reviews, store, turns }),
    reviews,
    dispose: () => vscode.Disposable.from(fixes, store, reviews).dispose(),
  };
}
