import type * as vscode from 'vscode';
import type { Log } from '../log.ts';
import { createGuardedFetch } from '../model/guardedFetch.ts';
import type { Meter } from '../model/meter.ts';
import { createModelSource } from '../model/modelSource.ts';
import { createSentRequests, type SentRequests } from '../model/sentRequests.ts';
import type { Models } from '../model/source.ts';
import { usableMemory } from '../model/usableMemory.ts';
import type { Configuration } from './configuration.ts';
import { machine } from './machine.ts';
import type { Keys } from './secrets.ts';

/** What the models of this window are found with. */
export interface ModelsDeps {
  readonly configuration: Configuration;
  readonly keys: Keys;
  /** Remembers what was found out about servers. */
  readonly state: vscode.Memento;
  /** Counts every request. */
  readonly meter: Meter;
  readonly now: () => number;
  readonly after: (delayMs: number, callback: () => void) => () => void;
  readonly log: Log;
}

/** Connects the settings, the keys and both official clients; asks no server before a model is wanted. */
export function createModels(deps: ModelsDeps): Models & { readonly sent: SentRequests } {
  const { after, keys, log, now, state } = deps;
  const { settings } = deps.configuration;
  const sent = createSentRequests((url, init) => fetch(url, init), machine.callScope());
  const guardedFetch = createGuardedFetch({
    fetch: sent.fetch,
    rules: () => ({
      localOnly: settings()['privacy.localOnly'],
      httpHosts: settings()['network.httpHosts'],
      certificatesUnchecked: machine.environment['NODE_TLS_REJECT_UNAUTHORIZED'] === '0',
    }),
    after,
    nextTurn: machine.yieldNow,
  });
  const models = createModelSource({
    settings,
    keyFor: keys.keyFor,
    openOllama: async () => {
      const { createOllamaWire } = await import('../model/ollama.ts');
      return createOllamaWire({
        baseUrl: settings()['ollama.baseUrl'],
        keepAlive: settings()['ollama.keepAlive'],
        contextTokens: settings()['ollama.contextTokens'],
        guardedFetch,
      });
    },
    openOpenAi: async (apiKey) => {
      const { createOpenAiWire } = await import('../model/openai.ts');
      return createOpenAiWire({
        baseUrl: settings()['openai.baseUrl'],
        guardedFetch,
        ...(apiKey === undefined ? {} : { apiKey }),
      });
    },
    freeMemoryBytes: () => usableMemory(machine.memory()),
    memory: {
      get: (key) => state.get(key),
      set: (key, value) => void state.update(key, value),
    },
    meter: sent.withoutDrafts(deps.meter),
    now,
    random: Math.random,
    after,
    log,
  });
  return { ...models, sent };
}
