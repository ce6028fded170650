import * as vscode from 'vscode';
import { fenced, readableRequest } from '../model/readableRequest.ts';
import type { SentRequest } from '../model/sentRequests.ts';
import type { GateRefusal } from '../privacy/gate.ts';
import type { SnippetKind } from '../privacy/safePrompt.ts';
import { inertLine } from '../subject/inertLine.ts';
import { reasonText } from './messages.ts';

/** Which request is looked at. */
export type PreviewKind = 'completion' | 'explanation' | 'last';

/** One part of a prompt and where it comes from. */
export interface PreviewPart {
  readonly kind: SnippetKind | 'before' | 'after' | 'instructions' | 'question';
  /** As the model sees it; absent: the document itself. */
  readonly path?: string;
  readonly characters: number;
}

/** Something that is open, or could be added, and does not go along. */
export interface LeftOut {
  /** A file, or the setting that says so. */
  readonly name: string;
  readonly why: GateRefusal | 'untrusted workspace' | 'setting' | 'not alike';
}

/** What there is to say about one request besides the request itself. */
export interface PreviewFacts {
  readonly kind: PreviewKind;
  readonly sent: SentRequest;
  /** Where the cursor or the code is; absent for the last request. */
  readonly place?: string;
  readonly model?: { readonly model: string; readonly host: string; readonly local: boolean };
  readonly parts: readonly PreviewPart[];
  readonly leftOut: readonly LeftOut[];
  /** How many secrets were replaced; `local`: the model runs here and sees them; `off`: a setting. */
  readonly secrets: number | 'local' | 'off' | undefined;
}

/** The choices of what to look at. */
export function kindText(kind: PreviewKind): string {
  switch (kind) {
    case 'completion':
      return vscode.l10n.t('A completion at the cursor');
    case 'explanation':
      return vscode.l10n.t('An explanation of what is selected');
    case 'last':
      return vscode.l10n.t('The last request that was sent');
  }
}

/** Asks which request to look at. */
export function kindTitle(): string {
  return vscode.l10n.t('Ghostline: which request?');
}

/** There is nothing to look at. */
export function noneText(kind: PreviewKind): string {
  return kind === 'last'
    ? vscode.l10n.t('Ghostline has sent no code in this window yet.')
    : vscode.l10n.t('Open a file with code first.');
}

/** A browser cannot tell a request that is only looked at from others. */
export function onlyLastText(): string {
  return vscode.l10n.t('In a browser, Ghostline can only show the last request that was sent.');
}

/** What is waited for when an explanation is looked at. */
export function waitingText(): string {
  return vscode.l10n.t('Waiting for the model that would explain. Nothing of your code is sent.');
}

/** Nothing would be sent, and why. */
export function refusedText(reason: string): string {
  return vscode.l10n.t('Nothing would be sent here. {0}', reason);
}

/** The whole document: where it goes, what it is made of, and every byte. */
export function previewText(facts: PreviewFacts): string {
  const { sent } = facts;
  const { rest, texts } = readableRequest(sent.body);
  const headers = Object.entries(sent.headers).map(([name, value]) => `${name}: ${value}`);
  const bytes = new TextEncoder().encode(sent.body).length;
  return [
    `# ${vscode.l10n.t('Ghostline: request')}`,
    inertLine(titleLine(facts)),
    `## ${vscode.l10n.t('Where it goes')}`,
    `    ${sent.method} ${sent.url}`,
    ...(facts.model === undefined ? [] : [inertLine(modelLine(facts.model))]),
    ...section(vscode.l10n.t('What it is made of'), facts.parts.map(partLine)),
    ...section(vscode.l10n.t('What is left out'), facts.leftOut.map(leftOutLine)),
    ...section(vscode.l10n.t('Secrets'), secretLines(facts.secrets)),
    `## ${vscode.l10n.t('Headers')}`,
    fenced(headers.join('\n')),
    vscode.l10n.t(
      'VS Code adds host, connection, content-length, accept-language and sec-fetch-mode. The API key, where there is one, stands in place of ‹key›.',
    ),
    `## ${vscode.l10n.t('Body, to be read')}`,
    ...texts.flatMap(({ name, text }) => [`### ${inertLine(name)}`, fenced(text)]),
    `### ${vscode.l10n.t('everything else')}`,
    fenced(rest, 'json'),
    `## ${vscode.l10n.t('Body, to the byte ({0} bytes)', bytes)}`,
    fenced(sent.body, 'json'),
    '',
  ].join('\n\n');
}

function titleLine({ kind, place = '' }: PreviewFacts): string {
  switch (kind) {
    case 'completion':
      return vscode.l10n.t(
        'This is what a completion at {0} would send now. Nothing of it was sent.',
        place,
      );
    case 'explanation':
      return vscode.l10n.t(
        'This is what an explanation at {0} would send now. Nothing of it was sent.',
        place,
      );
    case 'last':
      return vscode.l10n.t(
        'This is the last request with code that this window sent, as it was sent.',
      );
  }
}

function modelLine({ host, local, model }: NonNullable<PreviewFacts['model']>): string {
  return local
    ? vscode.l10n.t('{0}, local ({1})', model, host)
    : vscode.l10n.t('{0}, cloud: {1} receives the code around the cursor', model, host);
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0
    ? []
    : [`## ${title}`, lines.map((line) => `- ${inertLine(line)}`).join('\n')];
}

function partLine({ characters, kind, path = '' }: PreviewPart): string {
  switch (kind) {
    case 'before':
      return vscode.l10n.t('Code before the cursor: {0} characters of {1}', characters, path);
    case 'after':
      return vscode.l10n.t('Code behind the cursor: {0} characters of {1}', characters, path);
    case 'open file':
      return vscode.l10n.t('Part of a file that is open: {0} characters of {1}', characters, path);
    case 'definition':
      return vscode.l10n.t('Definition: {0} characters of {1}', characters, path);
    case 'cell':
      return vscode.l10n.t('Cell above: {0} characters of {1}', characters, path);
    case 'recent edit':
      return vscode.l10n.t('Your last edits: {0} characters of {1}', characters, path);
    case 'problems':
      return vscode.l10n.t('Problems near the cursor: {0} characters of {1}', characters, path);
    case 'instructions':
      return vscode.l10n.t('Ghostline’s words to the model: {0} characters', characters);
    case 'question':
      return vscode.l10n.t(
        'The code with what is around it and what the project says about its code: {0} characters',
        characters,
      );
  }
}

function leftOutLine({ name, why }: LeftOut): string {
  switch (why) {
    case 'setting':
      return vscode.l10n.t('{0} is off', name);
    case 'not alike':
      return vscode.l10n.t('{0}: open, but not like this place, or there was no room', name);
    case 'untrusted workspace':
    case 'secret file':
    case 'excluded file':
    case 'unsupported document':
      return `${name}: ${reasonText(why)}`;
  }
}

function secretLines(secrets: PreviewFacts['secrets']): readonly string[] {
  switch (secrets) {
    case undefined:
      return [];
    case 'local':
      return [vscode.l10n.t('None is replaced: the model runs on this machine.')];
    case 'off':
      return [vscode.l10n.t('None is replaced: ghostline.privacy.redactSecrets is off.')];
    default:
      return [vscode.l10n.t('Replaced in the request: {0}', secrets)];
  }
}
