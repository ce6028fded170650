import { Ollama, type ToolCall } from 'ollama/browser';
import type { ModelChunk } from './client.ts';
import {
  completionLimits,
  type GuardedFetch,
  inquiryLimits,
  limitsOf,
  loadLimits,
  pullLimits,
  type WorkLimits,
} from './guardedFetch.ts';
import { pullProgress } from './pullProgress.ts';
import { type Asked, replyError } from './serverErrors.ts';
import { createThoughtFilter } from './thinking.ts';
import { callIds, createCallAssembler } from './toolCalls.ts';
import { callPiece, ollamaMessage, ollamaTool } from './toolFormats.ts';
import type { ChatWireRequest, CompleteRequest, OllamaModel, OllamaWire } from './wire.ts';

/** Where the server is and what every request to it says. */
export interface OllamaOptions {
  readonly baseUrl: string;
  /** The same on every request, or the server unloads early. */
  readonly keepAlive: string;
  /** The same on every request, or the server loads the model anew. */
  readonly contextTokens: number;
  readonly guardedFetch: GuardedFetch;
}

interface Piece {
  readonly text: string;
  readonly thinking?: string | undefined;
  readonly calls?: readonly ToolCall[] | undefined;
  readonly done: boolean;
  readonly done_reason?: string;
  readonly prompt_eval_count?: number;
  readonly eval_count?: number;
}

/** An Ollama server over its native API, by the official client; one client object per request. */
export function createOllamaWire(options: OllamaOptions): OllamaWire {
  const base = options.baseUrl.replace(/\/+$/, '');
  const { origin } = new URL(base);
  const open = (
    expects: 'lines' | 'json',
    limits: WorkLimits,
    signal: AbortSignal,
    sent = () => {},
  ): Ollama =>
    new Ollama({
      host: base,
      fetch: options.guardedFetch({ origin, limits, expects, sent }, signal),
    });
  const settings = (request: CompleteRequest | ChatWireRequest) => ({
    num_ctx: options.contextTokens,
    num_predict: request.maxTokens,
    temperature: request.temperature,
    stop: [...request.stop],
  });
  const inquire = async <T>(
    signal: AbortSignal,
    limits: WorkLimits,
    ask: (client: Ollama) => Promise<T>,
  ): Promise<T> => {
    try {
      return await ask(open('json', limits, signal));
    } catch (cause) {
      signal.throwIfAborted();
      throw replyError(cause, { origin });
    }
  };

  return {
    origin,
    complete: (request, signal) =>
      stream({ origin, question: request }, signal, async (own) => {
        const client = open('lines', completionLimits, own, request.sent);
        const common = {
          model: request.model,
          prompt: request.prompt,
          keep_alive: options.keepAlive,
          options: settings(request),
          stream: true as const,
        };
        const replies =
          request.suffix === undefined
            ? await client.generate({ ...common, raw: true })
            : await withoutThinking({ origin, question: request }, (think) =>
                client.generate({ ...common, suffix: request.suffix ?? '', ...think }),
              );
        return mapPieces(replies, (reply) => ({ ...reply, text: reply.response ?? '' }));
      }),
    chat: (request, signal) =>
      stream(
        { origin, question: request },
        signal,
        async (own) => {
          const { tools, turns, work } = request;
          const client = open('lines', limitsOf(work, tools !== undefined), own, request.sent);
          const replies = await withoutThinking({ origin, question: request }, (think) =>
            client.chat({
              model: request.model,
              messages: turns.map(ollamaMessage),
              ...(tools === undefined ? {} : { tools: tools.map(ollamaTool) }),
              keep_alive: options.keepAlive,
              options: settings(request),
              stream: true,
              ...think,
            }),
          );
          return mapPieces(replies, ({ message, ...reply }) => ({
            ...reply,
            text: message?.content ?? '',
            thinking: message?.thinking,
            calls: message?.tool_calls,
          }));
        },
        callIds(request.turns),
      ),
    models: (signal) =>
      inquire(signal, inquiryLimits, async (client) => (await client.list()).models.map(toModel)),
    version: (signal) =>
      inquire(signal, inquiryLimits, async (client) => {
        const { version } = await client.version();
        return typeof version === 'string' ? version : '';
      }),
    details: (model, signal) =>
      inquire(signal, inquiryLimits, async (client) => {
        const shown = await client.show({ model });
        return {
          capabilities: Array.isArray(shown.capabilities) ? shown.capabilities : [],
          template: shown.template ?? '',
          // https://github.com/ollama/ollama/blob/main/api/types.go (`ShowResponse`); the client does not know it.
          rendered: 'renderer' in shown && Boolean(shown.renderer),
          remote: isRemote(shown),
          ...contextOf(shown.model_info),
        };
      }),
    loaded: (signal) =>
      inquire(signal, inquiryLimits, async (client) =>
        (await client.ps()).models.map((model) => model.name),
      ),
    load: (model, signal) =>
      inquire(signal, loadLimits, async (client) => {
        await client.generate({
          model,
          prompt: '',
          keep_alive: options.keepAlive,
          options: { num_ctx: options.contextTokens },
          stream: false,
        });
      }),
    async *pull(model, signal) {
      const left = new AbortController();
      try {
        const own = AbortSignal.any([signal, left.signal]);
        yield* pullProgress(await open('lines', pullLimits, own).pull({ model, stream: true }));
      } catch (cause) {
        signal.throwIfAborted();
        throw replyError(cause, { origin });
      } finally {
        left.abort();
      }
    },
  };
}

