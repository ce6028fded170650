import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { ModelClient, ModelRequest, Priority } from '../../src/model/client.ts';
import type { Models } from '../../src/model/source.ts';
import { type ModelServer, type Script, startModelServer } from '../servers/modelServer.ts';
import { safeChat, safeFill } from '../unit/model/support.ts';
import { chatClient, models, modelsOn, readyClient } from './modelsSupport.ts';
import { collect, createTransport, never, textOf } from './wireSupport.ts';

function fill(typed: string, priority: Priority = 'keystroke'): ModelRequest {
  const prompt = safeFill(`const a = ${typed}█;`);
  return { kind: 'fill', prompt, maxTokens: 64, singleLine: true, temperature: 0, priority };
}

function chat(question: string): ModelRequest {
  return { kind: 'chat', prompt: safeChat(question), maxTokens: 900, temperature: 0 };
}

/** Reads a reply; how it failed is its text. */
async function read(client: ModelClient, request: ModelRequest, signal = never): Promise<string> {
  try {
    return textOf(await collect(client.stream(request, signal)));
  } catch (error) {
    return `‹${error instanceof Error ? error.message : error}›`;
  }
}

const isGenerating = ({ path }: { readonly path: string }) =>
  path.endsWith('/generate') || path.endsWith('/completions') || path.endsWith('/chat');

/** A slow server: tokens come one by one. */
const slow: Script = { models, reply: '42 + 42 + 42 + 42', pieceCharacters: 1, pieceMs: 3 };

