import assert from 'node:assert/strict';
import { isModelError, type ModelChunk, type ModelErrorKind } from '../../src/model/client.ts';
import { createGuardedFetch } from '../../src/model/guardedFetch.ts';
import { createOllamaWire } from '../../src/model/ollama.ts';
import { createOpenAiWire } from '../../src/model/openai.ts';
import type { Wire } from '../../src/model/wire.ts';
import { type Fault, type ModelServer, startModelServer } from '../servers/modelServer.ts';

const never = new AbortController().signal;

/** A transport whose limits pass only when the test says so. */
function transport(rules = { localOnly: false, httpHosts: [] as string[] }) {
  const timers = new Map<number, Set<() => void>>();
  const guardedFetch = createGuardedFetch({
    fetch: (url, init) => fetch(url, init),
    rules: () => rules,
    after(delayMs, callback) {
      const set = timers.get(delayMs) ?? new Set();
      timers.set(delayMs, set.add(callback));
      return () => set.delete(callback);
    },
  });
  return {
    guardedFetch,
    armed: () => [...timers.values()].reduce((count, set) => count + set.size, 0),
    pass(delayMs: number) {
      for (const callback of [...(timers.get(delayMs) ?? [])]) {
        callback();
      }
    },
  };
}

const request = {
  model: 'm:1b',
  prompt: 'const a = ',
  suffix: ';',
  maxTokens: 20,
  temperature: 0,
  stop: ['\n'],
};

async function collect(chunks: AsyncIterable<ModelChunk>): Promise<readonly ModelChunk[]> {
  const all: ModelChunk[] = [];
  for await (const chunk of chunks) {
    all.push(chunk);
  }
  return all;
}

function textOf(chunks: readonly ModelChunk[]): string {
  return chunks.map((chunk) => (chunk.kind === 'text' ? chunk.text : '')).join('');
}

async function failure(
  chunks: AsyncIterable<ModelChunk>,
): Promise<{ kind: ModelErrorKind; message: string; retryAfterMs?: number }> {
  try {
    await collect(chunks);
  } catch (error) {
    assert.ok(isModelError(error), String(error));
    const { retryAfterMs } = error.facts;
    return {
      kind: error.kind,
      message: error.message,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    };
  }
  throw new Error('the request did not fail');
}

const clients = ['ollama', 'openai'] as const;

