import * as vscode from 'vscode';
import type { ChangeRefusal } from './changeSubject.ts';
import type { EditOutcome } from './editAsk.ts';
import { noEditTexts, staleText } from './editMessages.ts';
import { fixTexts } from './fixMessages.ts';

/** Says why nothing is asked about the code. */
export function sayRefused(reason: ChangeRefusal): void {
  void vscode.window.showInformationMessage(noEditTexts({ kind: 'refused', reason }).message);
}

/** Says that the code was edited meanwhile; `again` is what the user can choose then. */
export async function sayStale(again: () => Promise<void>): Promise<void> {
  const { message, retry } = staleText();
  if ((await vscode.window.showInformationMessage(message, retry)) === retry) {
    await again();
  }
}

/**
 * Says why there is no change, with what can be done about it.
 * @param explain explains the problem that was to be repaired; undefined where there was none
 */
export async function sayWhyNot(
  outcome: EditOutcome,
  again: () => Promise<void>,
  explain?: () => Promise<void>,
): Promise<void> {
  if (outcome.kind === 'edits' || outcome.kind === 'new file' || outcome.kind === 'stopped') {
    return;
  }
  const { message, actions } = noEditTexts(outcome);
  const words = fixTexts().explain;
  // Where no model may be asked, none explains either.
  const isAsked = outcome.kind === 'no edits' || outcome.kind === 'failed';
  const chosen = await vscode.window.showWarningMessage(
    message,
    ...(isAsked && explain !== undefined ? [words] : []),
    ...actions.map(({ title }) => title),
  );
  if (chosen === words) {
    return explain?.();
  }
  switch (actions.find(({ title }) => title === chosen)?.does) {
    case 'again':
      return again();
    case 'key':
      return vscode.commands.executeCommand('ghostline.setApiKey');
    case 'select':
      return vscode.commands.executeCommand('ghostline.selectModel');
    case 'doctor':
      return vscode.commands.executeCommand('ghostline.doctor');
    case 'settings':
      return vscode.commands.executeCommand(
        'workbench.action.openSettings',
        '@ext:ghostline.ghostline',
      );
  }
}
