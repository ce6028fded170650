import * as vscode from 'vscode';
import type { SuggestionSource } from '../completion/outcome.ts';
import type { OutcomeReason } from '../doctor/outcomes.ts';
import type { ModelError } from '../model/client.ts';
import type { ModelState, NoModelReason } from '../model/source.ts';
import { machine } from './machine.ts';
import type { StatusFace } from './statusFace.ts';

/** Why nothing was shown; the editor's edge has reasons of its own. */
export type EditorReason = OutcomeReason;

/** The state of completions in one or two words. */
export function faceText(face: StatusFace): string {
  switch (face) {
    case 'ready':
      return vscode.l10n.t('ready');
    case 'thinking':
      return vscode.l10n.t('thinking');
    case 'off here':
      return vscode.l10n.t('off here');
    case 'problem':
      return vscode.l10n.t('a problem');
  }
}

/** Where the last text came from, for people. */
export function sourceText(source: SuggestionSource, model?: string): string {
  const origin = originText(source);
  return model === undefined ? origin : `${origin} (${model})`;
}

function originText(source: SuggestionSource): string {
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
export function reasonText(reason: EditorReason, error?: ModelError): string {
  switch (reason) {
    case 'reading ignore files':
      return vscode.l10n.t('The ignore files of the workspace are being read.');
    case 'widget open':
      return vscode.l10n.t('The suggestion came late, and the list of completions was open.');
    case 'untrusted workspace':
      return vscode.l10n.t(
        'The workspace is not trusted: suggestions come from open documents, and a model is asked only when you trigger it.',
      );
    case 'disabled':
      return vscode.l10n.t('Completions are off here, for all languages or for this one.');
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
    case 'no ollama':
    case 'no suitable model':
    case 'not enough memory':
    case 'ollama busy':
    case 'no key':
    case 'no model set':
      return `${noModelText(reason)} ${vscode.l10n.t('The instant engine has nothing certain to say here.')}`;
  }
}

/** Why no model completes, and what would change that. */
export function noModelText(reason: NoModelReason): string {
  switch (reason) {
    case 'instant only':
      return vscode.l10n.t('Only the instant engine is on.');
    case 'no ollama':
      return vscode.l10n.t(
        'Only the instant engine is on: no Ollama was found. Start it with: ollama serve',
      );
    case 'no suitable model':
      return vscode.l10n.t(
        'Only the instant engine is on: Ollama has no local model of at most 8 B parameters that completes code. Try: ollama pull qwen2.5-coder:1.5b',
      );
    case 'not enough memory':
      return vscode.l10n.t(
        'Only the instant engine is on: no completion model fits the free memory.',
      );
    case 'ollama busy':
      return vscode.l10n.t(
        'Only the instant engine is on: Ollama holds a model of another program in memory, which is not replaced.',
      );
    case 'no key':
      return vscode.l10n.t('No API key is set. Run Ghostline: Set API Key.');
    case 'no model set':
      return vscode.l10n.t('The server lists no model. Set ghostline.openai.completionModel.');
  }
}

/** What went wrong and what to do about it. */
export function errorText({ kind, facts }: ModelError): string {
  const { origin, detail = '', model = '', retryAfterMs = 0, status = 0 } = facts;
  switch (kind) {
    case 'unreachable':
      if (machine.platform === 'web') {
        return vscode.l10n.t(
          '{0} cannot be asked from a browser: it does not answer, has no https, or does not allow this page (CORS; for Ollama: OLLAMA_ORIGINS).',
          origin,
        );
      }
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
    case 'over limit':
      return vscode.l10n.t(
        'The limit of this month is reached, so nothing is sent to {0}. Choose a local model, or raise ghostline.usage.monthlyLimit.',
        origin,
      );
  }
}

function notAllowedText(origin: string, rule: string): string {
  switch (rule) {
    case 'privacy.localOnly':
      return vscode.l10n.t(
        '{0} is not this machine, and ghostline.privacy.localOnly is on.',
        origin,
      );
    case 'password in the address':
      return vscode.l10n.t(
        'The address of {0} holds a name or a password, which would stand in logs and lists. Take them out; Ghostline: Set API Key keeps a key.',
        origin,
      );
    case 'network.httpHosts':
      return vscode.l10n.t(
        '{0} is reached without encryption. Use https, or name the host in ghostline.network.httpHosts.',
        origin,
      );
    case 'NODE_TLS_REJECT_UNAUTHORIZED':
      return vscode.l10n.t(
        'Certificates are not checked, because NODE_TLS_REJECT_UNAUTHORIZED is 0, so anyone could answer in its place. Nothing is sent to {0}. Start VS Code without that variable; NODE_EXTRA_CA_CERTS names an authority of your own.',
        origin,
      );
    default:
      return vscode.l10n.t('{0} is not an address that can be used.', origin);
  }
}

/** The model that completes now and where it runs, or why there is none, in one line. */
export function modelText(state: ModelState | undefined): string {
  switch (state?.kind) {
    case undefined:
      return vscode.l10n.t('A model is looked for when you type code.');
    case 'ready': {
      const { host, local, model } = state.client;
      const line = local
        ? vscode.l10n.t('{0}, local ({1})', model, host)
        : vscode.l10n.t('{0}, cloud: {1} receives the code around the cursor', model, host);
      const { insteadOf } = state;
      if (insteadOf?.kind === 'over limit') {
        return vscode.l10n.t(
          '{0}. It stands in for {1}: the limit of this month is reached.',
          line,
          insteadOf.facts.origin,
        );
      }
      return insteadOf === undefined
        ? line
        : vscode.l10n.t(
            '{0}. It stands in for {1}, which does not answer.',
            line,
            insteadOf.facts.origin,
          );
    }
    case 'choosing':
      return reasonText('choosing a model');
    case 'loading':
      return vscode.l10n.t('{0} is being loaded', state.model);
    case 'none':
      return noModelText(state.reason);
    case 'failed':
      return errorText(state.error);
  }
}
