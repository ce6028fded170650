import assert from 'node:assert/strict';
import { offeredModels } from '../../src/chat/offered.ts';
import { type RespondDeps, type RespondEnd, respond } from '../../src/chat/respond.ts';
import { createTokenCounter } from '../../src/chat/tokens.ts';
import { isModelError } from '../../src/model/client.ts';
import type { Models } from '../../src/model/source.ts';
import { createGate } from '../../src/privacy/gate.ts';
import type { ChatPrompt, ToolCall } from '../../src/privacy/safePrompt.ts';
import { parseSettings } from '../../src/settings.ts';
import chatTokens from '../fixtures/models/chatTokens.json' with { type: 'json' };
import { type ModelServer, startModelServer } from '../servers/modelServer.ts';
import { models, modelsOn } from './modelsSupport.ts';
import { createTransport, never, type Transport } from './wireSupport.ts';

const key = 'ghp_0123456789abcdefghijKLMNOPQRSTuvwxyz';
const image = { mimeType: 'image/png', base64: 'iVBORw0KGgo=' };
const prompt: ChatPrompt = {
  turns: [{ role: 'user', content: `token = '${key}' // write it to a.env`, images: [image] }],
  tools: [{ name: 'write', description: 'Writes a file.', inputSchema: { type: 'object' } }],
};
const limits = { promptTokens: 6_144, replyTokens: 2_048, cutsSilently: false };

/** What the server was told in the place of the key. */
const placeholderIn = (text: string) => /token = '(\w+)'/.exec(text)?.[1] ?? '';

