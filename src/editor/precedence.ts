import type { SettingKey } from '../settings.ts';

/** The values of one setting by where they are set, as VS Code's `inspect` tells them apart. */
export interface Inspected {
  readonly defaultValue?: unknown;
  readonly globalValue?: unknown;
  readonly workspaceValue?: unknown;
  readonly workspaceFolderValue?: unknown;
  readonly defaultLanguageValue?: unknown;
  readonly globalLanguageValue?: unknown;
  readonly workspaceLanguageValue?: unknown;
  readonly workspaceFolderLanguageValue?: unknown;
}

/** Settings that a workspace and a language may have of their own; all others belong to the machine. */
const workspaceKeys: readonly SettingKey[] = [
  'completion.enabled',
  'completion.trigger',
  'completion.instant',
  'completion.maxLines',
  'completion.delayMs',
  'completion.scopes',
  'context.openFiles',
  'context.recentEdits',
  'context.definitions',
  'context.diagnostics',
  'context.instructions',
  'fix.lightbulb',
  'fix.verify',
  'fix.attempts',
];

/**
 * The value that holds. Whatever the manifest says, a repository never decides where data goes, and it
 * may only make completions stricter.
 */
export function effectiveValue(key: SettingKey, values: Inspected): unknown {
  if (!workspaceKeys.includes(key)) {
    return values.globalValue ?? values.defaultValue;
  }
  const own =
    values.globalLanguageValue ??
    values.globalValue ??
    values.defaultLanguageValue ??
    values.defaultValue;
  const workspace =
    values.workspaceFolderLanguageValue ??
    values.workspaceLanguageValue ??
    values.workspaceFolderValue ??
    values.workspaceValue;
  return workspace === undefined ? own : stricter(key, own, workspace);
}

function stricter(key: SettingKey, own: unknown, workspace: unknown): unknown {
  switch (key) {
    case 'completion.enabled':
    case 'context.openFiles':
    case 'context.recentEdits':
    case 'context.definitions':
    case 'context.diagnostics':
    case 'context.instructions':
    case 'fix.lightbulb':
      return own !== false && workspace !== false;
    case 'fix.verify':
      return own !== false || workspace !== false;
    case 'fix.attempts':
      return typeof own === 'number' && typeof workspace === 'number'
        ? Math.min(own, workspace)
        : own;
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
