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

/** Told while the editor looks at a change. */
export function checkingText(): string {
  return vscode.l10n.t('Checking whether the problem is gone…');
}

/** What the model does, in the words for the first attempt, and which attempt it is. */
export function attemptText(attempt: number, words: string): string {
  return attempt === 1 ? words : vscode.l10n.t('It was not. Attempt {0}: {1}', attempt, words);
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
