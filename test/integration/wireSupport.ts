import assert from 'node:assert/strict';
import { isModelError, type ModelChunk, type ModelErrorKind } from '../../src/model/client.ts';
import { type ClientFetch, createGuardedFetch } from '../../src/model/guardedFetch.ts';
import type { NetworkRules } from '../../src/model/networkRules.ts';
import { createOllamaWire } from '../../src/model/ollama.ts';
import { createOpenAiWire } from '../../src/model/openai.ts';
import type { CompleteRequest, OllamaWire, OpenAiWire, Wire } from '../../src/model/wire.ts';

/** A signal that is never aborted. */
export const never = new AbortController().signal;

/** A transport whose limits pass only when the test says so. */
export interface Transport {
  readonly guardedFetch: ReturnType<typeof createGuardedFetch>;
  /** How many limits are running. */
  armed(): number;
  /** Lets the limits of this length pass. */
  pass(delayMs: number): void;
  /** Resolves when no limit runs any more. */
  idle(): Promise<void>;
  /** Resolves when a limit of this length runs. */
  running(delayMs: number): Promise<void>;
}

export function createTransport(
  rules: NetworkRules = { localOnly: false, httpHosts: [] },
  send: ClientFetch = (url, init) => fetch(url, init),
): Transport {
  const timers = new Map<number, Set<() => void>>();
  const armed = () => [...timers.values()].reduce((count, set) => count + set.size, 0);
  const until = async (holds: () => boolean) => {
    while (!holds()) {
      await new Promise(setImmediate);
    }
  };
  return {
    guardedFetch: createGuardedFetch({
      fetch: send,
      nextTurn: () => new Promise((resolve) => setImmediate(resolve)),
      rules: () => rules,
      after(delayMs, callback) {
        const set = timers.get(delayMs) ?? new Set();
        timers.set(delayMs, set.add(callback));
        return () => set.delete(callback);
      },
    }),
    armed,
    pass(delayMs) {
      for (const callback of [...(timers.get(delayMs) ?? [])]) {
        callback();
      }
    },
    idle: () => until(() => armed() === 0),
    running: (delayMs) => until(() => (timers.get(delayMs)?.size ?? 0) > 0),
  };
}

export function openOllama(baseUrl: string, { guardedFetch }: Transport): OllamaWire {
  return createOllamaWire({ baseUrl, keepAlive: '30m', contextTokens: 4096, guardedFetch });
}

export function openOpenAi(url: string, { guardedFetch }: Transport, apiKey?: string): OpenAiWire {
  const baseUrl = `${url}/v1`;
  return createOpenAiWire({ baseUrl, guardedFetch, ...(apiKey === undefined ? {} : { apiKey }) });
}

/** Both wires, for tests that hold for either. */
export const opens: Readonly<Record<'ollama' | 'openai', (url: string, net: Transport) => Wire>> = {
  ollama: openOllama,
  openai: openOpenAi,
};

export const request: CompleteRequest = {
  model: 'm:1b',
  prompt: 'const a = ',
  suffix: ';',
  maxTokens: 20,
  temperature: 0,
  stop: ['\n'],
};

export const chatRequest = {
  ...request,
  work: 'fill',
  turns: [{ role: 'user', content: 'hi' }],
} as const;

export async function collect(chunks: AsyncIterable<ModelChunk>): Promise<readonly ModelChunk[]> {
  const all: ModelChunk[] = [];
  for await (const chunk of chunks) {
    all.push(chunk);
  }
  return all;
}

export function textOf(chunks: readonly ModelChunk[]): string {
  return chunks.map((chunk) => (chunk.kind === 'text' ? chunk.text : '')).join('');
}

/** What a request that fails says, with the text that came before. */
export interface Failure {
  readonly kind: ModelErrorKind;
  readonly message: string;
  readonly detail: string;
  readonly retryAfterMs: number | undefined;
  readonly text: string;
}

export async function failure(chunks: AsyncIterable<ModelChunk>): Promise<Failure> {
  let text = '';
  try {
    for await (const chunk of chunks) {
      text += textOf([chunk]);
    }
  } catch (error) {
    assert.ok(isModelError(error), String(error));
    const { kind, message, facts } = error;
    return { kind, message, detail: facts.detail ?? '', retryAfterMs: facts.retryAfterMs, text };
  }
  throw new Error('the request did not fail');
}
