import * as vscode from 'vscode';
import { type Configuration, isChosen, writeSetting } from './configuration.ts';
import { configuredOrigin, keyName } from './secrets.ts';

/** What entering a key is done with. */
export interface KeyCommandDeps {
  readonly secrets: vscode.SecretStorage;
  readonly configuration: Configuration;
  /** Told while the command still runs, so that it may use the secret storage too. */
  readonly entered: () => Promise<void>;
}

/** Asks for the key of the configured server and keeps it. @returns whether one was entered */
export async function setApiKey(deps: KeyCommandDeps): Promise<boolean> {
  const origin = configuredOrigin(deps.configuration);
  if (origin === undefined) {
    await vscode.window.showErrorMessage(
      vscode.l10n.t('The setting ghostline.openai.baseUrl is not a URL.'),
    );
    return false;
  }
  const use = !isChosen('provider');
  const key = await askKey(origin, use);
  if (key === undefined) {
    return false;
  }
  await deps.secrets.store(keyName(origin), key);
  if (use) {
    await writeSetting('provider', 'openai');
  }
  await deps.entered();
  return true;
}

/** Removes the key of the configured server. */
export async function clearApiKey({
  configuration,
  secrets,
}: Pick<KeyCommandDeps, 'configuration' | 'secrets'>): Promise<void> {
  const origin = configuredOrigin(configuration);
  if (origin === undefined) {
    return;
  }
  await secrets.delete(keyName(origin));
  vscode.window.setStatusBarMessage(vscode.l10n.t('The key for {0} was removed.', origin), 5_000);
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
