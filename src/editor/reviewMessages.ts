import * as vscode from 'vscode';
import type { Cheat } from '../edit/cheats.ts';
import type { UndoRefusal } from '../edit/lastChange.ts';
import type { NotChecked, Verdict } from '../edit/verdict.ts';
import { showInvisible } from '../subject/invisible.ts';
import type { Held, OpenReview } from './reviewState.ts';

const mostTitleCharacters = 48;
const mostSuggestionCharacters = 90;
const mostWhyCharacters = 600;
const mostRemovedCharacters = 40;
const mostCheatCharacters = 60;

/**
 * A text that is not ours as plain words in one line: notifications would make links and commands of it, and
 * labels would make icons.
 */
export function plainWords(text: string, mostCharacters: number): string {
  const words = showInvisible(text.replace(/\s+/g, ' ').trim())
    .replaceAll('](', '] (')
    .replaceAll('$(', '$ (');
  return words.length > mostCharacters
    ? `${words.slice(0, mostCharacters - 1).toWellFormed()}…`
    : words;
}

/** Labels of the rows above changes. */
export function lensTexts() {
  return {
    accept: `$(check) ${vscode.l10n.t('Accept')}`,
    acceptAll: `$(check-all) ${vscode.l10n.t('Accept all')}`,
    discard: `$(discard) ${vscode.l10n.t('Discard')}`,
    discardAll: `$(discard) ${vscode.l10n.t('Discard all')}`,
    dismiss: `$(close) ${vscode.l10n.t('Dismiss')}`,
    diff: vscode.l10n.t('Show diff'),
    elsewhere: (count: number) =>
      `$(files) ${
        count === 1
          ? vscode.l10n.t('1 change in another file…')
          : vscode.l10n.t('{0} changes in other files…', count)
      }`,
    again: vscode.l10n.t('Try again'),
    why: vscode.l10n.t('Why'),
    place: (place: number, of: number) => vscode.l10n.t('{0} of {1}', place, of),
    removed: removedText,
  };
}

/** The first line that a change took away, and how many more; '' for none. */
function removedText(removed: string): string {
  const lines = removed.split('\n').filter((line) => line.trim() !== '');
  const [first] = lines;
  if (first === undefined) {
    return '';
  }
  const words = `$(diff-removed) ${plainWords(first, mostRemovedCharacters)}`;
  return lines.length === 1 ? words : `${words} (+${lines.length - 1})`;
}

/** What stands in front of the row of a change that nobody asked for. */
export function suggestedText(title: string): string {
  return `$(lightbulb) Ghostline: ${plainWords(title, mostSuggestionCharacters)}`;
}

/** What stands in front of the first row: the verdict, else what was asked for. */
export function titleText(
  { held, title, verdict }: OpenReview,
  verdictWords: (verdict: Verdict) => string,
): string {
  if (held === 'auto-save' || held === 'read-only') {
    const words = verdict === undefined ? '' : `; ${verdictWords(verdict)}`;
    return `$(eye) Ghostline: ${heldText(held)}${words}`;
  }
  return verdict === undefined
    ? `$(sparkle) Ghostline: ${plainWords(title, mostTitleCharacters)}`
    : `${verdictIcon(verdict)} Ghostline: ${verdictWords(verdict)}`;
}

function heldText(held: Extract<Held, 'auto-save' | 'read-only'>): string {
  switch (held) {
    case 'auto-save':
      return vscode.l10n.t('auto-save is on, so this change waits for you in a diff');
    case 'read-only':
      return vscode.l10n.t('the file is read-only, so this change is only shown');
  }
}

function verdictIcon({ kind }: Verdict): string {
  switch (kind) {
    case 'verified':
      return '$(pass)';
    case 'partly':
      return '$(warning)';
    case 'not verified':
    case 'not checked':
      return '$(question)';
  }
}

/** A verdict in a few words. */
export function verdictText(verdict: Verdict): string {
  switch (verdict.kind) {
    case 'verified': {
      const { openFiles, unchecked } = verdict;
      const files =
        openFiles === 1
          ? vscode.l10n.t('problem gone, none added in this file')
          : vscode.l10n.t('problem gone, none added in {0} open files', openFiles);
      const seen =
        verdict.together === undefined
          ? files
          : vscode.l10n.t('{0}, with the changes in other files', files);
      if (unchecked === 'unknown') {
        return vscode.l10n.t('{0}; closed files that use it not checked', seen);
      }
      return unchecked === 0
        ? seen
        : vscode.l10n.t('{0}; {1} other files not checked', seen, unchecked);
    }
    case 'partly':
      return partlyText(verdict);
    case 'not verified':
      return vscode.l10n.t('not verified ({0})', notVerifiedText(verdict));
    case 'not checked':
      return vscode.l10n.t('not checked ({0})', notCheckedText(verdict.reason));
  }
}

function partlyText({ added, fixed, of, suspicion }: Extract<Verdict, { kind: 'partly' }>): string {
  return suspicion === undefined
    ? vscode.l10n.t('{0} of {1} problems gone, {2} added', fixed, of, added)
    : vscode.l10n.t(
        '{0} of {1} problems gone, {2} added; {3}',
        fixed,
        of,
        added,
        suspicionText(suspicion),
      );
}

