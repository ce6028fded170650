import assert from 'node:assert/strict';
import type { Check } from '../../src/doctor/examine.ts';
import type { CheckId, Finding } from '../../src/doctor/finding.ts';
import { createServerChecks } from '../../src/doctor/server.ts';
import { createModelSource } from '../../src/model/modelSource.ts';
import { createOllamaWire } from '../../src/model/ollama.ts';
import { createOpenAiWire } from '../../src/model/openai.ts';
import { parseSettings } from '../../src/settings.ts';
import { type ModelServer, type Script, startModelServer } from '../servers/modelServer.ts';
import { startPageServer } from '../servers/pageServer.ts';
import { safeFill, scriptedMemory } from '../unit/model/support.ts';
import { models } from './modelsSupport.ts';
import { createTransport, never } from './wireSupport.ts';

const reply = 'return sum(one.price for one in items)';
const ignore = () => {};

interface Given {
  readonly url: string;
  readonly provider?: 'ollama' | 'openai';
  readonly key?: string;
  readonly model?: string;
  readonly localOnly?: boolean;
}

/** The checks of a window whose settings name this server, with the clients and the transport that it uses. */
function checksOn({ key, localOnly = false, model, provider = 'ollama', url }: Given) {
  const values: Readonly<Record<string, unknown>> = {
    provider,
    'ollama.baseUrl': url,
    'ollama.completionModel': model,
    'openai.baseUrl': `${url}/v1`,
    'openai.completionModel': model,
    'openai.fill': 'suffix',
  };
  const settings = parseSettings((name) => values[name]);
  const { guardedFetch } = createTransport({ localOnly, httpHosts: [] });
  const { inspection } = createModelSource({
    settings: () => settings,
    keyFor: async () => key,
    openOllama: async () =>
      createOllamaWire({ baseUrl: url, keepAlive: '30m', contextTokens: 8_192, guardedFetch }),
    openOpenAi: async (apiKey) =>
      createOpenAiWire({
        baseUrl: `${url}/v1`,
        guardedFetch,
        ...(apiKey === undefined ? {} : { apiKey }),
      }),
    freeMemoryBytes: () => 64e9,
    memory: scriptedMemory(),
    now: () => performance.now(),
    random: () => 1,
    after: () => ignore,
    log: { trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore },
  });
  return createServerChecks({
    settings,
    inspection,
    passSample: () => safeFill('def f():\n    █\n', { languageId: 'python' }),
    environmentOrigin: () => undefined,
    isCounted: () => true,
    firstModel: 'first:3b',
    proxy: undefined,
    remote: { name: undefined, besideWindow: true, inBrowser: false },
    now: () => performance.now(),
  });
}

async function run(checks: readonly Check[]): Promise<Readonly<Record<string, Finding>>> {
  const found = await Promise.all(checks.map(async ({ id, run }) => [id, await run(never)]));
  return Object.fromEntries(found);
}

function row(found: Readonly<Record<string, Finding>>, id: CheckId): string {
  return `${found[id]?.level} ${found[id]?.fact.kind}`;
}

describe('Doctor on real servers', () => {
  let server: ModelServer;
  const start = async (script: Script = {}): Promise<string> => {
    server = await startModelServer({ models, reply, ...script });
    return server.url;
  };
  afterEach(() => server.stop());

  for (const provider of ['ollama', 'openai'] as const) {
    it(`finds nothing wrong with a healthy one (${provider})`, async () => {
      const found = await run(checksOn({ url: await start(), provider }));
      for (const [id, { level }] of Object.entries(found)) {
        assert.equal(level, 'ok', id);
      }
    });

    it(`names a model that went between the list and its use (${provider})`, async () => {
      const url = await start({
        fault: { kind: 'status', status: 404, body: `{"error":"model 'coder:1b' not found"}` },
      });
      const found = await run(checksOn({ url, provider }));
      assert.equal(row(found, 'model'), 'failed model missing');
      assert.equal(row(found, 'fill'), 'skipped blocked');
    });

    it(`counts 5,000 models and tries the named one (${provider})`, async () => {
      const many = Array.from({ length: 5_000 }, (_, at) => ({ name: `m${at}:1b` }));
      const url = await start({ models: [...many, ...models], loaded: ['coder:1b'] });
      const found = await run(checksOn({ url, provider, model: 'coder:1b' }));
      const fact = found['server']?.fact;
      assert.ok(fact?.kind === 'server answers');
      assert.equal(fact.models, 5_001);
      assert.equal(row(found, 'fill'), 'ok fills');
    });
  }

  it('tells a dead server by the refused connection', async () => {
    const url = await start();
    await server.stop();
    const found = await run(checksOn({ url }));
    const fact = found['server']?.fact;
    assert.ok(fact?.kind === 'server fails');
    assert.equal(fact.trouble, 'refused');
    assert.deepEqual(found['server']?.repairs[0], { kind: 'start ollama', origin: url });
  });

  it('tells a proxy that answers with a page, in whatever it is asked', async () => {
    await start();
    const proxy = await startPageServer(200, '<html>Sign in</html>');
    try {
      for (const provider of ['ollama', 'openai'] as const) {
        const fact = (await run(checksOn({ url: proxy.url, provider })))['server']?.fact;
        assert.ok(fact?.kind === 'server fails', provider);
        assert.equal(fact.trouble, 'web page');
      }
    } finally {
      await proxy.stop();
    }
  });

  it('tells a plain server behind https', async () => {
    const url = await start();
    const plain = (await run(checksOn({ url: url.replace('http:', 'https:') })))['server']?.fact;
    assert.ok(plain?.kind === 'server fails');
    assert.equal(plain.trouble, 'encryption');
  });

  it('tells a wrong key from a missing one, and finds the right one accepted', async () => {
    const url = await start({ key: 'right' });
    for (const [key, wanted] of [
      [undefined, 'failed key missing'],
      ['wrong', 'failed key refused'],
      ['right', 'ok key accepted'],
    ] as const) {
      const found = await run(
        checksOn({ url, provider: 'openai', ...(key === undefined ? {} : { key }) }),
      );
      assert.equal(row(found, 'key'), wanted);
      assert.ok(!JSON.stringify(found).includes('"wrong"'));
    }
  });

  it('names an old Ollama and one that says no version', async () => {
    const old = await run(checksOn({ url: await start({ version: '0.3.12' }) }));
    assert.equal(row(old, 'server'), 'failed old ollama');
    assert.equal(row(old, 'fill'), 'ok fills');
    await server.stop();
    const silent = await run(checksOn({ url: await start({ missing: ['/api/version'] }) }));
    assert.equal(row(silent, 'server'), 'ok server answers');
  });

  it('asks nobody where localOnly forbids it', async () => {
    const url = (await start()).replace('127.0.0.1', '0.0.0.0');
    const found = await run(checksOn({ url, localOnly: true }));
    assert.equal(found['server']?.repairs[0]?.kind, 'allow other machines');
    assert.deepEqual(server.requests, []);
  });

  it('ends its requests with the signal', async () => {
    const hold = Promise.withResolvers<void>();
    const url = await start({ hold: hold.promise });
    const controller = new AbortController();
    const fill = checksOn({ url }).find(({ id }) => id === 'fill');
    const end = fill?.run(controller.signal);
    const asked = await server.waitFor(({ path }) => path.endsWith('/generate'));
    controller.abort();
    await assert.rejects(end ?? Promise.resolve());
    await asked.abandoned;
    hold.resolve();
  });
});
