import * as vscode from 'vscode';

/** A pause of completions in this window. */
export interface Snooze extends vscode.Disposable {
  active(): boolean;
  /** @param minutes undefined: until the window is opened again. */
  start(minutes?: number): void;
  stop(): void;
}

/** Creates a pause that is not running. */
export function createSnooze(changed: () => void): Snooze {
  let snoozing = false;
  let timer: NodeJS.Timeout | undefined;
  const become = (active: boolean) => {
    clearTimeout(timer);
    snoozing = active;
    changed();
  };
  return {
    active: () => snoozing,
    start(minutes) {
      become(true);
      if (minutes !== undefined) {
        timer = setTimeout(() => become(false), minutes * 60_000);
      }
    },
    stop: () => become(false),
    dispose: () => clearTimeout(timer),
  };
}

const shortMinutes = 10;

/** Asks for how long and pauses, or offers to go on while paused. */
export async function askSnooze(snooze: Snooze): Promise<void> {
  const choices = [
    ...(snooze.active() ? [{ label: vscode.l10n.t('Resume now'), run: () => snooze.stop() }] : []),
    {
      label: vscode.l10n.t('{0} minutes', shortMinutes),
      run: () => snooze.start(shortMinutes),
    },
    { label: vscode.l10n.t('Until VS Code is restarted'), run: () => snooze.start() },
  ];
  const chosen = await vscode.window.showQuickPick(choices, {
    title: vscode.l10n.t('Snooze completions'),
  });
  chosen?.run();
}