for (const name of clients) {
  describe(`the ${name} wire`, () => {
    let server: ModelServer;
    let net: ReturnType<typeof transport>;
    let wire: Wire;
    const open = (baseUrl: string, apiKey?: string): Wire =>
      name === 'ollama'
        ? createOllamaWire({
            baseUrl,
            keepAlive: '30m',
            contextTokens: 4096,
            guardedFetch: net.guardedFetch,
          })
        : createOpenAiWire({
            baseUrl: `${baseUrl}/v1`,
            guardedFetch: net.guardedFetch,
            ...(apiKey === undefined ? {} : { apiKey }),
          });

    beforeEach(async () => {
      server = await startModelServer({ reply: 'x + 1; // größe 😀' });
      net = transport();
      wire = open(server.url);
    });
    afterEach(() => server.stop());

    it('streams a reply in pieces and ends it', async () => {
      server.script({ reply: 'x + 1; // größe 😀', pieceCharacters: 2 });
      const chunks = await collect(wire.complete(request, never));
      assert.equal(textOf(chunks), 'x + 1; // größe 😀');
      assert.equal(chunks.at(-1)?.kind, 'end');
      assert.equal(net.armed(), 0);
    });

    it('holds a conversation and leaves written-out thoughts aside', async () => {
      server.script({ reply: '<think>hm, let me see</think>\nanswer', pieceCharacters: 3 });
      const turns = [{ role: 'user', content: 'hi' }] as const;
      const chunks = await collect(wire.chat({ ...request, turns }, never));
      assert.equal(textOf(chunks), 'answer');
      assert.ok(chunks.some((chunk) => chunk.kind === 'thinking'));
    });

    it('sends no header but its own', async () => {
      await collect(wire.complete(request, never));
      const { headers } = server.requests[0]!;
      assert.equal(headers['user-agent'], 'ghostline');
      assert.deepEqual(
        Object.keys(headers).filter((header) =>
          /stainless|cookie|authorization|openai/.test(header),
        ),
        [],
      );
    });

    it('reads nothing from the environment', async () => {
      const evil = {
        OPENAI_BASE_URL: 'http://127.0.0.1:1/v1',
        OPENAI_API_KEY: 'sk-evil',
        OPENAI_ORG_ID: 'evil',
        OPENAI_PROJECT_ID: 'evil',
        OPENAI_CUSTOM_HEADERS: 'x-evil: 1',
        OPENAI_LOG: 'debug',
        OLLAMA_HOST: 'http://127.0.0.1:1',
        OLLAMA_API_KEY: 'evil',
      };
      Object.assign(process.env, evil);
      try {
        await collect(open(server.url).complete(request, never));
      } finally {
        for (const key of Object.keys(evil)) {
          delete process.env[key];
        }
      }
      assert.doesNotMatch(JSON.stringify(server.requests), /evil/);
    });

    const faults: readonly (readonly [title: string, fault: Fault, kind: ModelErrorKind])[] = [
      ['401', { kind: 'status', status: 401, body: '{"error":"no"}' }, 'unauthorized'],
      ['403', { kind: 'status', status: 403, body: '{"error":"no"}' }, 'unauthorized'],
      [
        'a missing model',
        { kind: 'status', status: 404, body: '{"error":"model \'m\' not found"}' },
        'missing model',
      ],
      ['400', { kind: 'status', status: 400, body: '{"error":{"message":"bad"}}' }, 'rejected'],
      ['500', { kind: 'status', status: 500, body: 'oops' }, 'rejected'],
      ['504', { kind: 'status', status: 504, body: 'late' }, 'timeout'],
      ['an HTML page', { kind: 'html' }, 'bad reply'],
      ['a reply cut off', { kind: 'cut' }, 'bad reply'],
      ['a reset connection', { kind: 'reset' }, 'bad reply'],
      ['a malformed event', { kind: 'malformed' }, 'bad reply'],
    ];
    for (const [title, fault, kind] of faults) {
      it(`calls ${title} by its kind and asks once`, async () => {
        server.script({ reply: 'text', fault });
        assert.equal((await failure(wire.complete(request, never))).kind, kind);
        assert.equal(server.requests.length, 1);
        assert.equal(net.armed(), 0);
      });
    }

    it('says how long a limited server asks to wait', async () => {
      const fault = {
        kind: 'status',
        status: 429,
        body: '{"error":"slow down"}',
        headers: { 'retry-after': '7' },
      } as const;
      server.script({ fault });
      assert.deepEqual(await failure(wire.complete(request, never)), {
        kind: 'rate limited',
        message: `rate limited at ${server.url} (HTTP 429): slow down`,
        retryAfterMs: 7_000,
      });
    });

    it('follows no redirect', async () => {
      const other = await startModelServer();
      server.script({ fault: { kind: 'redirect', to: `${other.url}/api/generate` } });
      assert.equal((await failure(wire.complete(request, never))).kind, 'rejected');
      assert.equal(other.requests.length, 0);
      await other.stop();
    });

    it('calls a dead server unreachable', async () => {
      await server.stop();
      assert.equal((await failure(wire.complete(request, never))).kind, 'unreachable');
      server = await startModelServer();
    });

    it('reaches no other machine without encryption, and none at all when told so', async () => {
      const far = open('http://example.com');
      assert.match((await failure(far.complete(request, never))).message, /network\.httpHosts/);
      net = transport({ localOnly: true, httpHosts: [] });
      const secure = open('https://example.com');
      assert.match((await failure(secure.complete(request, never))).message, /privacy\.localOnly/);
    });

    it('closes the socket of a request that is aborted before headers', async () => {
      server.script({ fault: { kind: 'silent' } });
      const controller = new AbortController();
      const reply = collect(wire.complete(request, controller.signal));
      const seen = await server.waitFor(() => true);
      controller.abort(new Error('typed on'));
      await assert.rejects(reply, /typed on/);
      await seen.abandoned;
      assert.equal(net.armed(), 0);
    });

    it('closes the socket of a reply that is aborted in the middle', async () => {
      server.script({ reply: 'abc', pieceCharacters: 1, fault: { kind: 'stall' } });
      const controller = new AbortController();
      const iterator = wire.complete(request, controller.signal)[Symbol.asyncIterator]();
      assert.deepEqual((await iterator.next()).value, { kind: 'text', text: 'a' });
      controller.abort(new Error('typed on'));
      await assert.rejects(Promise.resolve(iterator.next()), /typed on/);
      await server.requests[0]!.abandoned;
    });

    it('closes the socket when the reader has enough', async () => {
      server.script({ reply: 'abc', pieceCharacters: 1, fault: { kind: 'stall' } });
      for await (const chunk of wire.complete(request, never)) {
        assert.equal(chunk.kind, 'text');
        break;
      }
      await server.requests[0]!.abandoned;
      assert.equal(net.armed(), 0);
    });

    it('gives up on a server that sends no headers, and on one that falls silent', async () => {
      server.script({ fault: { kind: 'silent' } });
      const first = failure(wire.complete(request, never));
      await server.waitFor(() => true);
      net.pass(20_000);
      assert.equal((await first).kind, 'timeout');
      server.script({ reply: 'abc', pieceCharacters: 1, fault: { kind: 'stall' } });
      const iterator = wire.complete(request, never)[Symbol.asyncIterator]();
      await iterator.next();
      const next = iterator.next();
      await new Promise(setImmediate);
      net.pass(10_000);
      await assert.rejects(Promise.resolve(next), /timeout/);
    });
  });
}

