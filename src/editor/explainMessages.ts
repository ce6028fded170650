import * as vscode from 'vscode';
import type { ModelErrorKind } from '../model/client.ts';
import type { ChatModelFacts, NoChatReason } from '../model/source.ts';
import { type ExplanationView, isRunning, type TurnState } from './explainView.ts';
import { errorText, reasonText } from './messages.ts';
import type { SubjectRefusal } from './subject.ts';

/** What a link or button under an explanation does. */
export type ExplainAction =
  | 'again'
  | 'close'
  | 'copy'
  | 'deeper'
  | 'document'
  | 'key'
  | 'open'
  | 'doctor'
  | 'settings'
  | 'shorter'
  | 'stop';

/** The words of an action. */
export function actionText(action: ExplainAction): string {
  switch (action) {
    case 'again':
      return vscode.l10n.t('Ask again');
    case 'close':
      return vscode.l10n.t('Close');
    case 'copy':
      return vscode.l10n.t('Copy');
    case 'deeper':
      return vscode.l10n.t('Deeper');
    case 'document':
      return vscode.l10n.t('Insert as doc comment');
    case 'doctor':
      return vscode.l10n.t('Run Doctor');
    case 'key':
      return vscode.l10n.t('Set API key…');
    case 'open':
      return vscode.l10n.t('Open to the side');
    case 'settings':
      return vscode.l10n.t('Open settings');
    case 'shorter':
      return vscode.l10n.t('Shorter');
    case 'stop':
      return vscode.l10n.t('Stop');
  }
}

/** Why there is nothing to ask. */
export function refusalText(reason: SubjectRefusal): string {
  switch (reason) {
    case 'nothing to explain':
      return vscode.l10n.t('There is nothing to explain here.');
    case 'unsupported document':
      return vscode.l10n.t('This kind of document is not explained.');
    default:
      return reasonText(reason);
  }
}

/** What stands where the answer will be; '' once there is text. */
export function statusText(state: TurnState): string {
  switch (state.kind) {
    case 'choosing':
      return vscode.l10n.t('Looking for a model…');
    case 'loading':
      return vscode.l10n.t('{0} is being loaded…', state.model);
    case 'queued':
      return vscode.l10n.t('Waiting for other answers of this server…');
    case 'waiting':
      return vscode.l10n.t('The model is reading…');
    case 'thinking':
      return vscode.l10n.t('The model is thinking…');
    case 'nothing':
      return state.withheld
        ? vscode.l10n.t('The server withheld the answer.')
        : vscode.l10n.t('The model ended without an answer.');
    case 'stopped':
      return state.text === '' ? vscode.l10n.t('Stopped before the first word.') : '';
    case 'failed':
      return state.text === '' ? errorText(state.error) : '';
    case 'refused':
      return refusalText(state.reason);
    case 'no model':
      return noChatModelText(state.reason);
    case 'writing':
    case 'done':
      return '';
  }
}

/** Why no model answers and the steps that change it. */
export function noChatModelText(reason: NoChatReason): string {
  switch (reason) {
    case 'instant only':
      return vscode.l10n.t(
        'Explanations need a model, and only the instant engine is on. Choose a provider in the settings.',
      );
    case 'no ollama':
      return vscode.l10n.t(
        'Explanations need a model. For a local one, install Ollama, start it with `ollama serve` and run `ollama pull qwen2.5-coder:7b`. For a cloud or a server of your own, set its address and key.',
      );
    case 'no chat model':
      return vscode.l10n.t(
        'Ollama has no local model that answers questions. Get one with `ollama pull qwen2.5-coder:7b`.',
      );
    case 'not enough memory':
      return vscode.l10n.t(
        'No model that answers questions fits the free memory. Get a smaller one, such as `ollama pull qwen2.5-coder:1.5b`, or name one in the settings.',
      );
    case 'no key':
      return vscode.l10n.t('The server needs an API key.');
    case 'no model set':
      return vscode.l10n.t('The server lists no model. Name one in `ghostline.openai.chatModel`.');
  }
}

