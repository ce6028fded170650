import * as vscode from 'vscode';
import { type AnswerState, streamAnswer } from '../explain/answer.ts';
import { answerKey, temperature } from '../explain/key.ts';
import { answerLanguage } from '../explain/language.ts';
import { chooseExcerpt, type Exchange, explainPrompt, mostTokens } from '../explain/prompt.ts';
import type { Log } from '../log.ts';
import { newDelimiterSecret } from '../model/delimiter.ts';
import type { ResponseCache } from '../model/responseCache.ts';
import type { ChatModelFacts, ChatSource } from '../model/source.ts';
import type { Settings } from '../settings.ts';
import type { Excerpt } from '../subject/excerpt.ts';
import type { Detail } from '../subject/subject.ts';
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
  readonly cache: ResponseCache;
  /** Keeps the secret of the delimiters. */
  readonly state: vscode.Memento;
  readonly now: () => number;
  readonly after: (delayMs: number, callback: () => void) => () => void;
  readonly log: Log;
}

/** One question of a conversation about a piece of code. */
export interface Asked {
  readonly document: vscode.TextDocument;
  readonly question: Question;
  readonly excerpt: Excerpt;
  readonly detail: Detail;
  /** The explanation that a follow-up is about; '' for the explanation itself. */
  readonly answer: string;
  readonly exchanges: readonly Exchange[];
  readonly followUp: string;
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
  const end = (state: TurnState): TurnState => {
    listener.show(state);
    return state;
  };
  const settings = deps.configuration.settings(asked.document);
  const wishes = {
    language: answerLanguage(settings['explain.language'], vscode.env.language),
    detail: asked.detail,
  };
  const keyFor = ({ id }: ChatModelFacts) =>
    answerKey(id, asked.question.subject, asked.excerpt, wishes, asked);
  const kept = async (facts: ChatModelFacts | undefined): Promise<AnswerState | undefined> => {
    if (facts === undefined || asked.fresh) {
      return undefined;
    }
    const key = keyFor(facts);
    const reply = deps.cache.get(key) ?? (await deps.cache.lookup(key, signal));
    if (reply === undefined || signal.aborted) {
      return undefined;
    }
    listener.model(facts);
    return { kind: 'done', text: reply.text, cut: false, cached: true, tookMs: 0 };
  };
  const last = deps.chat.lastFound();
  const before = await kept(last);
  if (before !== undefined) {
    return end(before);
  }
  listener.show({ kind: 'choosing' });
  const gathering = gather(deps, asked, settings, signal);
  try {
    const found = await deps.chat.find(signal, (model) =>
      listener.show({ kind: 'loading', model }),
    );
    if (found.kind === 'none') {
      return end({ kind: 'no model', reason: found.reason });
    }
    if (found.kind === 'failed') {
      return end({ kind: 'failed', text: '', error: found.error });
    }
    const { client } = found;
    listener.model(client);
    const now = client.id === last?.id ? undefined : await kept(client);
    if (now !== undefined) {
      return end(now);
    }
    const { symbolPath, uses } = await gathering;
    listener.uses(uses);
    signal.throwIfAborted();
    const { prompt, reveal } = explainPrompt(
      {
        ...asked,
        subject: { ...asked.question.subject, symbolPath },
        uses: [...cellUses(asked.document, settings), ...uses],
        wishes,
        secret: secretOf(deps.state),
      },
      settings['ollama.contextTokens'],
    );
    const safe = deps.ignoreFiles.gate().passChat(prompt, asked.question.file);
    if (typeof safe === 'string') {
      return end({ kind: 'refused', reason: safe satisfies SubjectRefusal });
    }
    const state = await streamAnswer(
      { ...deps, client, show: listener.show },
      { kind: 'chat', prompt: safe, maxTokens: mostTokens[asked.detail], temperature },
      reveal,
      signal,
    );
    if (state.kind === 'done' && !state.cut) {
      deps.cache.set(keyFor(client), { text: state.text, stopped: 'end' });
    }
    deps.log.info(`explain: ${state.kind} ${client.id}`);
    return state;
  } catch (cause) {
    if (!signal.aborted) {
      throw cause;
    }
    return end({ kind: 'stopped', text: '' });
  }
}

/** What the language server says about the code, while the model is looked for. */
async function gather(
  { ignoreFiles, log }: AskDeps,
  { document, question }: Asked,
  settings: Settings,
  signal: AbortSignal,
): Promise<{ readonly symbolPath: readonly string[]; readonly uses: readonly FoundUse[] }> {
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
