import * as vscode from 'vscode';
import { plainWords } from './reviewMessages.ts';

const mostTitleCharacters = 60;
const mostMessageCharacters = 160;

/** What a repair is called: the message of its problem, or how many there are. */
export function fixTitle(messages: readonly string[], all: number): string {
  const [first = ''] = messages;
  return messages.length === 1
    ? vscode.l10n.t('fix “{0}”', plainWords(first, mostTitleCharacters))
    : messages.length < all
      ? vscode.l10n.t('fix the first {0} of {1} problems', messages.length, all)
      : vscode.l10n.t('fix {0} problems', messages.length);
}

/** Where making and checking a repair stands, besides what the model does. */
export function fixStateText(
  state: { readonly kind: 'checking' } | { readonly kind: 'again'; readonly attempt: number },
): string {
  switch (state.kind) {
    case 'checking':
      return vscode.l10n.t('Checking whether the problem is gone…');
    case 'again':
      return vscode.l10n.t('It was not. Attempt {0}…', state.attempt);
  }
}

/** Words and buttons around commands that repair. */
export function fixTexts() {
  return {
    findBugs: vscode.l10n.t('find and fix bugs'),
    explain: vscode.l10n.t('Explain this problem'),
    again: vscode.l10n.t('Try again'),
    select: vscode.l10n.t('Select the code in which bugs are to be found.'),
    noneHere: vscode.l10n.t('There is no problem at the cursor.'),
    noneInFile: vscode.l10n.t('There are no problems in this file.'),
  };
}

/** Told when nothing that the model wrote was any better. */
export function withdrawnText(attempts: number, messages: readonly string[]): string {
  const tried =
    attempts === 1
      ? vscode.l10n.t('The model’s change did not repair this, so it was taken back.')
      : vscode.l10n.t(
          'None of the model’s {0} changes repaired this, so they were taken back.',
          attempts,
        );
  const [first] = messages;
  return first === undefined
    ? tried
    : `${tried} ${vscode.l10n.t('The last one led to: {0}', plainWords(first, mostMessageCharacters))}`;
}