/** The context stands under the name of the model's architecture, e.g. `qwen2.context_length`. */
function contextOf(info: unknown): { readonly contextTokens?: number } {
  const facts = typeof info === 'object' && info !== null ? Object.entries(info) : [];
  const [, tokens] = facts.find(([name]) => name.endsWith('.context_length')) ?? [];
  return typeof tokens === 'number' ? { contextTokens: tokens } : {};
}

/** Asks with thinking off; a server that refuses the field is asked once more without it. */
async function withoutThinking<T>(
  asked: Asked,
  ask: (think: { think?: false }) => Promise<T>,
): Promise<T> {
  try {
    return await ask({ think: false });
  } catch (cause) {
    const error = replyError(cause, asked);
    if (error.facts.status !== 400 || !/think/i.test(error.facts.detail ?? '')) {
      throw error;
    }
    return ask({});
  }
}

/** `remote_host` and `remote_model` mark models that ollama.com serves through this server. */
function isRemote(model: object): boolean {
  return (
    ('remote_host' in model && Boolean(model.remote_host)) ||
    ('remote_model' in model && Boolean(model.remote_model))
  );
}

function toModel(model: {
  name: string;
  size?: number;
  details?: {
    parameter_size?: string;
    quantization_level?: string;
    family?: string;
    families?: string[] | null;
  };
}): OllamaModel {
  const {
    families,
    family,
    parameter_size: parameters,
    quantization_level: quantization,
  } = model.details ?? {};
  return {
    name: model.name,
    sizeBytes: model.size ?? 0,
    families: [...new Set([...(family ? [family] : []), ...(families ?? [])])],
    remote: isRemote(model),
    ...(parameters ? { parameters } : {}),
    ...(quantization ? { quantization } : {}),
  };
}

async function* mapPieces<T>(
  replies: AsyncIterable<T>,
  toPiece: (reply: T) => Piece,
): AsyncIterable<Piece> {
  for await (const reply of replies) {
    yield toPiece(reply);
  }
}

/** Runs one streamed request; leaving the loop early closes its socket, which the client itself does not. */
async function* stream(
  asked: Asked,
  signal: AbortSignal,
  start: (own: AbortSignal) => Promise<AsyncIterable<Piece>>,
  nextCallId: () => string = callIds([]),
): AsyncGenerator<ModelChunk> {
  const left = new AbortController();
  const own = AbortSignal.any([signal, left.signal]);
  const thoughts = createThoughtFilter();
  const calls = createCallAssembler(nextCallId);
  try {
    for await (const piece of await start(own)) {
      signal.throwIfAborted();
      if (piece.thinking) {
        yield { kind: 'thinking' };
      }
      yield* thoughts.take(piece.text);
      calls.take(piece.calls?.map((call) => callPiece(call, nextCallId())));
      if (piece.done) {
        const reason = piece.done_reason === 'length' ? 'length' : 'stop';
        yield* thoughts.rest();
        yield* calls.rest(reason);
        yield {
          kind: 'end',
          reason,
          ...(piece.prompt_eval_count === undefined
            ? {}
            : { promptTokens: piece.prompt_eval_count }),
          ...(piece.eval_count === undefined ? {} : { outputTokens: piece.eval_count }),
        };
        return;
      }
    }
  } catch (cause) {
    signal.throwIfAborted();
    throw replyError(cause, asked);
  } finally {
    left.abort();
  }
}
