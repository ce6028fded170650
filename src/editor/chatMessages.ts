import * as vscode from 'vscode';
import type { OfferedModel } from '../chat/offered.ts';
import type { RespondEnd } from '../chat/respond.ts';
import type { ModelError } from '../model/client.ts';
import { errorText } from './messages.ts';

/** Where a model runs, in the few words that stand beside its name. */
export function chatDetail({ origin, remote }: OfferedModel): string {
  const { host } = new URL(origin);
  return remote ? vscode.l10n.t('cloud: {0}', host) : vscode.l10n.t('local ({0})', host);
}

/** What a model is and who receives what is written to it. */
export function chatTooltip(model: OfferedModel): string {
  const { name, origin, parameters, promptTokens, quantization, replyTokens } = model;
  const context = (promptTokens + replyTokens).toLocaleString(vscode.env.language);
  const facts = [name, parameters, quantization, vscode.l10n.t('context of {0} tokens', context)];
  const receiver = vscode.l10n.t('What you write and attach goes to {0}.', origin);
  return `${facts.filter((fact) => fact !== undefined).join(' · ')}\n${receiver}`;
}

/** The error that the editor's chat shows for a server that failed. */
export function chatError(error: ModelError): Error {
  const words = errorText(error);
  switch (error.kind) {
    case 'missing model':
      return vscode.LanguageModelError.NotFound(words);
    case 'unauthorized':
    case 'not allowed':
      return vscode.LanguageModelError.NoPermissions(words);
    case 'rate limited':
    case 'over limit':
      return vscode.LanguageModelError.Blocked(words);
    case 'unreachable':
    case 'timeout':
    case 'rejected':
    case 'bad reply':
      return new Error(words);
  }
}

/** The error for a server that wants a key which nobody entered. */
export function noKeyError(): Error {
  return vscode.LanguageModelError.NoPermissions(
    vscode.l10n.t('No API key is set. Run Ghostline: Set API Key.'),
  );
}

/** The error for a question in Restricted Mode: nobody can tell there that the user asked it. */
export function notTrustedError(): Error {
  return vscode.LanguageModelError.NoPermissions(
    vscode.l10n.t(
      'The workspace is not trusted, so nothing was sent. Trust the workspace to chat with models of Ghostline.',
    ),
  );
}

/** The error for an id that is none of ours. */
export function unknownModelError(id: string): Error {
  return vscode.LanguageModelError.NotFound(vscode.l10n.t('Ghostline has no model {0}.', id));
}

/** The error for a request that failed nowhere and still gave no whole reply; undefined for one that did. */
export function endError(end: RespondEnd): Error | undefined {
  switch (end.kind) {
    case 'done':
      return undefined;
    case 'nothing':
      return end.withheld
        ? vscode.LanguageModelError.Blocked(vscode.l10n.t('The server withheld the answer.'))
        : new Error(vscode.l10n.t('The model ended without a word.'));
    case 'too long':
      return new Error(
        vscode.l10n.t(
          'The conversation has about {0} tokens, and the model reads {1}. Raise ghostline.ollama.contextTokens, attach less or begin a new chat.',
          end.tokens.toLocaleString(vscode.env.language),
          end.limit.toLocaleString(vscode.env.language),
        ),
      );
    case 'damaged call':
      return new Error(
        vscode.l10n.t(
          'The model wanted to run {0} with a damaged placeholder in the place of a secret. Nothing was run; ask again.',
          end.name,
        ),
      );
  }
}
