import OpenAI from 'openai';
import type { ModelChunk } from './client.ts';
import {
  answerLimits,
  completionLimits,
  type GuardedFetch,
  inquiryLimits,
  limitsOf,
  type WorkLimits,
} from './guardedFetch.ts';
import { type ListedModel, listedModel } from './listedModels.ts';
import { type Dialect, dialectOf, nextDialect } from './openaiDialect.ts';
import { type Asked, replyError } from './serverErrors.ts';
import { createThoughtFilter } from './thinking.ts';
import { type CallPiece, callIds, createCallAssembler } from './toolCalls.ts';
import { openAiMessage, openAiTools } from './toolFormats.ts';
import type { ChatWireRequest, CompleteRequest, OpenAiWire } from './wire.ts';

/** Where the server is and with which key it is asked. */
export interface OpenAiOptions {
  /** Up to and including the version, e.g. `https://api.openai.com/v1`. */
  readonly baseUrl: string;
  readonly apiKey?: string;
  readonly guardedFetch: GuardedFetch;
}

/** What both kinds of streamed events have in common, as far as servers agree. */
interface Event {
  readonly choices?: readonly Choice[] | null;
  readonly usage?: { readonly prompt_tokens?: number; readonly completion_tokens?: number } | null;
  /** The transport saw `[DONE]`. */
  readonly done?: boolean;
}

interface Choice {
  readonly text?: string | null;
  readonly delta?: Message | null;
  /** In place of `delta` when the server did not stream. */
  readonly message?: Message | null;
  readonly finish_reason?: string | null;
}

interface Message {
  /** Mistral's thinking models send parts. */
  readonly content?: string | readonly Part[] | null;
  /** Thoughts of DeepSeek, vLLM and llama.cpp; `reasoning` of OpenRouter. */
  readonly reasoning_content?: string | null;
  readonly reasoning?: string | null;
  readonly tool_calls?: readonly CallPiece[] | null;
}

interface Part {
  readonly type?: string;
  readonly text?: string;
}

/** A server that speaks the OpenAI API, by the official client with everything implicit switched off. */
export function createOpenAiWire(options: OpenAiOptions): OpenAiWire {
  const { origin } = new URL(options.baseUrl);
  /** What each model was found to take. */
  const dialects = new Map<string, Dialect>();
  const open = (
    expects: 'events' | 'json',
    limits: WorkLimits,
    signal: AbortSignal,
    sent = () => {},
  ) =>
    openClient(
      options,
      options.guardedFetch({ ...askedOf(options), limits, expects, sent }, signal),
    );

  /** Asks, and asks again without what the server refuses; each refusal is met once per model. */
  const inDialect = async <T>(
    request: CompleteRequest | ChatWireRequest,
    ask: (dialect: Dialect) => PromiseLike<T>,
  ) => {
    const { model } = request;
    for (;;) {
      const dialect = dialects.get(model) ?? dialectOf(origin, model);
      try {
        return await ask(dialect);
      } catch (cause) {
        const error = replyError(cause, askedOf(options, request));
        const next = nextDialect(dialect, error);
        if (next === undefined) {
          throw error;
        }
        dialects.set(model, next);
      }
    }
  };

  const describedModels = async (signal: AbortSignal): Promise<readonly ListedModel[]> => {
    try {
      const page = await open('json', inquiryLimits, signal).models.list({ signal });
      return page.data.flatMap((entry) => listedModel(entry) ?? []);
    } catch (cause) {
      signal.throwIfAborted();
      const error = replyError(cause, askedOf(options));
      if (error.facts.status === 404 || error.facts.status === 405) {
        return [];
      }
      throw error;
    }
  };

  return {
    origin,
    complete: (request, signal) =>
      stream(askedOf(options, request), signal, (own) => {
        const { completions } = open('events', completionLimits, own, request.sent);
        return inDialect(request, (dialect) =>
          completions.create({ ...completeBody(request, dialect), stream: true }, { signal: own }),
        );
      }),
    chat: (request, signal) =>
      stream(
        askedOf(options, request),
        signal,
        (own) => {
          const limits = limitsOf(request.work, request.tools !== undefined);
          const { completions } = open('events', limits, own, request.sent).chat;
          return inDialect(request, (dialect) =>
            completions.create({ ...chatBody(request, dialect), stream: true }, { signal: own }),
          );
        },
        callIds(request.turns),
      ),
    models: async (signal) => (await describedModels(signal)).map(({ name }) => name),
    describedModels,
  };
}

function completeBody(request: CompleteRequest, dialect: Dialect) {
  return {
    model: request.model,
    prompt: request.prompt,
    ...(request.suffix === undefined ? {} : { suffix: request.suffix }),
    max_tokens: request.maxTokens,
    temperature: request.temperature,
    ...stopsOf(request.stop, dialect),
  };
}

