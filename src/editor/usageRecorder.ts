import * as vscode from 'vscode';
import type { Log } from '../log.ts';
import { createLedger } from '../usage/ledger.ts';
import { createRecorder, type Recorder } from '../usage/recorder.ts';
import type { Configuration } from './configuration.ts';
import { limitReachedText, uncountedText } from './usageMessages.ts';
import { createUsageStorage } from './usageStorage.ts';

/** What counting is done with. */
export interface UsageRecorderDeps {
  readonly configuration: Configuration;
  readonly context: Pick<vscode.ExtensionContext, 'globalState' | 'globalStorageUri'>;
  readonly now: () => number;
  readonly after: (delayMs: number, callback: () => void) => () => void;
  readonly log: Log;
}

const toldKey = 'usage.limitTold';

/** Counts what this window asks for; reads and writes nothing before there is something to count. */
export function createUsageRecorder(deps: UsageRecorderDeps): Recorder {
  const { after, configuration, context, log, now } = deps;
  const folder = vscode.Uri.joinPath(context.globalStorageUri, 'usage');
  const storage = createUsageStorage(folder);
  const windowId = crypto.randomUUID();
  return createRecorder({
    ledger: createLedger({ storage, today, windowId, log }),
    settings() {
      const settings = configuration.settings();
      return {
        monthlyLimit: settings['usage.monthlyLimit'],
        prices: settings['usage.prices'],
      };
    },
    now,
    today,
    after,
    overLimit(month) {
      // Once for a limit and its month, whichever window finds out.
      const limit = `${month} ${configuration.settings()['usage.monthlyLimit']}`;
      if (context.globalState.get(toldKey) !== limit) {
        void context.globalState.update(toldKey, limit);
        log.info(`usage: the limit of ${month} is reached`);
        void tellLimit();
      }
    },
    uncounted(model) {
      log.info(`usage: no price for ${model}, the limit cannot count it`);
      void tellUncounted(model);
    },
  });
}

async function tellLimit(): Promise<void> {
  const show = vscode.l10n.t('Show Usage');
  const settings = vscode.l10n.t('Open Settings');
  const chosen = await vscode.window.showInformationMessage(limitReachedText(), show, settings);
  if (chosen === show) {
    await vscode.commands.executeCommand('ghostline.showUsage');
  } else if (chosen === settings) {
    await vscode.commands.executeCommand('workbench.action.openSettings', 'ghostline.usage');
  }
}

async function tellUncounted(model: string): Promise<void> {
  const set = vscode.l10n.t('Set Prices');
  if ((await vscode.window.showInformationMessage(uncountedText(model), set)) === set) {
    await vscode.commands.executeCommand(
      'workbench.action.openSettings',
      '@id:ghostline.usage.prices',
    );
  }
}

/** Day of this machine's calendar: people look for what they did on their own Monday. */
function today(): string {
  const date = new Date();
  const parts = [date.getFullYear(), date.getMonth() + 1, date.getDate()];
  return parts.map((part) => String(part).padStart(2, '0')).join('-');
}
