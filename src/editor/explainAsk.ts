import * as vscode from 'vscode';
import { type AnswerState, streamAnswer } from '../explain/answer.ts';
import type { Conversation } from '../explain/conversation.ts';
import { answerKey, temperature } from '../explain/key.ts';
import { answerLanguage } from '../explain/language.ts';
import { chooseExcerpt, explainPrompt, mostTokens, type Wishes } from '../explain/prompt.ts';
import type { Log } from '../log.ts';
import type { Catalog } from '../model/catalog.ts';
import type { ChatRequest, ModelClient } from '../model/client.ts';
import { newDelimiterSecret } from '../model/delimiter.ts';
import type { ResponseCache } from '../model/responseCache.ts';
import type { ChatModelFacts, ChatSource } from '../model/source.ts';
import type { SafeChat } from '../privacy/safePrompt.ts';
import type { Settings } from '../settings.ts';
import type { Excerpt } from '../subject/excerpt.ts';
import type { Detail } from '../subject/subject.ts';
import type { Recorder } from '../usage/recorder.ts';
import type { Configuration } from './configuration.ts';
import { cellsAbove, guardedFileOf } from './contextSources.ts';
import type { TurnState } from './explainView.ts';
import type { IgnoreFiles } from './ignoreFiles.ts';
import { type Question, type SubjectRefusal, symbolPathOf } from './subject.ts';
import { type FoundUse, findUses } from './uses.ts';

/** What asking is done with. */
export interface AskDeps {
  readonly configuration: Configuration;
  readonly ignoreFiles: IgnoreFiles;
  readonly chat: ChatSource;
  /** What is installed beside the model that was asked. */
  readonly catalog: Pick<Catalog, 'ollama'>;
  readonly cache: ResponseCache;
  /** Keeps the secret of the delimiters. */
  readonly state: vscode.Memento;
  readonly now: () => number;
  readonly after: (delayMs: number, callback: () => void) => () => void;
  readonly log: Log;
  /** Counts answers that needed no request. */
  readonly usage: Pick<Recorder, 'note'>;
}

/** One question of a conversation about a piece of code. */
export interface Asked extends Conversation {
  readonly document: vscode.TextDocument;
  readonly question: Question;
  readonly excerpt: Excerpt;
  readonly detail: Detail;
  /** Not from the cache. */
  readonly fresh: boolean;
}

/** Told what there is to see. */
export interface AskListener {
  show(state: TurnState): void;
  /** Which model answers. */
  model(facts: ChatModelFacts): void;
  /** What the code uses; told before the model is asked. */
  uses(uses: readonly FoundUse[]): void;
}

/** The part of a document that is sent about a question. */
export function excerptFor(question: Question, detail: Detail, settings: Settings): Excerpt {
  return chooseExcerpt(question.subject, detail, settings['ollama.contextTokens']);
}

/**
 * Answers one question: from the cache, for which no server is asked where the model is known from before,
 * else from the model. Every way to end is a state that was shown.
 */
export async function ask(
  deps: AskDeps,
  asked: Asked,
  listener: AskListener,
  signal: AbortSignal,
): Promise<TurnState> {
  const settings = deps.configuration.settings(asked.document);
  const language = answerLanguage(settings['explain.language'], vscode.env.language);
  const asking = { ...deps, asked, listener, settings, wishes: { language, detail: asked.detail } };
  const last = deps.chat.lastFound();
  const before = await kept(asking, last, signal);
  if (before !== undefined) {
    return ended(asking, before);
  }
  listener.show({ kind: 'choosing' });
  const gathering = gather(deps, asked, settings, signal);
  try {
    const found = await deps.chat.find(signal, (model) =>
      listener.show({ kind: 'loading', model }),
    );
    if (found.kind === 'none') {
      return ended(asking, { kind: 'no model', reason: found.reason });
    }
    if (found.kind === 'failed') {
      return ended(asking, { kind: 'failed', text: '', error: found.error });
    }
    const { client } = found;
    listener.model(client);
    const now = client.id === last?.id ? undefined : await kept(asking, client, signal);
    return now === undefined
      ? await askModel(asking, client, await gathering, signal)
      : ended(asking, now);
  } catch (cause) {
    if (!signal.aborted) {
      throw cause;
    }
    return ended(asking, { kind: 'stopped', text: '' });
  }
}

/** A question with what answering it takes. */
interface Asking extends AskDeps {
  readonly asked: Asked;
  readonly listener: AskListener;
  readonly settings: Settings;
  readonly wishes: Wishes;
}

function ended({ listener }: Asking, state: TurnState): TurnState {
  listener.show(state);
  return state;
}