/** What a person can do about the state, the most useful first. */
export function actionsOf(
  { canDocument, detail }: ExplanationView,
  state: TurnState,
): readonly ExplainAction[] {
  if (isRunning(state)) {
    return ['stop', 'close'];
  }
  switch (state.kind) {
    case 'no model':
      return ['key', 'settings', 'doctor', 'again', 'close'];
    case 'failed':
      return [...remedies(state.error.kind), 'again', 'close'];
    case 'refused':
      return ['close'];
    default: {
      const levels: readonly ExplainAction[] =
        detail === 'short' ? ['deeper'] : detail === 'deep' ? ['shorter'] : ['shorter', 'deeper'];
      const insert: readonly ExplainAction[] = canDocument ? ['document'] : [];
      return ['again', ...levels, ...insert, 'copy', 'open', 'close'];
    }
  }
}

function remedies(kind: ModelErrorKind): readonly ExplainAction[] {
  switch (kind) {
    case 'unauthorized':
      return ['key'];
    case 'unreachable':
    case 'missing model':
    case 'not allowed':
    case 'over limit':
    case 'bad reply':
      return ['settings', 'doctor'];
    default:
      return [];
  }
}

/** Who answered, how long it took and what it cost, in one line; '' before a model is known. */
export function originText(model: ChatModelFacts | undefined, state: TurnState): string {
  if (model === undefined) {
    return '';
  }
  const place = model.local
    ? vscode.l10n.t('local ({0})', model.host)
    : vscode.l10n.t('cloud ({0})', model.host);
  const facts = state.kind === 'done' ? doneFacts(state) : [];
  return [model.model, place, ...facts].join(' · ');
}

function doneFacts(state: Extract<TurnState, { kind: 'done' }>): readonly string[] {
  if (state.cached) {
    return [vscode.l10n.t('cached')];
  }
  const { outputTokens, promptTokens, tookMs } = state;
  const tokens =
    outputTokens === undefined
      ? []
      : [vscode.l10n.t('{0} + {1} tokens', promptTokens ?? '?', outputTokens)];
  return [vscode.l10n.t('{0} s', (tookMs / 1000).toFixed(1)), ...tokens];
}

/** What a reader has to know about the answer, one sentence each. */
export function notesOf(view: ExplanationView, state: TurnState): readonly string[] {
  const { charactersLeftOut, invisible, linesLeftOut, stale } = view;
  return [
    state.kind === 'stopped' && state.text !== ''
      ? vscode.l10n.t('Stopped: this is only the beginning.')
      : '',
    state.kind === 'failed' && state.text !== ''
      ? vscode.l10n.t('This is only the beginning. {0}', errorText(state.error))
      : '',
    state.kind === 'done' && state.cut
      ? vscode.l10n.t('The answer reached its limit of tokens and is cut.')
      : '',
    stale ? vscode.l10n.t('This explains an earlier version of the code.') : '',
    linesLeftOut > 0
      ? vscode.l10n.t(
          'The code is too long for the model: of {0} lines at most an outline was sent.',
          linesLeftOut,
        )
      : '',
    charactersLeftOut > 0
      ? vscode.l10n.t('{0} characters of very long lines were left out.', charactersLeftOut)
      : '',
    invisible.length > 0
      ? vscode.l10n.t('The code holds invisible characters: {0}', invisible.join(', '))
      : '',
  ].filter((note) => note !== '');
}

/** What the thread is called: a screen reader reads it with the thread. */
export function labelText({ title }: ExplanationView, state: TurnState): string {
  if (isRunning(state)) {
    return vscode.l10n.t('Ghostline is explaining {0}…', title);
  }
  switch (state.kind) {
    case 'done':
      return vscode.l10n.t('Explanation ready: {0}', title);
    case 'stopped':
      return vscode.l10n.t('Explanation stopped: {0}', title);
    case 'no model':
      return vscode.l10n.t('Ghostline needs a model to explain {0}', title);
    default:
      return vscode.l10n.t('No explanation: {0}', title);
  }
}
