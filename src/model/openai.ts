import OpenAI from 'openai';
import { isModelError, type ModelChunk } from './client.ts';
import {
  completionLimits,
  type GuardedFetch,
  inquiryLimits,
  modelErrorIn,
  type WorkLimits,
} from './guardedFetch.ts';
import { createThoughtFilter } from './thinking.ts';
import type { ChatWireRequest, OpenAiWire } from './wire.ts';

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
}

interface Choice {
  readonly text?: string | null;
  readonly delta?: Message | null;
  /** In place of `delta` when the server did not stream. */
  readonly message?: Message | null;
  readonly finish_reason?: string | null;
}

interface Message {
  readonly content?: string | null;
  /** Thoughts of DeepSeek, vLLM and llama.cpp; `reasoning` of OpenRouter. */
  readonly reasoning_content?: string | null;
  readonly reasoning?: string | null;
}

/** The API accepts at most four stop texts; see its reference for `stop`. */
const mostStops = 4;

/** A server that speaks the OpenAI API, by the official client with everything implicit switched off. */
export function createOpenAiWire(options: OpenAiOptions): OpenAiWire {
  const { origin } = new URL(options.baseUrl);
  /** Models that take `max_completion_tokens` and no temperature (gpt-5, o-series), learnt from a refusal. */
  const reasoningModels = new Set<string>();
  const open = (expects: 'events' | 'json', limits: WorkLimits, signal: AbortSignal) =>
    openClient(
      options,
      options.guardedFetch({ origin, limits, expects, ...keyOf(options) }, signal),
    );

  const chatEvents = async (request: ChatWireRequest, signal: AbortSignal) => {
    const client = open('events', completionLimits, signal);
    const ask = (reasoning: boolean) =>
      client.chat.completions.create(
        {
          model: request.model,
          messages: request.turns.map(({ role, content }) => ({ role, content })),
          ...(reasoning
            ? {
                max_completion_tokens: request.maxTokens + reasoningAllowance,
                reasoning_effort: 'minimal' as const,
              }
            : { max_tokens: request.maxTokens, temperature: request.temperature }),
          ...stopsOf(request.stop),
          stream: true as const,
        },
        { signal },
      );
    if (reasoningModels.has(request.model)) {
      return ask(true);
    }
    try {
      return await ask(false);
    } catch (cause) {
      const error = modelErrorIn(cause, origin);
      if (
        error.facts.status !== 400 ||
        !/max_completion_tokens|max_tokens|temperature/.test(error.facts.detail ?? '')
      ) {
        throw error;
      }
      reasoningModels.add(request.model);
      return ask(true);
    }
  };

  return {
    origin,
    complete: (request, signal) =>
      stream(origin, signal, (own) =>
        open('events', completionLimits, own).completions.create(
          {
            model: request.model,
            prompt: request.prompt,
            ...(request.suffix === undefined ? {} : { suffix: request.suffix }),
            max_tokens: request.maxTokens,
            temperature: request.temperature,
            ...stopsOf(request.stop),
            stream: true,
          },
          { signal: own },
        ),
      ),
    chat: (request, signal) => stream(origin, signal, (own) => chatEvents(request, own)),
    async models(signal) {
      try {
        const page = await open('json', inquiryLimits, signal).models.list({ signal });
        return page.data.flatMap((model) => (typeof model?.id === 'string' ? [model.id] : []));
      } catch (cause) {
        signal.throwIfAborted();
        const error = modelErrorIn(cause, origin);
        if (error.facts.status === 404 || error.facts.status === 405) {
          return [];
        }
        throw error;
      }
    },
  };
}

/** A reasoning model spends tokens before its first word, even at minimal effort. */
const reasoningAllowance = 512;

function stopsOf(stop: readonly string[]): { stop?: string[] } {
  return stop.length === 0 ? {} : { stop: stop.slice(0, mostStops) };
}

function keyOf({ apiKey }: OpenAiOptions): { apiKey?: string } {
  return apiKey === undefined ? {} : { apiKey };
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
    maxRetries: 0,
    timeout: completionLimits.totalMs,
    logLevel: 'off',
    fetch,
  });
}

/** Runs one streamed request; a reply without a finish reason was cut short. */
async function* stream(
  origin: string,
  signal: AbortSignal,
  start: (own: AbortSignal) => PromiseLike<AsyncIterable<Event>>,
): AsyncGenerator<ModelChunk> {
  const left = new AbortController();
  const own = AbortSignal.any([signal, left.signal]);
  const withoutThoughts = createThoughtFilter();
  let end: (ModelChunk & { kind: 'end' }) | undefined;
  try {
    for await (const event of await start(own)) {
      signal.throwIfAborted();
      const choice = event?.choices?.[0];
      const message = choice?.delta ?? choice?.message;
      if (message?.reasoning_content || message?.reasoning) {
        yield { kind: 'thinking' };
      }
      yield* withoutThoughts(choice?.text ?? message?.content ?? '');
      if (choice?.finish_reason) {
        end = { kind: 'end', reason: reasonOf(choice.finish_reason) };
      }
      end = end === undefined ? undefined : { ...end, ...usageOf(event) };
    }
    // The client ends an aborted stream as if it were whole.
    signal.throwIfAborted();
  } catch (cause) {
    signal.throwIfAborted();
    throw isModelError(cause) ? cause : modelErrorIn(cause, origin);
  } finally {
    left.abort();
  }
  if (end === undefined) {
    throw modelErrorIn(new Error('the reply was cut short'), origin);
  }
  yield end;
}

function reasonOf(finish: string): 'stop' | 'length' | 'filtered' {
  return finish === 'length' ? 'length' : finish === 'content_filter' ? 'filtered' : 'stop';
}

function usageOf({ usage }: Event): { promptTokens?: number; outputTokens?: number } {
  return {
    ...(usage?.prompt_tokens === undefined ? {} : { promptTokens: usage.prompt_tokens }),
    ...(usage?.completion_tokens === undefined ? {} : { outputTokens: usage.completion_tokens }),
  };
}
