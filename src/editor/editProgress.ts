import * as vscode from 'vscode';
import { linesText, progressText } from './editMessages.ts';

/** What the user sees and a screen reader hears while a change comes. */
export interface EditProgress {
  say(state: string): void;
  /** Lines that have come so far. */
  lines(count: number): void;
  /** Ends it; a second time nothing. */
  end(): void;
}

/** Shorter work needs no progress. */
const showAfterMs = 250;

/** Shows a progress with a button that stops the work. */
export function showProgress(
  title: string,
  controller: AbortController,
  after: (delayMs: number, callback: () => void) => () => void,
): EditProgress {
  let message = '';
  let report = (_message: string) => {};
  let isOver = false;
  let finish = () => {};
  const stopTimer = after(showAfterMs, () => {
    void vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: progressText(title),
        cancellable: true,
      },
      (progress, token) => {
        token.onCancellationRequested(() => controller.abort());
        report = (text) => progress.report({ message: text });
        report(message);
        // VS Code begins later than it is asked to: the work may be over.
        return new Promise<void>((resolve) => {
          finish = resolve;
          if (isOver) {
            resolve();
          }
        });
      },
    );
  });
  const say = (text: string) => {
    if (text !== message) {
      message = text;
      report(text);
    }
  };
  return {
    say,
    lines: (count) => say(linesText(count)),
    end() {
      isOver = true;
      stopTimer();
      finish();
    },
  };
}
