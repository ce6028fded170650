import * as vscode from 'vscode';
import type { EditRefusal } from '../edit/task.ts';
import type { ChangeRefusal } from './changeSubject.ts';
import type { EditOutcome } from './editAsk.ts';
import { refusalText, statusText } from './explainMessages.ts';
import { errorText } from './messages.ts';
import { plainWords } from './reviewMessages.ts';

const mostTitleCharacters = 48;
const mostWhyCharacters = 600;

/** Why a reply led to no change. */
function editRefusalText(refusal: EditRefusal): string {
  switch (refusal.kind) {
    case 'nothing to change':
      return vscode.l10n.t('The model says that nothing is to be changed.');
    case 'nothing changed':
      return vscode.l10n.t('The model gave the code back as it is.');
    case 'no reply':
      return refusal.withheld
        ? vscode.l10n.t('The model or its server withheld the answer.')
        : vscode.l10n.t('The model ended without an answer.');
    case 'prose':
      return vscode.l10n.t(
        'The model answered in words, without a change. A larger model may help.',
      );
    case 'truncated':
      return vscode.l10n.t(
        'The change was cut off before its end. Select less code, or take a larger model.',
      );
    case 'ellipsis':
      return vscode.l10n.t('The model left code out, so its change cannot be made.');
    case 'matches twice':
      return vscode.l10n.t(
        'The change fits in more than one place. Select the code that you mean.',
      );
    case 'matches nowhere':
    case 'not shown':
      return vscode.l10n.t('The change does not fit the code. A larger model may help.');
    case 'overlap':
      return vscode.l10n.t('The model changed the same lines twice, in different ways.');
    case 'other file':
      return vscode.l10n.t(
        'The model wanted to change another file ({0}). Nothing was changed.',
        plainWords(refusal.path, mostTitleCharacters),
      );
    case 'placeholder':
      return vscode.l10n.t(
        'The change would damage a secret that was hidden from the model. Nothing was changed.',
      );
    case 'invisible characters':
      return vscode.l10n.t(
        'The change holds invisible characters ({0}). Nothing was changed.',
        refusal.names.join(', '),
      );
    case 'huge':
      return vscode.l10n.t('The change is too large to look through. Select less code.');
  }
}

/** The box in which an instruction is typed. */
export function instructionTexts(about: string) {
  return {
    title: vscode.l10n.t('Ghostline: edit {0}', plainWords(about, mostTitleCharacters)),
    placeholder: vscode.l10n.t(
      'What is to be done? For example: return early when the list is empty',
    ),
  };
}

/** What a change is called in front of its row. */
export function editTitles(about: string) {
  const name = plainWords(about, mostTitleCharacters);
  return {
    document: vscode.l10n.t('document {0}', name),
    tests: vscode.l10n.t('tests for {0}', name),
  };
}

/** What the progress is called. */
export function progressText(title: string): string {
  return `Ghostline: ${title}`;
}

/** Where a change stands. */
export function editStateText(
  state: 'choosing' | 'loading' | 'waiting' | 'writing',
  model = '',
): string {
  switch (state) {
    case 'choosing':
      return vscode.l10n.t('Looking for a model…');
    case 'loading':
      return vscode.l10n.t('{0} is being loaded…', model);
    case 'waiting':
      return vscode.l10n.t('The model is reading…');
    case 'writing':
      return vscode.l10n.t('The model is writing…');
  }
}

/** How much of a new file has come. */
export function linesText(count: number): string {
  return vscode.l10n.t('{0} lines so far…', count);
}

/** Told when the code was edited while the model wrote. */
export function staleText() {
  return {
    message: vscode.l10n.t('You changed this code meanwhile, so nothing was put into it.'),
    retry: vscode.l10n.t('Try again'),
  };
}

/**
 * Words around changes in other files.
 * @param title what the change that needs them is called
 * @param file the name of its file
 * @param isCounted the check of it counts on them
 */
