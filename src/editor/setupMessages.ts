import * as vscode from 'vscode';
import type { CatalogModel } from '../model/catalog.ts';
import type { ModelError } from '../model/client.ts';
import type { MemoryWarning } from '../model/memoryNeeds.ts';
import type { FirstModel } from '../model/recommended.ts';
import type { PullProgress } from '../model/wire.ts';
import { errorText } from './messages.ts';

/** What a model is, in one line. */
export function modelFacts(model: CatalogModel): string {
  const { contextTokens, fits, loaded, parameters, quantization, remote, sizeBytes } = model;
  return [
    parameters,
    quantization,
    sizeBytes === undefined ? undefined : bytesText(sizeBytes),
    contextTokens === undefined
      ? undefined
      : vscode.l10n.t('context of {0} tokens', contextTokens.toLocaleString(vscode.env.language)),
    abilities(model),
    remote ? vscode.l10n.t('runs on another host') : undefined,
    loaded ? vscode.l10n.t('in memory') : undefined,
    fits === false ? vscode.l10n.t('needs more memory than is free') : undefined,
  ]
    .filter((part) => part !== undefined && part !== '')
    .join(' · ');
}

function abilities({ chats, fills, thinks }: CatalogModel): string {
  return [
    fills === true ? vscode.l10n.t('completes') : undefined,
    chats === true ? vscode.l10n.t('answers') : undefined,
    thinks ? vscode.l10n.t('thinks') : undefined,
    fills === false && chats === false ? vscode.l10n.t('neither completes nor answers') : undefined,
  ]
    .filter((part) => part !== undefined)
    .join(', ');
}

/** What a choice means for the memory. */
export function memoryText(model: string, warning: MemoryWarning): string {
  switch (warning.kind) {
    case 'too large':
      return vscode.l10n.t(
        '{0} needs about {1} of memory, and {2} are free: the machine may become slow. A smaller model answers faster.',
        model,
        bytesText(warning.neededBytes),
        bytesText(warning.freeBytes),
      );
    case 'reloads':
      return vscode.l10n.t(
        '{0} and {1} do not fit the free memory together: Ollama will load them in turn, which takes seconds each time. One model for everything avoids that.',
        model,
        warning.other,
      );
  }
}

/** There is no model yet: which one to begin with. Nothing is said of memory that is another machine's. */
export function firstModelText(origin: string, { fits, name, sizeBytes }: FirstModel): string {
  const size = bytesText(sizeBytes);
  switch (fits) {
    case true:
      return vscode.l10n.t(
        'Ollama is at {0} and has no model that completes code. {1} ({2}) goes well with this machine.',
        origin,
        name,
        size,
      );
    case false:
      return vscode.l10n.t(
        'Ollama is at {0} and has no model that completes code. {1} ({2}) is the smallest, and needs more memory than is free.',
        origin,
        name,
        size,
      );
    case undefined:
      return vscode.l10n.t(
        'Ollama is at {0} and has no model that completes code. {1} ({2}) is a good one to begin with.',
        origin,
        name,
        size,
      );
  }
}

/** How far a download is. */
export function pullText({ completedBytes, phase, totalBytes }: PullProgress): string {
  switch (phase) {
    case 'starting':
      return vscode.l10n.t('starting…');
    case 'downloading':
      return vscode.l10n.t('{0} of {1}', bytesText(completedBytes), bytesText(totalBytes));
    case 'checking':
      return vscode.l10n.t('checking…');
    case 'done':
      return vscode.l10n.t('done');
  }
}

/** Why a download ended, with what can be done. */
export function pullErrorText(model: string, error: ModelError): string {
  const { detail = '' } = error.facts;
  if (/no space|disk full/i.test(detail)) {
    return vscode.l10n.t(
      'There is no room for {0} on the disk of Ollama. Remove models that you do not use with: ollama rm',
      model,
    );
  }
  if (/does not exist|not found/i.test(detail) || error.kind === 'missing model') {
    return vscode.l10n.t(
      'Ollama knows no model {0}. Names are listed at ollama.com/library.',
      model,
    );
  }
  return error.kind === 'bad reply' || error.kind === 'rejected'
    ? vscode.l10n.t('{0} was not downloaded: {1}', model, detail)
    : errorText(error);
}

/** Bytes as disks and downloads count them. */
export function bytesText(bytes: number): string {
  const [unit, size] = bytes < 1e9 ? ['MB', bytes / 1e6] : ['GB', bytes / 1e9];
  const digits = size < 10 ? 1 : 0;
  return `${size.toLocaleString(vscode.env.language, { maximumFractionDigits: digits })} ${unit}`;
}
