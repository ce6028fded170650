import * as vscode from 'vscode';
import type { Log } from '../log.ts';
import type { Settings } from '../settings.ts';
import { machine } from './machine.ts';
import { type PowerSupply, runsOnBattery } from './powerSupply.ts';

/** Whether the computer runs on battery, as far as the system says. */
export interface Battery {
  /** Answers at once from what is known; asks the system at most once a minute, and only when it matters. */
  onBattery(): boolean;
}

const folder = vscode.Uri.file('/sys/class/power_supply');
const askAgainMs = 60_000;

/**
 * Reads Linux's power supplies. Elsewhere, and in a remote window whose user's computer is another one,
 * the computer counts as plugged in.
 */
export function createBattery(deps: {
  readonly now: () => number;
  readonly log: Log;
  readonly settings: () => Settings;
  /** Told when the answer differs from the one before. */
  readonly changed: () => void;
}): Battery {
  let onBattery = false;
  let askedAt = Number.NEGATIVE_INFINITY;
  const ask = async () => {
    const entries = await vscode.workspace.fs.readDirectory(folder);
    const now = runsOnBattery(await Promise.all(entries.map(([name]) => readSupply(name))));
    if (now !== onBattery) {
      onBattery = now;
      deps.changed();
    }
  };
  return {
    onBattery() {
      const known = machine.platform === 'linux' && vscode.env.remoteName === undefined;
      const matters = known && !deps.settings()['completion.onBattery'];
      if (matters && deps.now() - askedAt > askAgainMs) {
        askedAt = deps.now();
        ask().catch((error) => deps.log.debug(`battery unknown: ${String(error)}`));
      }
      return matters && onBattery;
    },
  };
}

async function readSupply(name: string): Promise<PowerSupply> {
  const read = async (file: string): Promise<string> => {
    try {
      const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder, name, file));
      return new TextDecoder().decode(bytes).trim();
    } catch {
      // A charger has no status, a battery no `online`.
      return '';
    }
  };
  const [type, scope, status, online] = await Promise.all(
    ['type', 'scope', 'status', 'online'].map(read),
  );
  return { type: type ?? '', scope: scope ?? '', status: status ?? '', online: online ?? '' };
}
