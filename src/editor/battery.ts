import * as vscode from 'vscode';
import type { Log } from '../log.ts';
import { readSettings } from './configuration.ts';

/** Whether the computer runs on battery, as far as the system says. */
export interface Battery {
  /** Answers at once from what is known; asks the system at most once a minute, and only when it matters. */
  onBattery(): boolean;
}

const supplies = vscode.Uri.file('/sys/class/power_supply');
const askAgainMs = 60_000;

/** Reads Linux's power supplies; elsewhere the computer counts as plugged in. */
export function readBattery(log: Log): Battery {
  let discharging = false;
  let askedAt = Number.NEGATIVE_INFINITY;
  const ask = async () => {
    const states = await Promise.all(
      (await vscode.workspace.fs.readDirectory(supplies)).map(async ([name]) => {
        const file = vscode.Uri.joinPath(supplies, name, 'status');
        try {
          return new TextDecoder().decode(await vscode.workspace.fs.readFile(file)).trim();
        } catch {
          // A charger has no status.
          return '';
        }
      }),
    );
    discharging = states.includes('Discharging');
  };
  return {
    onBattery() {
      const matters = process.platform === 'linux' && !readSettings()['completion.onBattery'];
      if (matters && performance.now() - askedAt > askAgainMs) {
        askedAt = performance.now();
        ask().catch((error) => log.debug(`battery unknown: ${String(error)}`));
      }
      return discharging;
    },
  };
}