/** What silences the problem, by its line: the number may be another one by now. */
function suspicionText(cheat: Cheat): string {
  return vscode.l10n.t('it may only silence the problem: {0}', cheatText(cheat));
}

function cheatText({ kind, text }: Cheat): string {
  const line = plainWords(text, mostCheatCharacters);
  switch (kind) {
    case 'deleted code':
      return vscode.l10n.t('deleted code “{0}”', line);
    case 'emptied code':
      return vscode.l10n.t('emptied code “{0}”', line);
    case 'commented out code':
      return vscode.l10n.t('commented out code “{0}”', line);
    case 'any type':
      return vscode.l10n.t('any type “{0}”', line);
    case 'cast':
      return vscode.l10n.t('cast “{0}”', line);
    case 'non-null assertion':
      return vscode.l10n.t('non-null assertion “{0}”', line);
    case 'check switched off':
      return vscode.l10n.t('check switched off “{0}”', line);
    case 'swallowed error':
      return vscode.l10n.t('swallowed error “{0}”', line);
    case 'removed test':
      return vscode.l10n.t('removed test “{0}”', line);
    case 'skipped test':
      return vscode.l10n.t('skipped test “{0}”', line);
    case 'constant condition':
      return vscode.l10n.t('constant condition “{0}”', line);
    case 'forced style':
      return vscode.l10n.t('forced style “{0}”', line);
  }
}

function notVerifiedText(verdict: Extract<Verdict, { kind: 'not verified' }>): string {
  switch (verdict.reason) {
    case 'typing':
      return vscode.l10n.t('you were typing');
    case 'saved':
      return vscode.l10n.t('the file was saved meanwhile');
    case 'closed':
      return vscode.l10n.t('the file was closed meanwhile');
    case 'refused':
      return vscode.l10n.t('the editor did not take the change');
    case 'never settled':
      return vscode.l10n.t('the problems kept changing');
    case 'no report':
      return vscode.l10n.t('no report in time; some linters look only on save');
    case 'fell silent':
      return vscode.l10n.t('who reported the problem fell silent');
    case 'parted':
      return vscode.l10n.t('what it needs in other files cannot all be offered');
    case 'suspicious':
      return suspicionText(verdict.suspicion);
  }
}

function notCheckedText(reason: NotChecked): string {
  switch (reason) {
    case 'switched off':
      return vscode.l10n.t('checking is switched off');
    case 'no problem':
      return vscode.l10n.t('there was no problem to compare');
    case 'auto-save':
      return vscode.l10n.t('auto-save is on');
    case 'not in view':
      return vscode.l10n.t('the file was not in view');
  }
}

/** What a diff of a change is called, with what is known about one that is not in its file. */
export function diffTitle(
  file: string,
  { held, verdict }: Pick<OpenReview, 'held' | 'verdict'>,
): string {
  const title = diffName(file, held);
  return held === undefined || verdict === undefined ? title : `${title}: ${verdictText(verdict)}`;
}

function diffName(file: string, held: Held | undefined): string {
  switch (held) {
    case undefined:
      return vscode.l10n.t('{0}: before ↔ with the change', file);
    case 'auto-save':
    case 'not checked':
    case 'unasked':
      return vscode.l10n.t('{0} ↔ proposed (not in the file yet)', file);
    case 'read-only':
      return vscode.l10n.t('{0} ↔ proposed (the file is read-only)', file);
  }
}

/** Told when a change left its document so that it is not saved. */
export function heldTexts() {
  return {
    message: vscode.l10n.t(
      'VS Code saves this file by itself, so the change was taken out before. It waits until you accept it.',
    ),
    diff: vscode.l10n.t('Show diff'),
  };
}

/** Told when what the user decided about a change cannot be done. */
export function notMadeText(reason: 'read-only' | 'changed' | 'writing'): string {
  switch (reason) {
    case 'read-only':
      return vscode.l10n.t('The document takes no edits now, so nothing was done.');
    case 'changed':
      return vscode.l10n.t('The document is being edited, so nothing was done. Try again.');
    case 'writing':
      return vscode.l10n.t('A change is being written into the document. Try again.');
  }
}

/** The model's reason for a change, and what to do about it. */
export function whyTexts(why: string, canExplain: boolean) {
  return {
    message:
      why === '' ? vscode.l10n.t('The model gave no reason.') : plainWords(why, mostWhyCharacters),
    diff: vscode.l10n.t('Show diff'),
    explain: canExplain ? [vscode.l10n.t('Explain this problem')] : [],
  };
}

/** Why the last change cannot be taken back. */
export function undoRefusalText(reason: UndoRefusal): string {
  switch (reason) {
    case 'nothing':
      return vscode.l10n.t('There is no change of Ghostline to undo.');
    case 'closed':
      return vscode.l10n.t('The file with the last change of Ghostline was closed.');
    case 'edited':
      return vscode.l10n.t(
        'The last change of Ghostline was edited since. Undo takes back step by step.',
      );
  }
}

/** Told when changes are there to be decided about; a screen reader reads it. */
export function presentedText(pending: number): string {
  return pending === 1
    ? vscode.l10n.t('1 change is ready. Accept or discard it above the line.')
    : vscode.l10n.t('{0} changes are ready. Accept or discard them above the lines.', pending);
}
