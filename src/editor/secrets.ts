import type * as vscode from 'vscode';
import { defaultOpenAiBaseUrl } from '../settings.ts';
import { type Configuration, isChosen } from './configuration.ts';

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

/** Name of a server's key in the secret storage. */
export function keyName(origin: string): string {
  return prefix + origin;
}

/** Origin of the OpenAI-compatible server that the settings name; undefined when that is no address. */
export function configuredOrigin(configuration: Configuration): string | undefined {
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
      const entered = await secrets.get(keyName(origin));
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

/** Calls `changed` after a key of any server was entered or removed, in this window or another. */
export function onKeysChanged(
  secrets: Pick<vscode.SecretStorage, 'onDidChange'>,
  changed: () => void,
): vscode.Disposable {
  return secrets.onDidChange(({ key }) => key.startsWith(prefix) && changed());
}
