import * as vscode from 'vscode';
import { parseSettings, type SettingKey, type Settings } from '../settings.ts';

const section = 'ghostline';

/** Settings that a workspace and a language may have of their own; all others belong to the machine. */
const languageKeys: readonly SettingKey[] = [
  'completion.enabled',
  'completion.trigger',
  'completion.instant',
  'completion.maxLines',
  'completion.delayMs',
  'completion.scopes',
];

/** The settings as they hold for a document, or for the window without one. */
export function readSettings(document?: {
  readonly uri: vscode.Uri;
  readonly languageId: string;
}): Settings {
  const configuration = vscode.workspace.getConfiguration(
    section,
    document === undefined ? null : { uri: document.uri, languageId: document.languageId },
  );
  return parseSettings((key) => {
    const values = configuration.inspect<unknown>(key);
    if (values === undefined) {
      return undefined;
    }
    const own = values.globalLanguageValue ?? values.globalValue ?? values.defaultValue;
    if (!languageKeys.includes(key)) {
      // Whatever the manifest says: a repository never decides where data goes.
      return values.globalValue ?? values.defaultValue;
    }
    const workspace =
      values.workspaceFolderLanguageValue ??
      values.workspaceLanguageValue ??
      values.workspaceFolderValue ??
      values.workspaceValue;
    return workspace === undefined ? own : stricter(key, own, workspace);
  });
}

/** A workspace may only make these stricter; for the others its value holds as usual. */
function stricter(key: SettingKey, own: unknown, workspace: unknown): unknown {
  switch (key) {
    case 'completion.enabled':
      return own !== false && workspace !== false;
    case 'completion.trigger':
      return own === 'manual' ? own : workspace;
    case 'completion.scopes':
      return Array.isArray(own) && Array.isArray(workspace)
        ? own.filter((scope) => workspace.includes(scope))
        : own;
    default:
      return workspace;
  }
}

/** True when the user set the value, so that it is a choice and not a default. */
export function isChosen(key: SettingKey): boolean {
  return vscode.workspace.getConfiguration(section).inspect(key)?.globalValue !== undefined;
}

/** Writes one of the user's own settings, for all languages or for one. */
export async function writeSetting(
  key: SettingKey,
  value: unknown,
  languageId?: string,
): Promise<void> {
  await vscode.workspace
    .getConfiguration(section, languageId === undefined ? null : { languageId })
    .update(key, value, vscode.ConfigurationTarget.Global, languageId !== undefined);
}

/** Calls `listener` with what changed of our settings. */
export function onSettingsChange(
  listener: (affects: (key: string) => boolean) => void,
): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(section)) {
      listener((key) => event.affectsConfiguration(`${section}.${key}`));
    }
  });
}
