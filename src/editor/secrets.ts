import * as vscode from 'vscode';
import { defaultOpenAiBaseUrl } from '../settings.ts';
import { type Configuration, isChosen, writeSetting } from './configuration.ts';

/** Keys of the user, one per server. */
export interface Keys {
  /** The key to use for an origin: the one entered for it, else the environment's where that was chosen. */
  keyFor(origin: string): Promise<string | undefined>;
  /** Origin for which the environment has a key that is not used yet. */
  offeredOrigin(): string | undefined;
}

/** What keys are read from. */
export interface KeysDeps {
  readonly secrets: vscode.SecretStorage;
  readonly environment: NodeJS.ProcessEnv;
  readonly configuration: Configuration;
}

const defaultOrigin = new URL(defaultOpenAiBaseUrl).origin;
const environmentKey = 'OPENAI_API_KEY';

const prefix = 'apiKey:';

function nameOf(origin: string): string {
  return prefix + origin;
}

/** Origin of the OpenAI-compatible server that the settings name; undefined when that is no address. */
function configuredOrigin(configuration: Configuration): string | undefined {
  const baseUrl = configuration.settings()['openai.baseUrl'];
  return URL.canParse(baseUrl) ? new URL(baseUrl).origin : undefined;
}

/** Reads keys from the editor's secret storage; nothing is ever stored without a command of the user. */
export function createKeys({ configuration, environment, secrets }: KeysDeps): Keys {
  const fromEnvironment = () => environment[environmentKey]?.trim() || undefined;
  // The provider `openai` set by the user is the choice that the environment's key waits for.
  const isOpenAiChosen = () =>
    isChosen('provider') && configuration.settings().provider === 'openai';
  return {
    async keyFor(origin) {
      const entered = await secrets.get(nameOf(origin));
      if (entered !== undefined) {
        return entered;
      }
      return isOpenAiChosen() && origin === defaultOrigin ? fromEnvironment() : undefined;
    },
    offeredOrigin() {
      const offered =
        fromEnvironment() !== undefined &&
        !isOpenAiChosen() &&
        configuredOrigin(configuration) === defaultOrigin;
      return offered ? defaultOrigin : undefined;
    },
  };
}

/**
 * The commands that enter and remove the key of the configured server; `changed` is told afterwards, and
 * `entered` while the command still runs, so that it may use the secret storage too.
 */
export function registerKeyCommands(
  { configuration, secrets }: KeysDeps,
  changed: () => void,
  entered: () => Promise<void>,
): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.commands.registerCommand('ghostline.setApiKey', async () => {
      const origin = configuredOrigin(configuration);
      if (origin === undefined) {
        await vscode.window.showErrorMessage(
          vscode.l10n.t('The setting ghostline.openai.baseUrl is not a URL.'),
        );
        return;
      }
      const use = !isChosen('provider');
      const key = await askKey(origin, use);
      if (key === undefined) {
        return;
      }
      await secrets.store(nameOf(origin), key);
      if (use) {
        await writeSetting('provider', 'openai');
      }
      await entered();
      await vscode.commands.executeCommand('ghostline._testKey');
    }),
    vscode.commands.registerCommand('ghostline.clearApiKey', async () => {
      const origin = configuredOrigin(configuration);
      if (origin === undefined) {
        return;
      }
      await secrets.delete(nameOf(origin));
      vscode.window.setStatusBarMessage(
        vscode.l10n.t('The key for {0} was removed.', origin),
        5_000,
      );
    }),
    secrets.onDidChange(({ key }) => key.startsWith(prefix) && changed()),
  );
}

/** @param use the server will be used from then on, because the user chose no provider yet */
async function askKey(origin: string, use: boolean): Promise<string | undefined> {
  const key = await vscode.window.showInputBox({
    title: vscode.l10n.t('API key for {0}', origin),
    prompt: use
      ? vscode.l10n.t(
          'Stored in the secret storage of VS Code and sent only to {0}. Ghostline will then complete with that server: the code around the cursor is sent there.',
          origin,
        )
      : vscode.l10n.t(
          'Stored in the secret storage of VS Code and sent only to {0}. It is used while ghostline.provider is openai.',
          origin,
        ),
    password: true,
    ignoreFocusOut: true,
    validateInput: (value) =>
      /^[\x21-\x7e]*$/.test(value.trim())
        ? undefined
        : vscode.l10n.t('A key has only letters, digits and signs without spaces.'),
  });
  return key?.trim() || undefined;
}