export function elsewhereTexts(title: string, file: string, isCounted: boolean) {
  const name = plainWords(file, mostTitleCharacters);
  return {
    title: vscode.l10n.t('Ghostline: changes in other files'),
    placeholder: isCounted
      ? vscode.l10n.t('Other files have new problems without these. Tick what you want.')
      : vscode.l10n.t('Not part of what was checked. Tick what you want.'),
    suggestion: vscode.l10n.t('{0}: {1} needs this', name, title),
    left: (count: number) =>
      count === 1
        ? vscode.l10n.t('This also needs 1 change in another file.')
        : vscode.l10n.t('This also needs {0} changes in other files.', count),
    show: vscode.l10n.t('Show…'),
    diff: vscode.l10n.t('Show diff'),
  };
}

/** Told when changes in other files are to be shown, and there are none. */
export function nothingElsewhereText(): string {
  return vscode.l10n.t('No changes in other files belong to this one.');
}

/** Told when a new file with tests is there. */
export function presentedTestText(name: string): string {
  return vscode.l10n.t('{0} is open beside the code. It is not saved yet.', name);
}

/** Which model may do better; '' where none is known. */
function otherModelText({
  able,
  larger,
}: Pick<Extract<EditOutcome, { kind: 'no edits' }>, 'able' | 'larger'>): string {
  return able !== undefined
    ? ` ${vscode.l10n.t('{0} has answered in the form that changes need.', plainWords(able, mostTitleCharacters))}`
    : larger !== undefined
      ? ` ${vscode.l10n.t('{0} is installed and larger.', plainWords(larger, mostTitleCharacters))}`
      : '';
}

/** Something to do about a refusal. */
interface Remedy {
  readonly title: string;
  readonly does: 'again' | 'doctor' | 'key' | 'select' | 'settings';
}

/** Why there is no change, and what can be done about it. */
export function noEditTexts(
  outcome:
    | Exclude<EditOutcome, { kind: 'edits' | 'new file' | 'stopped' }>
    | { readonly kind: 'refused'; readonly reason: ChangeRefusal },
): { readonly message: string; readonly actions: readonly Remedy[] } {
  const again: Remedy = { title: vscode.l10n.t('Try again'), does: 'again' };
  const settings: Remedy = { title: vscode.l10n.t('Open settings'), does: 'settings' };
  const select: Remedy = { title: vscode.l10n.t('Select model…'), does: 'select' };
  const key: Remedy = { title: vscode.l10n.t('Set API key…'), does: 'key' };
  const doctor: Remedy = { title: vscode.l10n.t('Run Doctor'), does: 'doctor' };
  switch (outcome.kind) {
    case 'no edits': {
      const isDone = outcome.reason.kind === 'nothing to change' && outcome.why !== '';
      const why = isDone ? ` ${plainWords(outcome.why, mostWhyCharacters)}` : '';
      const other = otherModelText(outcome);
      return {
        message: `${editRefusalText(outcome.reason)}${why}${other}`,
        actions: other === '' ? [again] : [again, select],
      };
    }
    case 'no model':
      return { message: statusText(outcome), actions: [key, settings, doctor] };
    case 'failed':
      return {
        message: errorText(outcome.error),
        actions: outcome.error.kind === 'unauthorized' ? [key, again] : [again, settings, doctor],
      };
    case 'refused':
      return { message: refusedText(outcome.reason), actions: [] };
  }
}

function refusedText(reason: ChangeRefusal): string {
  switch (reason) {
    case 'nothing to explain':
      return vscode.l10n.t(
        'There is no code here to change. A comment that says what is wanted is enough.',
      );
    case 'unsupported document':
      return vscode.l10n.t('This kind of document is not changed.');
    case 'protected file':
      return vscode.l10n.t(
        'Ghostline changes no file that decides what programs run, what agents do or what it may read itself. It explains this file; the change is yours to make.',
      );
    default:
      return refusalText(reason);
  }
}
