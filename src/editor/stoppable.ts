import * as vscode from 'vscode';

/** Shorter work needs no progress. */
const progressAfterMs = 400;

/**
 * Shows a notification with a button that stops the work, once it has taken a while; a screen reader reads it and its
 * end. How the work ends is nothing to it.
 * @param title asked for when it is shown
 */
export function showStoppable(
  title: () => string,
  after: (delayMs: number, callback: () => void) => () => void,
  controller: AbortController,
  work: Promise<unknown>,
): void {
  const ended = work.then(
    () => undefined,
    () => undefined,
  );
  const stopTimer = after(progressAfterMs, () => {
    void vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title: title(), cancellable: true },
      (_, token) => {
        token.onCancellationRequested(() => controller.abort());
        return ended;
      },
    );
  });
  void ended.then(stopTimer);
}
