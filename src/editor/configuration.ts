import * as vscode from 'vscode';
import { parseSettings, type SettingKey, type Settings } from '../settings.ts';
import { effectiveValue } from './precedence.ts';

/** What settings can depend on; without both, those of the window hold. */
type SettingsScope = Partial<Pick<vscode.TextDocument, 'uri' | 'languageId'>>;

/** The settings of this window. */
export interface Configuration extends vscode.Disposable {
  /** The settings as they hold for a document, a language or the window; cheap enough for every keystroke. */
  settings(scope?: SettingsScope): Settings;
  /** False when completions are off in every folder and language of this window. */
  isEnabledAnywhere(): boolean;
  /** Tells which of our settings changed: `affects` takes a key, or what stands before a dot in keys. */
  onChange(listener: (affects: (key: string) => boolean) => void): vscode.Disposable;
}

const section = 'ghostline';

/** Reads the settings, each scope once until one of them changes. */
export function createConfiguration(): Configuration {
  const known = new Map<string, Settings>();
  const changed = new vscode.EventEmitter<(key: string) => boolean>();
  const settings = (scope: SettingsScope = {}): Settings => {
    const folder = scope.uri && vscode.workspace.getWorkspaceFolder(scope.uri);
    const key = `${scope.languageId ?? ''} ${folder?.uri.toString() ?? ''}`;
    const read = known.get(key) ?? readSettings(folder?.uri, scope.languageId);
    known.set(key, read);
    return read;
  };
  const listeners = vscode.Disposable.from(
    changed,
    vscode.workspace.onDidChangeWorkspaceFolders(() => known.clear()),
    vscode.workspace.onDidChangeConfiguration((event) => {
      known.clear();
      if (event.affectsConfiguration(section)) {
        changed.fire((key) => event.affectsConfiguration(`${section}.${key}`));
      }
    }),
  );
  return {
    settings,
    isEnabledAnywhere() {
      const folders = vscode.workspace.workspaceFolders ?? [];
      return [undefined, ...folders].some((folder) => {
        const uri = folder?.uri;
        const scope = uri === undefined ? {} : { uri };
        const { languageIds = [] } = inspectSetting(enabled, scope);
        return (
          readSetting(enabled, scope) ||
          languageIds.some((languageId) => readSetting(enabled, { ...scope, languageId }))
        );
      });
    },
    onChange: changed.event,
    dispose: () => listeners.dispose(),
  };
}

function readSettings(folder: vscode.Uri | undefined, languageId: string | undefined): Settings {
  const configuration = openSection(folder, languageId);
  return parseSettings((key) => effectiveValue(key, configuration.inspect(key) ?? {}));
}

const enabled = 'completion.enabled';

/** This setting alone: reading them all takes as long as everything else that happens at the start. */
export function readSetting<Key extends SettingKey>(
  key: Key,
  scope?: SettingsScope,
): Settings[Key] {
  const values = inspectSetting(key, scope);
  return parseSettings((one) => (one === key ? effectiveValue(key, values) : undefined))[key];
}

/** The values of one of our settings by where they are set, as they concern a document or the window. */
export function inspectSetting(
  key: SettingKey,
  scope: SettingsScope = {},
): NonNullable<ReturnType<vscode.WorkspaceConfiguration['inspect']>> {
  return openSection(scope.uri, scope.languageId).inspect(key) ?? { key };
}

function openSection(uri?: vscode.Uri, languageId?: string): vscode.WorkspaceConfiguration {
  const scope =
    languageId === undefined
      ? (uri ?? null)
      : { languageId, ...(uri === undefined ? {} : { uri }) };
  return vscode.workspace.getConfiguration(section, scope);
}

/** True when the user set the value, so that it is a choice and not a default. */
export function isChosen(key: SettingKey): boolean {
  return openSection().inspect(key)?.globalValue !== undefined;
}

/** Writes one of the user's own settings, for all languages or for one. */
export async function writeSetting(
  key: SettingKey,
  value: unknown,
  languageId?: string,
): Promise<void> {
  await openSection(undefined, languageId).update(
    key,
    value,
    vscode.ConfigurationTarget.Global,
    languageId !== undefined,
  );
}
