import * as vscode from 'vscode';

/** Shorter work needs no progress. */
const progressAfterMs = 400;

/**
 * Shows a notification with a button that stops the work, once it has taken a while.
 * @param ended resolves when the work is over, however it ended; it never rejects
 */
export function showStoppable(
  title: string,
  after: (delayMs: number, callback: () => void) => () => void,
  controller: AbortController,
  ended: Promise<void>,
): void {
  const stopTimer = after(progressAfterMs, () => {
    void vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title, cancellable: true },
      (_, token) => {
        token.onCancellationRequested(() => controller.abort());
        return ended;
      },
    );
  });
  void ended.then(stopTimer);
}