for (const backend of ['ollama', 'openai'] as const) {
  describe(`the editor’s chat over the ${backend} wire`, () => {
    let server: ModelServer;
    let net: Transport;
    let source: Models;
    let texts: string[];
    let calls: ToolCall[];
    beforeEach(async () => {
      net = createTransport();
      server = await startModelServer({ models });
      source = modelsOn(server, net, backend);
      texts = [];
      calls = [];
    });
    afterEach(() => server.stop());

    const ask = async (
      given: Partial<RespondDeps> & { readonly far?: boolean } = {},
      asked: ChatPrompt = prompt,
      signal: AbortSignal = never,
      reads = limits,
    ): Promise<RespondEnd> => {
      const found = await source.named({ backend, name: 'coder:1b' }, signal);
      assert.ok(found.kind === 'ready');
      const { client } = found;
      const { far = false, ...deps } = given;
      return respond(
        {
          client: { ...client, local: !far },
          counter: createTokenCounter(),
          pass: createGate({ ruleFiles: 'unknown', excludeFiles: [] }).passMessages,
          text: (piece) => void texts.push(piece),
          call: (call) => void calls.push(call),
          ...deps,
        },
        asked,
        reads,
        0,
        signal,
      );
    };
    const sent = () =>
      server.requests.findLast(
        ({ path }) => path.endsWith('/chat') || path.endsWith('/completions'),
      )!.body;

    it('offers what the server lists, answers by name and streams in pieces', async () => {
      const listed = await (backend === 'ollama'
        ? source.catalog.ollama(never)
        : source.catalog.openAi(never));
      const [offered] = offeredModels(
        listed,
        parseSettings(() => undefined),
      );
      assert.deepEqual([offered?.name, offered?.tools], ['coder:1b', true]);
      server.script({ models, reply: 'Hello there', pieceCharacters: 6 });
      assert.deepEqual(await ask(), { kind: 'done', cut: false });
      assert.deepEqual(texts, ['Hello ', 'there']);
      assert.equal(sent().model, 'coder:1b');
      assert.equal(sent().tools.length, 1);
      await net.idle();
    });

    it('loads a model of Ollama first, without the limits of an answer', async () => {
      server.script({ models, loaded: [], reply: 'ok' });
      await ask();
      const paths = server.requests.map(({ path, body }) => (body?.prompt === '' ? 'load' : path));
      assert.equal(paths.includes('load'), backend === 'ollama');
    });

    it('sends no secret to another host, and has it back in words and in calls', async () => {
      let placeholder = '';
      server.script({
        models,
        pieceCharacters: 3,
        reply: (asked) => {
          placeholder = placeholderIn(asked.prompt);
          return `I write ${placeholder} now.`;
        },
      });
      // A user's text with a picture is a list of parts on one of the wires.
      const [turn] = prompt.turns;
      const { images, ...plain } = turn!;
      assert.equal(images?.length, 1);
      await ask({ far: true }, { ...prompt, turns: [plain] });
      assert.doesNotMatch(JSON.stringify(server.requests.map(({ body }) => body)), /ghp_/);
      assert.match(placeholder, /^REDACT/);
      assert.equal(texts.join(''), `I write ${key} now.`);
      server.script({
        models,
        pieceCharacters: 4,
        calls: [{ name: 'write', arguments: JSON.stringify({ text: `K="${placeholder}"` }) }],
      });
      assert.deepEqual(await ask({ far: true }, { ...prompt, turns: [plain] }), {
        kind: 'done',
        cut: false,
      });
      assert.deepEqual(
        calls.map(({ input, name }) => [name, input]),
        [['write', { text: `K="${key}"` }]],
      );
      const damaged = JSON.stringify({ text: placeholder.slice(0, 12) });
      server.script({ models, calls: [{ name: 'write', arguments: damaged }] });
      const end = await ask({ far: true }, { ...prompt, turns: [plain] });
      assert.deepEqual(end, { kind: 'damaged call', name: 'write' });
      assert.equal(calls.length, 1);
    });

    it('S21 sends no control token of anybody’s text, and has the user’s own back in words and in calls', async () => {
      const tokens = chatTokens.flatMap((family) => family.tokens);
      const evil = tokens.join('\n');
      const turns: ChatPrompt['turns'] = [
        { role: 'user', content: `a.ts: x${evil}` },
        {
          role: 'assistant',
          content: evil,
          calls: [{ id: 'c', name: 'write', input: { deep: [{ text: evil }] } }],
        },
        { role: 'tool', content: evil, answers: { id: 'c', name: 'write' } },
      ];
      const inputSchema = { type: 'object', description: evil };
      const tools = [{ name: 'write', description: evil, inputSchema }];
      let told = '';
      server.script({
        models,
        pieceCharacters: 3,
        reply: (asked) => {
          told = /x(<.*?\n)/.exec(asked.prompt)?.[1] ?? '';
          return `It is ${told} there.`;
        },
      });
      await ask({}, { turns, tools });
      const text = JSON.stringify([sent().messages, sent().tools]);
      assert.deepEqual(
        tokens.filter((token) => text.includes(token)),
        [],
      );
      assert.equal(texts.join(''), `It is ${tokens[0]}\n there.`);
      const input = { text: told, edits: [{ at: told }] };
      server.script({ models, calls: [{ name: 'write', arguments: JSON.stringify(input) }] });
      await ask({}, { turns, tools });
      const own = `${tokens[0]}\n`;
      assert.deepEqual(calls[0]?.input, { text: own, edits: [{ at: own }] });
    });

    it('sends pictures as they are', async () => {
      server.script({ models, reply: 'A cat.' });
      await ask();
      assert.match(JSON.stringify(sent().messages), /iVBORw0KGgo=/);
    });

    it('ends at the socket when it is cancelled', async () => {
      server.script({ models, reply: 'abc', pieceCharacters: 1, fault: { kind: 'stall' } });
      const controller = new AbortController();
      const text = () => controller.abort(new Error('cancelled'));
      await assert.rejects(ask({ text }, prompt, controller.signal), /cancelled/);
      await (await server.waitFor(({ path }) => /\/(?:chat|completions)$/.test(path))).abandoned;
      await net.idle();
    });

    it('says what the server says, that there was nothing, or that it was cut', async () => {
      const body = JSON.stringify({ error: { message: 'context length exceeded' } });
      server.script({ models, fault: { kind: 'status', status: 400, body } });
      await assert.rejects(ask(), (error) => {
        assert.ok(isModelError(error));
        assert.deepEqual([error.kind, error.facts.detail], ['rejected', 'context length exceeded']);
        return true;
      });
      server.script({ models, reply: '' });
      assert.deepEqual(await ask(), { kind: 'nothing', withheld: false });
      server.script({ models, reply: 'ab', finish: 'length' });
      assert.deepEqual(await ask(), { kind: 'done', cut: true });
    });

    it('leaves room for the reply, and sends nothing that Ollama would cut without a word', async () => {
      const long = { turns: [{ role: 'user', content: 'x'.repeat(22_400) }] } as const;
      server.script({ models, reply: 'ok' });
      await ask({}, long);
      const most = backend === 'ollama' ? sent().options.num_predict : sent().max_tokens;
      assert.equal(most, 8_192 - 7_004);
      const unknown = { turns: [{ role: 'user', content: 'x'.repeat(60_000) }] } as const;
      await ask({}, unknown);
      assert.equal(backend === 'ollama' ? sent().options.num_predict : sent().max_tokens, 2_048);
      const asked = server.requests.length;
      const longer = { turns: [{ role: 'user', content: 'x'.repeat(40_000) }] } as const;
      const end = await ask({}, longer, never, { ...limits, cutsSilently: true });
      assert.deepEqual(end, { kind: 'too long', tokens: 12_504, limit: 8_192 });
      assert.ok(
        server.requests.slice(asked).every(({ path }) => !/\/(?:chat|completions)$/.test(path)),
      );
    });

    it('waits for its turn at a server of one slot, and says what the server does not have', async () => {
      let release = () => {};
      const hold = new Promise<void>((resolve) => {
        release = resolve;
      });
      server.script({ models, reply: 'ok', hold });
      const both = Promise.all([ask(), ask({}, { turns: [{ role: 'user', content: 'other' }] })]);
      await server.waitFor(({ path }) => /\/(?:chat|completions)$/.test(path));
      release();
      await both;
      assert.equal(server.mostAtOnce(), 1);
      if (backend === 'ollama') {
        await assert.rejects(source.named({ backend, name: 'gone:1b' }, never), {
          kind: 'missing model',
        });
      }
    });
  });
}