function keyOf({ asked, wishes }: Asking, { id }: ChatModelFacts): string {
  return answerKey(id, asked.question.subject, asked.excerpt, wishes, asked);
}

/** The answer that the cache has from a model. */
async function kept(
  asking: Asking,
  model: ChatModelFacts | undefined,
  signal: AbortSignal,
): Promise<AnswerState | undefined> {
  if (model === undefined || asking.asked.fresh) {
    return undefined;
  }
  const key = keyOf(asking, model);
  const reply = asking.cache.get(key) ?? (await asking.cache.lookup(key, signal));
  if (reply === undefined || signal.aborted) {
    return undefined;
  }
  asking.listener.model(model);
  asking.usage.note('cacheHits', 'explain', model);
  return { kind: 'done', text: reply.text, cut: false, cached: true, tookMs: 0 };
}

/** @throws `signal.reason` when aborted before the model was asked */
async function askModel(
  asking: Asking,
  client: ModelClient,
  { symbolPath, uses }: Gathered,
  signal: AbortSignal,
): Promise<TurnState> {
  const { asked, cache, listener, log } = asking;
  listener.uses(uses);
  signal.throwIfAborted();
  const made = promptFor(asking, client, { symbolPath, uses });
  if (typeof made === 'string') {
    return ended(asking, { kind: 'refused', reason: made });
  }
  const { reveal, safe } = made;
  const state = await streamAnswer(
    { ...asking, client, show: listener.show },
    {
      kind: 'chat',
      prompt: safe,
      maxTokens: mostTokens[asked.detail],
      temperature,
      feature: 'explain',
    },
    (reply) => {
      const text = reveal(reply);
      return safe.redaction?.conceal(text) ?? text;
    },
    signal,
  );
  if (state.kind === 'done' && !state.cut) {
    cache.set(keyOf(asking, client), { text: state.text, stopped: 'end' });
  }
  log.info(`explain: ${state.kind} ${client.id}`);
  return state;
}

/** The prompt as it may leave, or why it may not. */
function promptFor(
  { asked, ignoreFiles, settings, state, wishes }: Omit<Asking, 'listener'>,
  client: ModelClient,
  { symbolPath, uses }: Gathered,
): { readonly safe: SafeChat; readonly reveal: (reply: string) => string } | SubjectRefusal {
  const { prompt, reveal } = explainPrompt(
    {
      ...asked,
      subject: { ...asked.question.subject, symbolPath },
      uses: [...cellUses(asked.document, settings), ...uses],
      wishes,
      secret: secretOf(state),
    },
    settings['ollama.contextTokens'],
  );
  const safe = ignoreFiles.gate().passChat(prompt, asked.question.file, client);
  return typeof safe === 'string' ? safe : { safe, reveal };
}

/** The request that an explanation would make; nothing of it is sent. */
export async function draftExplanation(
  deps: AskDeps,
  asked: Asked,
  client: ModelClient,
  signal: AbortSignal,
): Promise<ChatRequest | SubjectRefusal> {
  const settings = deps.configuration.settings(asked.document);
  const language = answerLanguage(settings['explain.language'], vscode.env.language);
  const asking = { ...deps, asked, settings, wishes: { language, detail: asked.detail } };
  const made = promptFor(asking, client, await gather(deps, asked, settings, signal));
  return typeof made === 'string'
    ? made
    : { kind: 'chat', prompt: made.safe, maxTokens: mostTokens[asked.detail], temperature };
}

interface Gathered {
  readonly symbolPath: readonly string[];
  readonly uses: readonly FoundUse[];
}

/** What the language server says about the code, while the model is looked for. */
async function gather(
  { ignoreFiles, log }: AskDeps,
  { document, question }: Asked,
  settings: Settings,
  signal: AbortSignal,
): Promise<Gathered> {
  const { subject } = question;
  const [symbolPath, uses] = await Promise.all([
    symbolPathOf(document, subject),
    settings['context.definitions'] ? findUses(document, subject, ignoreFiles, log, signal) : [],
  ]);
  return { symbolPath, uses };
}

const mostCells = 3;

/** The cells above a cell are part of what its code means. */
export function cellUses(document: vscode.TextDocument, settings: Settings) {
  const file = guardedFileOf(document);
  const cells = settings['context.openFiles'] ? cellsAbove(document, file) : [];
  return cells
    .slice(-mostCells)
    .map(({ text }) => ({ kind: 'cell' as const, name: '', file, text }));
}

const secretKey = 'explain.delimiterSecret';

/** Made on first use, for this installation. */
export function secretOf(state: vscode.Memento): string {
  const known = state.get(secretKey);
  if (typeof known === 'string' && known !== '') {
    return known;
  }
  const made = newDelimiterSecret();
  void state.update(secretKey, made);
  return made;
}
