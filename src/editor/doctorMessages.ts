import * as vscode from 'vscode';
import type { CheckId, EditorEffect, EditorTrouble, Fact, RequestFact } from '../doctor/finding.ts';
import type { NotedOutcome } from '../doctor/outcomes.ts';
import type { RowState } from '../doctor/render.ts';
import type { SnippetKind } from '../privacy/safePrompt.ts';
import { showInvisible } from '../subject/invisible.ts';
import { serverBody } from './doctorServerMessages.ts';
import { settingsBody } from './doctorSettingsMessages.ts';
import { reasonText, sourceText } from './messages.ts';

/** Name of a check, as its heading has it. */
export function checkTitle(id: CheckId): string {
  switch (id) {
    case 'here':
      return vscode.l10n.t('Completions in this document');
    case 'editor':
      return vscode.l10n.t('Settings of VS Code');
    case 'others':
      return vscode.l10n.t('Other completion extensions');
    case 'server':
      return vscode.l10n.t('Server');
    case 'key':
      return vscode.l10n.t('API key');
    case 'model':
      return vscode.l10n.t('Model for completions');
    case 'fill':
      return vscode.l10n.t('A completion, tried');
    case 'chat':
      return vscode.l10n.t('Model for explanations and fixes');
    case 'fallback':
      return vscode.l10n.t('Server that stands in');
    case 'remote':
      return vscode.l10n.t('Where Ghostline runs');
    case 'request':
      return vscode.l10n.t('What would be sent from here');
    case 'settings':
      return vscode.l10n.t('Settings of Ghostline');
    case 'outcomes':
      return vscode.l10n.t('The last questions in this document');
  }
}

/** A heading: the sign for the eye, the word for the ear. */
export function headingText(title: string, state: RowState): string {
  switch (state) {
    case 'ok':
      return `✓ ${title}: ${vscode.l10n.t('fine')}`;
    case 'note':
      return `• ${title}: ${vscode.l10n.t('worth knowing')}`;
    case 'failed':
      return `✗ ${title}: ${vscode.l10n.t('needs repair')}`;
    case 'skipped':
      return `– ${title}: ${vscode.l10n.t('not checked')}`;
    case 'running':
      return `… ${title}: ${vscode.l10n.t('being checked')}`;
  }
}

/** What needs repair, in one line. */
export function summaryText(failing: readonly string[], running: number): string {
  const found =
    failing.length === 0
      ? vscode.l10n.t('Nothing needs repair.')
      : vscode.l10n.t(
          'Needs repair: {0}.',
          new Intl.ListFormat(vscode.env.language).format(failing),
        );
  if (running === 0) {
    return found;
  }
  const left = vscode.l10n.t('{0} checks are under way.', running);
  return failing.length === 0 ? left : `${left} ${found}`;
}

/** What stands in the place of the summary while nobody asked for a look. */
export function notBegunText(): string {
  return vscode.l10n.t('Nothing was checked since the window was opened. Choose "Run again".');
}

/** What stands below the title. @param place path and line of the document that the checks are about */
export function introText(facts: {
  readonly version: string;
  readonly system: string;
  readonly remote: string | undefined;
  /** VS Code runs in a browser, extensions with it. */
  readonly inBrowser: boolean;
  readonly place: { readonly path: string; readonly line: number } | undefined;
}): readonly string[] {
  const { inBrowser, place, remote, system, version } = facts;
  return [
    vscode.l10n.t('Versions: Ghostline {0}, VS Code {1}, {2}.', version, vscode.version, system),
    ...(remote === undefined ? [] : [vscode.l10n.t('Remote window: {0}.', remote)]),
    ...(inBrowser
      ? [
          vscode.l10n.t(
            'Ghostline runs in the browser: what it lacks there is a cache on the disk, the check of TypeScript beside the document, and what it knows of the memory of this machine.',
          ),
        ]
      : []),
    ...(place === undefined ? [] : [vscode.l10n.t('For {0}, line {1}.', place.path, place.line)]),
    '',
    vscode.l10n.t(
      'What can be done stands above a heading, and in the command "Show CodeLens Commands for Current Line". Nothing on this page holds a key or code of yours.',
    ),
  ];
}

