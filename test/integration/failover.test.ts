/** Two real servers: what reaches which of them while one is out. */
import assert from 'node:assert/strict';
import type { ModelClient } from '../../src/model/client.ts';
import { createModelSource } from '../../src/model/modelSource.ts';
import type { Models } from '../../src/model/source.ts';
import { parseSettings } from '../../src/settings.ts';
import { type ModelServer, startModelServer } from '../servers/modelServer.ts';
import { replyOf, safeFill, scriptedMemory } from '../unit/model/support.ts';
import { models } from './modelsSupport.ts';
import { createTransport, never, openOllama, openOpenAi } from './wireSupport.ts';

const request = {
  kind: 'fill',
  prompt: safeFill('const canary = █;'),
  maxTokens: 9,
  singleLine: false,
  temperature: 0,
} as const;

/** The models of a window with an Ollama and another server, under these further settings. */
function modelsOf(
  own: ModelServer,
  other: ModelServer,
  values: Readonly<Record<string, unknown>>,
): { readonly source: Models; readonly lines: readonly string[] } {
  const settings: Readonly<Record<string, unknown>> = {
    provider: 'ollama',
    'ollama.baseUrl': own.url,
    'openai.baseUrl': `${other.url}/v1`,
    ...values,
  };
  const net = createTransport({
    localOnly: settings['privacy.localOnly'] === true,
    httpHosts: [],
  });
  const lines: string[] = [];
  const write = (line: string) => lines.push(line);
  const source = createModelSource({
    settings: () => parseSettings((key) => settings[key]),
    keyFor: async () => undefined,
    openOllama: async () => openOllama(own.url, net),
    openOpenAi: async () => openOpenAi(other.url, net),
    freeMemoryBytes: () => 64e9,
    memory: scriptedMemory(),
    now: () => performance.now(),
    random: () => 0,
    after(delayMs, callback) {
      const timer = setTimeout(callback, delayMs);
      return () => clearTimeout(timer);
    },
    log: { trace: () => {}, debug: () => {}, info: () => {}, warn: write, error: write },
  });
  return { source, lines };
}

/** The client of the state that fits, as soon as there is one. */
async function readyWhere(
  source: Models,
  fits: (insteadOf: boolean) => boolean,
): Promise<ModelClient> {
  for (;;) {
    const state = source.current();
    if (state.kind === 'ready' && fits(state.insteadOf !== undefined)) {
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

describe('failover between two servers', function () {
  // Waits of half a second and more are part of it.
  this.timeout(30_000);
  let own: ModelServer;
  let other: ModelServer;
  beforeEach(async () => {
    own = await startModelServer({ models, reply: 'own' });
    other = await startModelServer({ models, reply: 'other' });
  });
  afterEach(() => Promise.all([own.stop(), other.stop()]));

  it('goes to the named one while the own is out and back when it is there, with one line in the log', async () => {
    const { source, lines } = modelsOf(own, other, { fallback: 'openai' });
    const client = await readyWhere(source, (insteadOf) => !insteadOf);
    assert.equal((await replyOf(client, request)).text, 'own');
    const { port } = new URL(own.url);
    await own.stop();
    await assert.rejects(replyOf(client, request), { kind: 'unreachable' });
    const second = await readyWhere(source, (insteadOf) => insteadOf);
    assert.equal((await replyOf(second, request)).text, 'other');
    assert.equal(second.host, new URL(other.url).host);
    own = await startModelServer({ models, reply: 'own again' }, Number(port));
    const third = await readyWhere(source, (insteadOf) => !insteadOf);
    assert.equal((await replyOf(third, request)).text, 'own again');
    assert.equal(other.requests.filter(({ body }) => body !== undefined).length, 1);
    assert.equal(lines.length, 1);
    source.reset();
  });

  it('sends nothing to the other server where the user did not name it', async () => {
    const { source } = modelsOf(own, other, {});
    const client = await readyWhere(source, () => true);
    await own.stop();
    await assert.rejects(replyOf(client, request), { kind: 'unreachable' });
    assert.equal(source.current().kind, 'failed');
    assert.equal((await source.chat.find(never)).kind, 'failed');
    assert.deepEqual(other.requests, []);
    source.reset();
    own = await startModelServer();
  });
});
