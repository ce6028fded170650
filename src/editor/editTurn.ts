import type * as vscode from 'vscode';

/** The work of one command in one document, until it is over or another one takes its turn. */
export interface Turn {
  readonly controller: AbortController;
  /** Nothing of it is left in the document. */
  end(): void;
}

/** Lets one command at a time change a document. */
export interface Turns {
  /** Stops what is under way in the document and waits until it has given the document back. */
  take(document: vscode.TextDocument): Promise<Turn>;
}

/** Creates the turns of a window. */
export function createTurns(): Turns {
  const running = new Map<
    vscode.TextDocument,
    { readonly controller: AbortController; readonly ended: Promise<void> }
  >();
  return {
    async take(document) {
      for (let before = running.get(document); before; before = running.get(document)) {
        before.controller.abort();
        await before.ended;
      }
      const controller = new AbortController();
      let end = () => {};
      const ended = new Promise<void>((resolve) => {
        end = () => {
          if (running.get(document)?.controller === controller) {
            running.delete(document);
          }
          resolve();
        };
      });
      running.set(document, { controller, ended });
      return { controller, end };
    },
  };
}