describe('the openai wire alone', () => {
  it('sends the key to its server and never shows it', async () => {
    const server = await startModelServer({ key: 'sk-right', reply: 'x' });
    const { guardedFetch } = transport();
    const baseUrl = `${server.url}/v1`;
    const right = createOpenAiWire({ baseUrl, apiKey: 'sk-right', guardedFetch });
    assert.equal(textOf(await collect(right.complete(request, never))), 'x');
    const wrong = createOpenAiWire({ baseUrl, apiKey: 'sk-wrong-canary', guardedFetch });
    const { kind, message } = await failure(wrong.complete(request, never));
    assert.equal(kind, 'unauthorized');
    assert.doesNotMatch(message, /canary/);
    await server.stop();
  });

  it('takes a reply that was not streamed', async () => {
    const server = await startModelServer({ reply: 'whole', fault: { kind: 'whole json' } });
    const wire = createOpenAiWire({
      baseUrl: `${server.url}/v1`,
      guardedFetch: transport().guardedFetch,
    });
    assert.equal(textOf(await collect(wire.complete(request, never))), 'whole');
    const turns = [{ role: 'user', content: 'hi' }] as const;
    assert.equal(textOf(await collect(wire.chat({ ...request, turns }, never))), 'whole');
    await server.stop();
  });

  it('lists nothing where the server has no list', async () => {
    const server = await startModelServer({ missing: ['/models'] });
    const wire = createOpenAiWire({
      baseUrl: `${server.url}/v1`,
      guardedFetch: transport().guardedFetch,
    });
    assert.deepEqual(await wire.models(never), []);
    await server.stop();
  });
});

describe('the ollama wire alone', () => {
  it('sends the same context and keep-alive on every request, and loads with them', async () => {
    const server = await startModelServer({ reply: 'x' });
    const wire = createOllamaWire({
      baseUrl: server.url,
      keepAlive: '30m',
      contextTokens: 4096,
      guardedFetch: transport().guardedFetch,
    });
    await collect(wire.complete(request, never));
    await collect(wire.complete({ ...request, suffix: undefined } as never, never));
    await collect(wire.chat({ ...request, turns: [{ role: 'user', content: 'hi' }] }, never));
    await wire.load('m:1b', never);
    for (const { body } of server.requests) {
      assert.equal(body.keep_alive, '30m');
      assert.equal(body.options.num_ctx, 4096);
    }
    assert.equal(server.requests[0]!.body.suffix, ';');
    assert.equal(server.requests[1]!.body.raw, true);
    assert.equal(server.requests[2]!.body.think, false);
    await server.stop();
  });

  it('tells a cloud model from one that runs here', async () => {
    const server = await startModelServer({
      models: [
        { name: 'here:1b', capabilities: ['insert'] },
        { name: 'far:480b', remoteHost: 'https://ollama.com' },
      ],
      loaded: ['here:1b'],
    });
    const wire = createOllamaWire({
      baseUrl: server.url,
      keepAlive: '30m',
      contextTokens: 4096,
      guardedFetch: transport().guardedFetch,
    });
    assert.deepEqual(
      (await wire.models(never)).map(({ name, remote }) => [name, remote]),
      [
        ['here:1b', false],
        ['far:480b', true],
      ],
    );
    assert.equal((await wire.details('far:480b', never)).remote, true);
    assert.deepEqual(await wire.loaded(never), ['here:1b']);
    await server.stop();
  });
});
