import * as vscode from 'vscode';
import type { ChangeRefusal } from './changeSubject.ts';
import type { EditOutcome } from './editAsk.ts';
import { noEditTexts, staleText } from './editMessages.ts';

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

/** Says why there is no change, with what can be done about it. */
export async function sayWhyNot(outcome: EditOutcome, again: () => Promise<void>): Promise<void> {
  if (outcome.kind === 'edits' || outcome.kind === 'new file' || outcome.kind === 'stopped') {
    return;
  }
  const { message, actions } = noEditTexts(outcome);
  const chosen = await vscode.window.showWarningMessage(
    message,
    ...actions.map(({ title }) => title),
  );
  switch (actions.find(({ title }) => title === chosen)?.does) {
    case 'again':
      return again();
    case 'key':
      return vscode.commands.executeCommand('ghostline.setApiKey');
    case 'doctor':
      return vscode.commands.executeCommand('ghostline.doctor');
    case 'settings':
      return vscode.commands.executeCommand(
        'workbench.action.openSettings',
        '@ext:ghostline.ghostline',
      );
  }
}
