import * as vscode from 'vscode';

/** A pause of completions in this window. */
export interface Snooze extends vscode.Disposable {
  active(): boolean;
  start(minutes: number): void;
  stop(): void;
}

/** Creates a pause that is not running. */
export function createSnooze(changed: () => void): Snooze {
  let timer: NodeJS.Timeout | undefined;
  const stop = () => {
    clearTimeout(timer);
    timer = undefined;
  };
  return {
    active: () => timer !== undefined,
    start(minutes) {
      stop();
      timer = setTimeout(() => {
        stop();
        changed();
      }, minutes * 60_000);
      changed();
    },
    stop() {
      stop();
      changed();
    },
    dispose: stop,
  };
}

/** Asks for how long; undefined when the user leaves the question. */
export async function askSnoozeMinutes(): Promise<number | undefined> {
  const durations = [5, 15, 60].map((minutes) => ({
    label: vscode.l10n.t('{0} minutes', minutes),
    minutes,
  }));
  const chosen = await vscode.window.showQuickPick(durations, {
    title: vscode.l10n.t('Snooze completions'),
  });
  return chosen?.minutes;
}
