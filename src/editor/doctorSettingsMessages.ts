import * as vscode from 'vscode';
import type { Origin, SettingInEffect } from '../doctor/finding.ts';
import { isSet } from '../doctor/settingsInEffect.ts';
import { showInvisible } from '../subject/invisible.ts';

/** Our settings: one line for each that somebody set, and one for each group of the others. */
export function settingsBody(settings: readonly SettingInEffect[]): readonly string[] {
  const set = settings.filter(isSet);
  const others = Map.groupBy(
    settings.filter((setting) => !isSet(setting)),
    ({ key }) => ['ghostline', ...key.split('.').slice(0, -1)].join('.'),
  );
  return [
    ...(set.length === 0
      ? [vscode.l10n.t('All are as they come:')]
      : [...set.map(settingText), '', vscode.l10n.t('The others are as they come:')]),
    '',
    ...[...others].map(([group, ofGroup]) => groupText(group, ofGroup)),
  ];
}

function groupText(group: string, settings: readonly SettingInEffect[]): string {
  const values = settings.map(
    ({ key, value }) => `${key.slice(key.lastIndexOf('.') + 1)} = ${showInvisible(value)}`,
  );
  return `- \`${group}\`: ${values.join(' · ')}`;
}

function settingText({ from, ignored, key, value }: SettingInEffect): string {
  const own =
    from === 'default'
      ? vscode.l10n.t('as it comes')
      : vscode.l10n.t('set by {0}', originText(from));
  const other =
    ignored === undefined
      ? ''
      : ` ${vscode.l10n.t('The workspace asks for {0}, which does not count.', showInvisible(ignored))}`;
  return `- \`ghostline.${key}\` = ${showInvisible(value)} (${own})${other}`;
}

function originText(origin: Exclude<Origin, 'default'>): string {
  switch (origin) {
    case 'user':
      return vscode.l10n.t('you');
    case 'user language':
      return vscode.l10n.t('you, for this language');
    case 'remote':
      return vscode.l10n.t('you, on the remote machine');
    case 'remote language':
      return vscode.l10n.t('you, for this language on the remote machine');
    case 'workspace':
      return vscode.l10n.t('the workspace');
    case 'workspace language':
      return vscode.l10n.t('the workspace, for this language');
    case 'folder':
      return vscode.l10n.t('the folder of the workspace');
    case 'folder language':
      return vscode.l10n.t('the folder of the workspace, for this language');
    case 'both':
      return vscode.l10n.t('you and the workspace: the stricter counts');
    case 'elsewhere':
      return vscode.l10n.t('another extension or your organization');
  }
}
