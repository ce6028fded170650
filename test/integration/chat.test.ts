import assert from 'node:assert/strict';
import { createFillChoice } from '../../src/model/fill.ts';
import { createModelClient } from '../../src/model/modelClient.ts';
import { type ModelServer, startModelServer } from '../servers/modelServer.ts';
import { safeChat, scriptedMemory } from '../unit/model/support.ts';
import {
  collect,
  createTransport,
  failure,
  never,
  opens,
  type Transport,
  textOf,
} from './wireSupport.ts';

const question = {
  kind: 'chat',
  prompt: safeChat('What does this do?'),
  maxTokens: 4_000,
  temperature: 0,
} as const;

for (const backend of ['ollama', 'openai'] as const) {
  describe(`a conversation over the ${backend} wire`, () => {
    let server: ModelServer;
    let net: Transport;
    const client = () =>
      createModelClient({
        backend,
        wire: opens[backend](server.url, net),
        model: 'm:1b',
        local: true,
        fill: createFillChoice([{ kind: 'chat' }], true, scriptedMemory(), 'chat'),
        answered: () => {},
      });
    beforeEach(async () => {
      net = createTransport();
      server = await startModelServer();
    });
    afterEach(() => server.stop());

    it('keeps thoughts apart, streams the answer and ends with the tokens counted', async () => {
      server.script({ reply: 'It adds two numbers.', thoughts: 'hm', pieceCharacters: 4 });
      const chunks = await collect(client().stream(question, never));
      assert.deepEqual(chunks[0], { kind: 'thinking' });
      assert.equal(textOf(chunks), 'It adds two numbers.');
      assert.deepEqual(chunks.at(-1), {
        kind: 'end',
        reason: 'stop',
        promptTokens: 20,
        outputTokens: 5,
      });
      const { messages } = server.requests[0]!.body;
      assert.deepEqual(messages, [{ role: 'user', content: 'What does this do?' }]);
      await net.idle();
    });

    it('waits minutes for the first word, and half a minute between two', async () => {
      server.script({ fault: { kind: 'silent' } });
      const silent = failure(client().stream(question, never));
      await net.running(180_000);
      net.pass(20_000);
      net.pass(60_000);
      net.pass(180_000);
      assert.equal((await silent).kind, 'timeout');
      server.script({ reply: 'ab', pieceCharacters: 1, fault: { kind: 'stall' } });
      const stalled = failure(client().stream(question, never));
      await net.running(30_000);
      net.pass(30_000);
      assert.equal((await stalled).kind, 'timeout');
      await net.idle();
    });

    it('ends at the socket when it is cancelled, before the first word and behind it', async () => {
      server.script({ fault: { kind: 'silent' } });
      const early = new AbortController();
      const before = collect(client().stream(question, early.signal));
      const first = await server.waitFor(() => true);
      early.abort(new Error('stopped'));
      await assert.rejects(before, /stopped/);
      await first.abandoned;
      server.script({ reply: 'abc', pieceCharacters: 1, fault: { kind: 'stall' } });
      const late = new AbortController();
      const texts: string[] = [];
      await assert.rejects(async () => {
        for await (const chunk of client().stream(question, late.signal)) {
          texts.push(textOf([chunk]));
          late.abort(new Error('stopped'));
        }
      }, /stopped/);
      assert.deepEqual(texts, ['a']);
      await (await server.waitFor((one) => one !== first)).abandoned;
      await net.idle();
    });
  });
}

describe('a conversation with a server that does not count tokens', () => {
  it('is asked again without the field, and not with it any more', async () => {
    const server = await startModelServer({
      reply: 'x',
      fault: ({ stream_options }) =>
        stream_options === undefined
          ? undefined
          : { kind: 'status', status: 422, body: '{"detail":"stream_options: extra field"}' },
    });
    const wire = opens.openai(server.url, createTransport());
    const asked = { work: 'answer', model: 'm', turns: [], maxTokens: 9, temperature: 0 } as const;
    for (let count = 0; count < 2; count++) {
      const chunks = await collect(wire.chat({ ...asked, stop: [] }, never));
      assert.deepEqual(chunks.at(-1), { kind: 'end', reason: 'stop' });
    }
    assert.deepEqual(
      server.requests.map(({ body }) => body.stream_options !== undefined),
      [true, false, false],
    );
    await server.stop();
  });
});