/** What a check found, in paragraphs and items. */
export function bodyText(fact: Fact): readonly string[] {
  switch (fact.kind) {
    case 'not begun':
      return [];
    case 'no document':
      return [vscode.l10n.t('No code is open. Put the cursor into a file and run Doctor again.')];
    case 'on here':
      return [vscode.l10n.t('They come by themselves while you type {0}.', fact.languageId)];
    case 'off here':
      return [
        reasonText(fact.reason),
        ...(fact.byWorkspace
          ? [vscode.l10n.t('The settings of the workspace say so; yours cannot undo it.')]
          : []),
      ];
    case 'editor fine':
      return [vscode.l10n.t('None of them keeps suggestions from being shown.')];
    case 'editor settings':
      return fact.found.map(editorText);
    case 'no other extension':
      return [vscode.l10n.t('No other extension that completes is active.')];
    case 'other extension':
      return [otherText(fact)];
    case 'nothing sent':
      return [vscode.l10n.t('Nothing: {0}', reasonText(fact.reason))];
    case 'request':
      return requestText(fact);
    case 'settings':
      return settingsBody(fact.settings);
    case 'outcomes':
      return fact.outcomes.length === 0
        ? [vscode.l10n.t('VS Code has not asked for a suggestion in {0} yet.', fact.path)]
        : fact.outcomes.map((one) => outcomeText(one, fact.nowMs));
    case 'too slow':
      return [vscode.l10n.t('There was no answer within {0} seconds.', fact.seconds)];
    case 'stopped':
      return [vscode.l10n.t('You stopped this check.')];
    case 'broke':
      return [vscode.l10n.t('This check failed by a fault of Ghostline ({0}).', fact.detail)];
    default:
      return serverBody(fact, checkTitle);
  }
}

function otherText({
  choice,
  name,
}: {
  readonly choice: 'undecided' | 'ghostline' | 'left';
  readonly name: string;
}): string {
  switch (choice) {
    case 'undecided':
      return vscode.l10n.t(
        'Also active: {0}. VS Code shows whichever answers first. Ghostline waits until you choose.',
        name,
      );
    case 'ghostline':
      return vscode.l10n.t(
        'Also active: {0}. You chose Ghostline: turn the completions of the others off, or whoever answers first is shown.',
        name,
      );
    case 'left':
      return vscode.l10n.t('You left completions to {0}; Ghostline completes by hand only.', name);
  }
}

function editorText({ byWorkspace, effect, key, value }: EditorTrouble): string {
  const place = byWorkspace ? ` ${vscode.l10n.t('The workspace sets it.')}` : '';
  return `- \`${key}\` = ${value}: ${effectText(effect)}${place}`;
}

function effectText(effect: EditorEffect): string {
  switch (effect) {
    case 'hidden':
      return vscode.l10n.t('no suggestion is ever shown.');
    case 'delayed':
      return vscode.l10n.t('suggestions are held back, and the next key overtakes them.');
    case 'covered by the list':
      return vscode.l10n.t(
        'the list of completions opens at each word; only what continues its selected item is shown then.',
      );
    case 'replaced by previews':
      return vscode.l10n.t('the selected item of the list is shown in the place of suggestions.');
    case 'not announced':
      return vscode.l10n.t('a screen reader does not hear of suggestions.');
    case 'not taken by Tab':
      return vscode.l10n.t('Tab moves the focus and takes no suggestion.');
    case 'no buttons here':
      return vscode.l10n.t('the commands above the headings of this page are hidden.');
  }
}

function requestText(fact: RequestFact): readonly string[] {
  const { languageId, leftOut, off, path, pieces, prefixCharacters, suffixCharacters } = fact;
  return [
    vscode.l10n.t(
      '{0} ({1}): {2} characters before the cursor and {3} behind it.',
      showInvisible(path),
      languageId,
      prefixCharacters,
      suffixCharacters,
    ),
    ...pieces.map(
      ({ characters, kind, path: from }) =>
        `- ${vscode.l10n.t('{0}, {1} characters: {2}', pieceText(kind), characters, showInvisible(from))}`,
    ),
    ...(pieces.length === 0
      ? [
          vscode.l10n.t(
            'Nothing of other places goes along: nothing was found, or you did not type yet.',
          ),
        ]
      : []),
    ...(fact.secrets
      ? [vscode.l10n.t('Keys, tokens or passwords in it are replaced before it leaves.')]
      : []),
    ...off.map((key) => `- ${vscode.l10n.t('Left out: {0} is off.', `ghostline.${key}`)}`),
    ...leftOut.map(
      ({ path: file, reason }) =>
        `- ${vscode.l10n.t('Left out: {0}. {1}', showInvisible(file), reasonText(reason))}`,
    ),
  ];
}

function pieceText(kind: SnippetKind): string {
  switch (kind) {
    case 'open file':
      return vscode.l10n.t('part of an open file');
    case 'definition':
      return vscode.l10n.t('a definition');
    case 'cell':
      return vscode.l10n.t('a cell above');
    case 'recent edit':
      return vscode.l10n.t('an edit of yours');
    case 'problems':
      return vscode.l10n.t('problems nearby');
  }
}

function outcomeText({ atMs, elapsedMs, end }: NotedOutcome, nowMs: number): string {
  const ago = vscode.l10n.t('{0} s ago', Math.max(0, Math.round((nowMs - atMs) / 1000)));
  const what =
    end.kind === 'shown'
      ? vscode.l10n.t('shown, from {0}', sourceText(end.source, end.model))
      : reasonText(end.reason, end.error);
  return `- ${ago} (${Math.round(elapsedMs)} ms): ${what}`;
}
