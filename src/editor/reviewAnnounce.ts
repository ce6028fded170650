import * as vscode from 'vscode';

const announceMs = 6_000;

/** Has a screen reader say something, and shows it in the status bar; the focus stays where it is. */
export function announce(words: string): void {
  vscode.window.setStatusBarMessage(words, announceMs);
  // What a notification says is read aloud, also when it ends at once and so is never painted.
  void vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: words },
    () => Promise.resolve(),
  );
}
