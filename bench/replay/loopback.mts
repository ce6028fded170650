/**
 * The same session in real time, through the product's own clients and a server on loopback with the
 * same oracle: shows that virtual time leaves nothing out that matters.
 */
import { type Clock, wait } from '../../src/completion/clock.ts';
import { isModelError, type ModelClient } from '../../src/model/client.ts';
import { createFillChoice, type FillMode } from '../../src/model/fill.ts';
import { createGuardedFetch } from '../../src/model/guardedFetch.ts';
import { createModelClient } from '../../src/model/modelClient.ts';
import { createOllamaWire } from '../../src/model/ollama.ts';
import { createOpenAiWire } from '../../src/model/openai.ts';
import { startModelServer } from '../../test/servers/modelServer.ts';
import type { World } from './cell.mts';
import type { ModelDeps, RequestRecord } from './model.mts';
import { charactersPerToken, replyTo } from './oracle.mts';

/** The wire formats that the server speaks. */
export type WireFormat = 'ollama' | 'openai';

/** Time as it passes. */
export function createRealClock(): World['clock'] {
  const start = performance.now();
  const now = () => performance.now() - start;
  const clock: Clock = {
    now,
    after(delayMs, callback) {
      const timer = setTimeout(callback, delayMs);
      return () => clearTimeout(timer);
    },
  };
  const never = new AbortController().signal;
  return { ...clock, runUntil: (atMs) => wait(clock, Math.max(0, atMs - now()), never) };
}

/** Starts the server; its answers are those of the simulated model. It knows no stops: let them be one line. */
export async function startLoopback(
  format: WireFormat,
): Promise<World & { stop(): Promise<void> }> {
  const server = await startModelServer({ models: [{ name: modelName }] });
  const clock = createRealClock();
  return {
    clock,
    stop: server.stop,
    model(deps) {
      const { firstTokenMs, tokensPerSecond } = deps.server;
      server.script({
        models: [{ name: modelName }],
        firstTextMs: firstTokenMs,
        pieceCharacters: charactersPerToken,
        pieceMs: 1000 / tokensPerSecond,
        reply({ prompt, suffix }) {
          const place = deps.states.find(prompt, suffix);
          return replyTo({ prefix: prompt, suffix }, place, deps.oracle).join('');
        },
      });
      return recorded(clientOf(format, server.url, clock), deps);
    },
  };
}

const modelName = 'bench:1b';

function clientOf(format: WireFormat, url: string, clock: Clock): ModelClient {
  const guardedFetch = createGuardedFetch({
    fetch: (input, init) => fetch(input, init),
    nextTurn: () => new Promise((resolve) => setImmediate(resolve)),
    rules: () => ({ localOnly: false, httpHosts: [] }),
    after: clock.after,
  });
  const wire =
    format === 'ollama'
      ? createOllamaWire({ baseUrl: url, keepAlive: '30m', contextTokens: 8_192, guardedFetch })
      : createOpenAiWire({ baseUrl: `${url}/v1`, guardedFetch });
  const suffix: FillMode = { kind: 'suffix' };
  const memory = { get: () => undefined, set: () => {} };
  return createModelClient({
    backend: format,
    wire,
    model: modelName,
    local: false,
    fill: createFillChoice([suffix], true, memory, format),
    answered: () => {},
  });
}

/** Keeps the account of a client's requests as the client saw them. */
function recorded(client: ModelClient, { clock, states }: ModelDeps) {
  const requests: RequestRecord[] = [];
  let running = 0;
  let most = 0;
  const watched: ModelClient = {
    ...client,
    id: client.id,
    async *stream(request, signal) {
      const { prefix, suffix } =
        request.kind === 'fill' ? request.prompt : { prefix: '', suffix: '' };
      const record: RequestRecord = {
        atMs: clock.now(),
        offset: states.find(prefix, suffix)?.offset,
        promptCharacters: prefix.length + suffix.length,
        newCharacters: prefix.length + suffix.length,
        text: '',
        tokens: 0,
        end: 'running',
        endMs: 0,
        tokensAfterDivergence: 0,
      };
      requests.push(record);
      running += 1;
      most = Math.max(most, running);
      try {
        for await (const chunk of client.stream(request, signal)) {
          record.text += chunk.kind === 'text' ? chunk.text : '';
          record.tokens = Math.ceil(record.text.length / charactersPerToken);
          record.end = chunk.kind === 'end' ? 'done' : record.end;
          yield chunk;
        }
      } catch (error) {
        record.end = isModelError(error) ? 'failed' : record.end;
        throw error;
      } finally {
        running -= 1;
        record.endMs = clock.now();
        if (record.end === 'running') {
          record.end = signal.aborted ? 'aborted' : 'enough';
        }
      }
    },
  };
  return { client: watched, requests, mostAtOnce: () => most };
}
