import * as vscode from 'vscode';
import { defaultOpenAiBaseUrl } from '../settings.ts';
import { isChosen, readSettings } from './configuration.ts';

/** Keys of the user, one per server. */
export interface Keys {
  /** The key to use for an origin: the one entered for it, else the environment's where that was chosen. */
  keyFor(origin: string): Promise<string | undefined>;
  /** Origin for which the environment offers a key that is not used yet. */
  offeredOrigin(): string | undefined;
}

const defaultOrigin = new URL(defaultOpenAiBaseUrl).origin;
const environmentKey = 'OPENAI_API_KEY';

function nameOf(origin: string): string {
  return `apiKey:${origin}`;
}

/** Reads keys from the editor's secret storage; nothing is ever stored without a command of the user. */
export function createKeys(secrets: vscode.SecretStorage, environment: NodeJS.ProcessEnv): Keys {
  const fromEnvironment = () => environment[environmentKey]?.trim() || undefined;
  return {
    async keyFor(origin) {
      const entered = await secrets.get(nameOf(origin));
      if (entered !== undefined) {
        return entered;
      }
      // The provider `openai` set by the user is the choice that the environment's key waits for.
      const chosen = isChosen('provider') && readSettings().provider === 'openai';
      return chosen && origin === defaultOrigin ? fromEnvironment() : undefined;
    },
    offeredOrigin() {
      return fromEnvironment() !== undefined && readSettings().provider !== 'openai'
        ? defaultOrigin
        : undefined;
    },
  };
}

/** The commands that enter and remove the key of the configured server. */
export function registerKeyCommands(
  secrets: vscode.SecretStorage,
  changed: () => void,
): vscode.Disposable {
  const originNow = () => {
    const baseUrl = readSettings()['openai.baseUrl'];
    return URL.canParse(baseUrl) ? new URL(baseUrl).origin : undefined;
  };
  return vscode.Disposable.from(
    vscode.commands.registerCommand('ghostline.setApiKey', async () => {
      const origin = originNow();
      if (origin === undefined) {
        await vscode.window.showErrorMessage(
          vscode.l10n.t('The setting ghostline.openai.baseUrl is not a URL.'),
        );
        return;
      }
      const key = await vscode.window.showInputBox({
        title: vscode.l10n.t('API key for {0}', origin),
        prompt: vscode.l10n.t(
          'Stored in the secret storage of VS Code and sent only to {0}.',
          origin,
        ),
        password: true,
        ignoreFocusOut: true,
        validateInput: (value) =>
          /[\r\n\t]/.test(value.trim()) ? vscode.l10n.t('A key has no line breaks.') : undefined,
      });
      if (key?.trim()) {
        await secrets.store(nameOf(origin), key.trim());
        changed();
      }
    }),
    vscode.commands.registerCommand('ghostline.clearApiKey', async () => {
      const origin = originNow();
      if (origin === undefined) {
        return;
      }
      await secrets.delete(nameOf(origin));
      changed();
      void vscode.window.setStatusBarMessage(
        vscode.l10n.t('The key for {0} was removed.', origin),
        5_000,
      );
    }),
    secrets.onDidChange(changed),
  );
}
