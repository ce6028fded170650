import assert from 'node:assert/strict';
import type { Log } from '../../src/log.ts';
import type { ModelClient } from '../../src/model/client.ts';
import type { Meter } from '../../src/model/meter.ts';
import { createModelSource } from '../../src/model/modelSource.ts';
import { createOllamaWire } from '../../src/model/ollama.ts';
import { createOpenAiWire } from '../../src/model/openai.ts';
import type { Models } from '../../src/model/source.ts';
import { parseSettings } from '../../src/settings.ts';
import type { ModelServer } from '../servers/modelServer.ts';
import { scriptedMemory } from '../unit/model/support.ts';
import { never, type Transport } from './wireSupport.ts';

/** One model that fills and chats. */
export const models = [
  {
    name: 'coder:1b',
    capabilities: ['completion', 'insert', 'tools'],
    template: '{{ range .Messages }}',
    parameters: '1B',
  },
];

const ignore = () => {};
/** Says nothing. */
export const silent: Log = {
  trace: ignore,
  debug: ignore,
  info: ignore,
  warn: ignore,
  error: ignore,
};

/** The models of a window on one real server. */
export function modelsOn(
  server: ModelServer,
  net: Transport,
  provider: 'ollama' | 'openai',
  log: Log = silent,
  meter?: Meter,
): Models {
  const values: Readonly<Record<string, unknown>> = {
    provider,
    'ollama.baseUrl': server.url,
    'openai.baseUrl': `${server.url}/v1`,
  };
  const { guardedFetch } = net;
  return createModelSource({
    settings: () => parseSettings((key) => values[key]),
    keyFor: async () => undefined,
    openOllama: async () =>
      createOllamaWire({
        baseUrl: server.url,
        keepAlive: '30m',
        contextTokens: 8_192,
        guardedFetch,
      }),
    openOpenAi: async () => createOpenAiWire({ baseUrl: `${server.url}/v1`, guardedFetch }),
    freeMemoryBytes: () => 64e9,
    memory: scriptedMemory(),
    now: () => performance.now(),
    random: () => 1,
    after: () => () => {},
    log,
    ...(meter === undefined ? {} : { meter }),
  });
}

/** The client for completions, as soon as there is one. */
export async function readyClient(source: Models): Promise<ModelClient> {
  for (;;) {
    const state = source.current();
    if (state.kind === 'ready') {
      return state.client;
    }
    await new Promise<void>((resolve) => {
      const stop = source.onChange(() => {
        stop();
        resolve();
      });
    });
  }
}

/** The client for answers in words. */
export async function chatClient(source: Models): Promise<ModelClient> {
  const state = await source.chat.find(never);
  assert.ok(state.kind === 'ready');
  return state.client;
}
