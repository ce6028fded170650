import * as vscode from 'vscode';
import type { Feature } from '../model/meter.ts';
import { instantChoice, type PageChoice } from '../usage/page.ts';

/** Said once when the limit of the month is reached. */
export function limitReachedText(): string {
  return vscode.l10n.t(
    'The limit that you set for this month is reached. Ghostline goes on with its instant engine and with models that cost nothing.',
  );
}

/** Said once in a window that uses such a model while there is a limit. */
export function uncountedText(model: string): string {
  return vscode.l10n.t(
    'No price is set for {0}, so the monthly limit cannot count what it costs. Its requests go on.',
    model,
  );
}

/** What a feature is called. */
export function featureText(feature: Feature): string {
  switch (feature) {
    case 'completion':
      return vscode.l10n.t('Completions');
    case 'explain':
      return vscode.l10n.t('Explanations');
    case 'fix':
      return vscode.l10n.t('Fixes');
    case 'edit':
      return vscode.l10n.t('Changes');
    case 'document':
      return vscode.l10n.t('Documentation');
    case 'tests':
      return vscode.l10n.t('Tests');
    case 'chat':
      return vscode.l10n.t('Chat');
  }
}

/** What a model is called; '' is none: the instant engine answered. */
export function modelName(model: string): string {
  return model === '' ? vscode.l10n.t('Instant engine') : model;
}

/** Says what the page is for. */
export function aboutText(): string {
  return vscode.l10n.t('Counted on this machine, for all windows, and sent nowhere.');
}

/** Says what will be here while there is nothing. */
export function emptyText(): string {
  return vscode.l10n.t(
    'Nothing is counted yet. Once Ghostline has suggested or answered something, this page shows requests, tokens, what they cost, what the cache and the instant engine saved, and how fast each model answers.',
  );
}

/** What can be chosen to look at. */
export function modelChoices(models: readonly string[]): readonly PageChoice[] {
  return [
    { label: vscode.l10n.t('All models'), value: '' },
    ...models.map((model) => ({ label: modelName(model), value: model || instantChoice })),
  ];
}

/** What can be chosen to look at. */
export function featureChoices(features: readonly Feature[]): readonly PageChoice[] {
  return [
    { label: vscode.l10n.t('All features'), value: '' },
    ...features.map((feature) => ({ label: featureText(feature), value: feature })),
  ];
}

/** The words around the figures. */
export function frameTexts() {
  return {
    title: vscode.l10n.t('Ghostline Usage'),
    model: vscode.l10n.t('Model'),
    feature: vscode.l10n.t('Feature'),
    from: vscode.l10n.t('From'),
    to: vscode.l10n.t('To'),
    prices: vscode.l10n.t('Set prices'),
    limit: vscode.l10n.t('Set monthly limit'),
    reset: vscode.l10n.t('Reset…'),
    filters: vscode.l10n.t('Figures to show'),
  };
}

/** Asks before all figures are forgotten. @returns true when the user means it */
export async function confirmReset(): Promise<boolean> {
  const reset = vscode.l10n.t('Reset');
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('Forget all usage figures of this machine?'),
    {
      modal: true,
      detail: vscode.l10n.t('The monthly limit then counts from zero. This cannot be undone.'),
    },
    reset,
  );
  return chosen === reset;
}

/** The disk refused to forget. */
export function resetFailedText(): string {
  return vscode.l10n.t('Ghostline could not remove all usage figures from the disk.');
}