for (const provider of ['ollama', 'openai'] as const) {
  describe(`requests to a local ${provider} server`, () => {
    let server: ModelServer;
    let net: ReturnType<typeof createTransport>;
    let source: Models;
    const begin = async (script: Script) => {
      server = await startModelServer({ models, ...script });
      net = createTransport();
      source = modelsOn(server, net, provider);
    };
    afterEach(() => server.stop());

    /** Types: each key makes the request of the one before useless, some after its first words came. */
    async function type(client: ModelClient, keys: number): Promise<void> {
      let before = new AbortController();
      const over: Promise<string>[] = [];
      for (let key = 0; key < keys; key++) {
        before.abort(new Error('typed on'));
        const now = new AbortController();
        before = now;
        if (key % 5 === 0) {
          for await (const chunk of client.stream(fill(`${key}`), now.signal)) {
            if (chunk.kind === 'text') {
              break;
            }
          }
        } else {
          over.push(read(client, fill(`${key}`), now.signal));
          await new Promise(setImmediate);
        }
        if (key % 50 === 0) {
          over.push(read(client, fill(`${key} ahead`, 'prefetch')));
        }
      }
      await Promise.all(over);
    }

    it('has one generation in flight over 500 keystrokes, and leaks nothing (R25)', async function () {
      this.timeout(30_000);
      await begin(slow);
      const client = await readyClient(source);
      await type(client, 500);
      assert.equal(server.mostAtOnce(), 1);
      const sent = server.requests.filter(isGenerating).length;
      assert.ok(sent >= 100 && sent <= 510, `${sent} requests`);
      await net.idle();
      assert.equal(await read(client, fill('last')), '42 + 42 + 42 + 42');
      await net.idle();
      // The server hears of a closed connection a little later; one that leaks would stay.
      while ((await server.connections()) > 2) {
        await new Promise(setImmediate);
      }
    });

    it('takes no more memory with more keystrokes (R25)', async function () {
      this.timeout(30_000);
      await begin({ ...slow, pieceMs: 0 });
      const client = await readyClient(source);
      setFlagsFromString('--expose-gc');
      const collectGarbage: () => void = runInNewContext('gc');
      const heapAfter = async (keys: number) => {
        await type(client, keys);
        await net.idle();
        // What the test itself keeps of each request is let go.
        (server.requests as unknown[]).length = 0;
        collectGarbage();
        return process.memoryUsage().heapUsed;
      };
      await heapAfter(200);
      const before = await heapAfter(250);
      const grown = (await heapAfter(500)) - before;
      assert.ok(grown < 1_000_000, `${grown} bytes`);
    });

    it('leaves no listener on a signal that lives on', async () => {
      await begin({ reply: 'x' });
      const client = await readyClient(source);
      const { signal } = new AbortController();
      for (let count = 0; count < 20; count++) {
        await collect(client.stream(fill(`${count}`), signal));
      }
      assert.equal(getEventListeners(signal, 'abort').length, 0);
    });

    it('does not end an explanation because somebody types; the keystroke comes after it', async () => {
      let finish = () => {};
      const hold = new Promise<void>((resolve) => {
        finish = resolve;
      });
      await begin({ reply: ({ way }) => (way === 'chat' ? 'It adds.' : '42'), hold });
      const client = await readyClient(source);
      const explained = read(await chatClient(source), chat('What?'));
      await server.waitFor(isGenerating);
      const left = new AbortController();
      const typedOn = read(client, fill('1'), left.signal);
      const answer = read(client, fill('12'));
      left.abort(new Error('typed on'));
      assert.equal(await typedOn, '‹typed on›');
      assert.equal(server.requests.filter(isGenerating).length, 1);
      finish();
      assert.deepEqual([await explained, await answer], ['It adds.', '42']);
      assert.equal(server.requests.filter(isGenerating).length, 2);
      assert.equal(server.mostAtOnce(), 1);
    });

    it('ends a prefetch at the socket for a keystroke', async () => {
      await begin({ reply: '42', hold: new Promise(() => {}) });
      const client = await readyClient(source);
      const prefetch = read(client, fill('ahead', 'prefetch'));
      const sent = await server.waitFor(isGenerating);
      server.script({ models, reply: '42' });
      assert.equal(await read(client, fill('now')), '42');
      assert.equal(await prefetch, '‹another request came first›');
      await sent.abandoned;
      assert.equal(server.mostAtOnce(), 1);
    });

    it('asks once for two who ask the same, and stops when both have left', async () => {
      await begin({ reply: 'It adds.', pieceCharacters: 1, fault: { kind: 'stall' } });
      const client = await chatClient(source);
      const readers = [new AbortController(), new AbortController()];
      const replies = readers.map(({ signal }) => read(client, chat('same'), signal));
      const sent = await server.waitFor(isGenerating);
      readers[0]?.abort(new Error('left'));
      assert.equal(await replies[0], '‹left›');
      server.script({ models, reply: 'It adds.' });
      readers[1]?.abort(new Error('left too'));
      await sent.abandoned;
      assert.equal(await replies[1], '‹left too›');
      assert.equal(server.requests.filter(isGenerating).length, 1);
    });
  });
}

describe('a model that takes long to load', () => {
  it('is loaded once while somebody types and asks, and answers then (R24)', async () => {
    let finish = () => {};
    const loading = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const server = await startModelServer({ models, loaded: [], loading, reply: '42' });
    const source = modelsOn(server, createTransport(), 'ollama');
    const isLoad = ({ path, body }: { path: string; body: { prompt?: string } }) =>
      path === '/api/generate' && body.prompt === '';
    source.current();
    const load = await server.waitFor(isLoad);
    const stopped = new AbortController();
    const told: string[] = [];
    const asked = source.chat.find(stopped.signal, (model) => {
      told.push(model);
      stopped.abort(new Error('stopped'));
    });
    await assert.rejects(asked, /stopped/);
    for (let key = 0; key < 50; key++) {
      assert.equal(source.current().kind, 'loading');
      await new Promise(setImmediate);
    }
    assert.deepEqual(server.requests.filter(isGenerating), [load]);
    finish();
    const client = await readyClient(source);
    assert.equal(await read(client, fill('1')), '42');
    assert.equal((await load.ended).by, 'server');
    assert.deepEqual(told, ['coder:1b']);
    const bodies = server.requests.filter(isGenerating).map(({ body }) => body);
    assert.deepEqual(
      bodies.map(({ keep_alive, options }) => [keep_alive, options.num_ctx]),
      [
        ['30m', 8_192],
        ['30m', 8_192],
      ],
    );
    await server.stop();
  });
});
