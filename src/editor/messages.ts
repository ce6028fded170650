import * as vscode from 'vscode';
import type { NoneReason, SuggestionSource } from '../completion/outcome.ts';
import type { ModelError } from '../model/client.ts';
import type { ModelState } from '../model/source.ts';

/** Where the last text came from, for people. */
export function sourceText(source: SuggestionSource): string {
  switch (source) {
    case 'typed through':
      return vscode.l10n.t('the suggestion you are typing');
    case 'cache':
      return vscode.l10n.t('an earlier answer');
    case 'instant':
      return vscode.l10n.t('your own code (instant engine)');
    case 'joined':
    case 'model':
      return vscode.l10n.t('the model');
    case 'late':
      return vscode.l10n.t('the model, after a wait');
  }
}

/** Why there is no suggestion here, in one line. */
export function reasonText(reason: NoneReason, error?: ModelError): string {
  switch (reason) {
    case 'disabled':
      return vscode.l10n.t('Completions are off for this language.');
    case 'manual only':
      return vscode.l10n.t('Completions come only when you trigger them.');
    case 'snoozed':
      return vscode.l10n.t('Completions are snoozed.');
    case 'on battery':
      return vscode.l10n.t('Completions pause while the computer runs on battery.');
    case 'other extension':
      return vscode.l10n.t(
        'Another completion extension is active; choose in the menu which one completes.',
      );
    case 'selection':
      return vscode.l10n.t('Text is selected.');
    case 'several cursors':
      return vscode.l10n.t('There are several cursors.');
    case 'unsupported document':
      return vscode.l10n.t('This kind of document is not completed.');
    case 'read-only':
      return vscode.l10n.t('The document is read-only.');
    case 'secret file':
      return vscode.l10n.t('This file may hold secrets; nothing of it is read.');
    case 'excluded file':
      return vscode.l10n.t('This file is excluded by an ignore file or by privacy.excludeFiles.');
    case 'document too large':
      return vscode.l10n.t('The document is too large.');
    case 'binary document':
      return vscode.l10n.t('The document is not text.');
    case 'line too long':
      return vscode.l10n.t('The line is too long.');
    case 'scope off':
      return vscode.l10n.t('Completions are off in comments or strings here.');
    case 'cancelled':
      return vscode.l10n.t('You typed on.');
    case 'waiting':
      return vscode.l10n.t('The model is still writing.');
    case 'nothing useful':
      return vscode.l10n.t('There was nothing useful to suggest.');
    case 'dismissed before':
      return vscode.l10n.t('You dismissed this suggestion here before.');
    case 'widget disagrees':
      return vscode.l10n.t('The suggestion does not continue the selected item of the list.');
    case 'too uncertain':
      return vscode.l10n.t('The suggestion was too uncertain here.');
    case 'choosing a model':
      return vscode.l10n.t('Looking for a model.');
    case 'model loading':
      return vscode.l10n.t('The model is being loaded.');
    case 'model failed':
      return error === undefined ? vscode.l10n.t('The model did not answer.') : errorText(error);
    case 'instant only':
      return vscode.l10n.t(
        'Only the instant engine is on, and it has nothing certain to say here.',
      );
    case 'no ollama':
      return vscode.l10n.t(
        'No Ollama was found; the instant engine has nothing certain to say here.',
      );
    case 'no suitable model':
      return vscode.l10n.t(
        'Ollama has no local model of at most 8 B parameters that completes code. Try: ollama pull qwen2.5-coder:1.5b',
      );
    case 'not enough memory':
      return vscode.l10n.t(
        'No completion model fits the free memory; only the instant engine is on.',
      );
    case 'ollama busy':
      return vscode.l10n.t(
        'Ollama holds a model of another program in memory; it is not replaced.',
      );
    case 'no key':
      return vscode.l10n.t('No API key is set. Run Ghostline: Set API Key.');
    case 'no model set':
      return vscode.l10n.t('The server lists no model. Set ghostline.openai.completionModel.');
  }
}

/** What went wrong and what to do about it. */
function errorText({ kind, facts }: ModelError): string {
  const { origin, detail = '', model = '', retryAfterMs = 0, status = 0 } = facts;
  switch (kind) {
    case 'unreachable':
      return vscode.l10n.t(
        '{0} does not answer. Start the server (for Ollama: ollama serve) or check its address in the settings.',
        origin,
      );
    case 'unauthorized':
      return vscode.l10n.t('{0} refused the API key. Run Ghostline: Set API Key.', origin);
    case 'missing model':
      return vscode.l10n.t(
        '{0} does not have the model {1}. Pull it or choose another in the settings.',
        origin,
        model || detail,
      );
    case 'rate limited':
      return retryAfterMs > 0
        ? vscode.l10n.t('{0} asks to wait {1} seconds.', origin, Math.ceil(retryAfterMs / 1000))
        : vscode.l10n.t('{0} is over its limit of requests.', origin);
    case 'timeout':
      return vscode.l10n.t('{0} took too long. A smaller model answers faster.', origin);
    case 'rejected':
      return vscode.l10n.t('{0} refused the request (HTTP {1}): {2}', origin, status, detail);
    case 'bad reply':
      return vscode.l10n.t(
        '{0} sent something that is not a model reply: {1} Check the address in the settings.',
        origin,
        detail,
      );
    case 'not allowed':
      return notAllowedText(origin, detail);
  }
}

function notAllowedText(origin: string, rule: string): string {
  switch (rule) {
    case 'privacy.localOnly':
      return vscode.l10n.t(
        '{0} is not this machine, and ghostline.privacy.localOnly is on.',
        origin,
      );
    case 'network.httpHosts':
      return vscode.l10n.t(
        '{0} is reached without encryption. Use https, or name the host in ghostline.network.httpHosts.',
        origin,
      );
    default:
      return vscode.l10n.t('{0} is not an address that can be used.', origin);
  }
}

/** The model that completes now, or why there is none, in one line. */
export function modelText(state: ModelState): string {
  switch (state.kind) {
    case 'ready': {
      const { host, local, model } = state.client;
      return local
        ? vscode.l10n.t('{0} on this machine ({1})', model, host)
        : vscode.l10n.t('{0} at {1}: code around the cursor is sent there', model, host);
    }
    case 'choosing':
      return reasonText('choosing a model');
    case 'loading':
      return vscode.l10n.t('{0} is being loaded', state.model);
    case 'none':
      return reasonText(state.reason);
    case 'failed':
      return errorText(state.error);
  }
}