function chatBody(request: ChatWireRequest, dialect: Dialect) {
  const { maxTokens, temperature } = request;
  const counts = request.work === 'answer' && dialect.countsTokens;
  const common = {
    model: request.model,
    messages: request.turns.map(openAiMessage),
    ...openAiTools(request),
    ...(counts ? { stream_options: { include_usage: true } } : {}),
  };
  if (dialect.kind === 'plain') {
    const stops = stopsOf(request.stop, dialect);
    return { ...common, max_tokens: maxTokens, temperature, ...stops };
  }
  const { effort, takesTemperature } = dialect;
  return {
    ...common,
    max_completion_tokens: maxTokens + (effort === 'none' ? 0 : reasoningAllowance),
    ...(effort === undefined ? {} : { reasoning_effort: effort }),
    ...(takesTemperature ? { temperature } : {}),
  };
}

/** A model that reasons spends tokens before its first word, even at minimal effort. */
const reasoningAllowance = 512;

function stopsOf(stop: readonly string[], dialect: Dialect): { stop?: string[] } {
  const taken = dialect.kind === 'plain' ? stop.slice(0, dialect.mostStops) : [];
  return taken.length === 0 ? {} : { stop: taken };
}

function askedOf({ baseUrl, apiKey }: OpenAiOptions, question?: unknown): Asked {
  const { origin } = new URL(baseUrl);
  return { origin, question, ...(apiKey === undefined ? {} : { apiKey }) };
}

function openClient({ baseUrl }: OpenAiOptions, fetch: ReturnType<GuardedFetch>): OpenAI {
  return new OpenAI({
    baseURL: baseUrl,
    // The transport sends the key itself, and only to its origin; the client insists on some value.
    apiKey: 'sent by the transport',
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    // A key in a browser is the user's own, in VS Code's secret storage; no page of ours holds one.
    dangerouslyAllowBrowser: true,
    maxRetries: 0,
    // The transport ends what takes too long.
    timeout: answerLimits.totalMs,
    logLevel: 'off',
    fetch,
  });
}

/** Runs one streamed request; a reply with neither a finish reason nor `[DONE]` was cut short. */
async function* stream(
  asked: Asked,
  signal: AbortSignal,
  start: (own: AbortSignal) => PromiseLike<AsyncIterable<Event | null>>,
  nextCallId: () => string = callIds([]),
): AsyncGenerator<ModelChunk> {
  const left = new AbortController();
  const own = AbortSignal.any([signal, left.signal]);
  const thoughts = createThoughtFilter();
  const calls = createCallAssembler(nextCallId);
  let end: (ModelChunk & { kind: 'end' }) | undefined;
  try {
    for await (const event of await start(own)) {
      signal.throwIfAborted();
      const choice = event?.choices?.[0];
      yield* chunksOf(choice, thoughts.take);
      calls.take((choice?.delta ?? choice?.message)?.tool_calls);
      const finish = reasonOf(choice?.finish_reason);
      // Some servers end a reply with `[DONE]` alone: https://github.com/waybarrios/vllm-mlx/issues/628
      const reason = finish ?? (event?.done && end === undefined ? 'stop' : undefined);
      end = reason === undefined ? end : { kind: 'end', reason };
      end = end === undefined ? undefined : { ...end, ...usageOf(event) };
    }
    // The client ends an aborted stream as if it were whole.
    signal.throwIfAborted();
  } catch (cause) {
    signal.throwIfAborted();
    // With its finish reason a reply is whole, however its connection ends.
    if (end === undefined) {
      throw replyError(cause, asked);
    }
  } finally {
    left.abort();
  }
  if (end === undefined) {
    throw replyError(new Error('the reply was cut short'), asked);
  }
  yield* thoughts.rest();
  try {
    yield* calls.rest(end.reason);
  } catch (cause) {
    throw replyError(cause, asked);
  }
  yield end;
}

function* chunksOf(
  choice: Choice | undefined,
  withoutThoughts: (piece: string) => readonly ModelChunk[],
): Generator<ModelChunk> {
  const message = choice?.delta ?? choice?.message;
  const parts = Array.isArray(message?.content) ? message.content : undefined;
  if (
    message?.reasoning_content ||
    message?.reasoning ||
    parts?.some(({ type }) => type === 'thinking')
  ) {
    yield { kind: 'thinking' };
  }
  const text = parts?.map((part) => part.text ?? '').join('') ?? choice?.text ?? message?.content;
  if (typeof text === 'string') {
    yield* withoutThoughts(text);
  }
}

/** @throws {Error} when the server says that the reply failed (OpenRouter). */
function reasonOf(finish: string | null | undefined): 'stop' | 'length' | 'filtered' | undefined {
  switch (finish) {
    case undefined:
    case null:
    case '':
      return undefined;
    case 'length':
      return 'length';
    case 'content_filter':
      return 'filtered';
    case 'error':
      throw new Error('the reply failed');
    default:
      return 'stop';
  }
}

function usageOf(event: Event | null): { promptTokens?: number; outputTokens?: number } {
  const { prompt_tokens: promptTokens, completion_tokens: outputTokens } = event?.usage ?? {};
  return {
    ...(promptTokens === undefined ? {} : { promptTokens }),
    ...(outputTokens === undefined ? {} : { outputTokens }),
  };
}
