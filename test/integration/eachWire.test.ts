import assert from 'node:assert/strict';
import { createOllamaWire } from '../../src/model/ollama.ts';
import { createOpenAiWire } from '../../src/model/openai.ts';
import type { OllamaWire, OpenAiWire } from '../../src/model/wire.ts';
import {
  type Fault,
  type ModelServer,
  type Script,
  startModelServer,
} from '../servers/modelServer.ts';
import {
  chatRequest,
  collect,
  createTransport,
  failure,
  never,
  openOpenAi,
  opens,
  request,
  type Transport,
  textOf,
} from './wireSupport.ts';

const status = (code: number, body: string): Fault => ({ kind: 'status', status: code, body });

describe('the openai wire alone', () => {
  let server: ModelServer;
  let net: Transport;
  let wire: OpenAiWire;
  const begin = async (script: Script) => {
    server = await startModelServer(script);
    net = createTransport();
    wire = openOpenAi(server.url, net);
  };
  const bodies = () => server.requests.map(({ body }) => body);
  afterEach(() => server.stop());

  it('sends the key to its server and never shows it', async () => {
    await begin({ key: 'sk-right', reply: 'x' });
    const right = openOpenAi(server.url, net, 'sk-right');
    assert.equal(textOf(await collect(right.complete(request, never))), 'x');
    assert.equal(server.requests[0]!.headers.authorization, 'Bearer sk-right');
    const wrong = openOpenAi(server.url, net, 'wrong-canary');
    const { kind, message } = await failure(wrong.complete(request, never));
    assert.equal(kind, 'unauthorized');
    assert.match(message, /Incorrect API key provided: ‹key›/);
    assert.doesNotMatch(message, /canary/);
  });

  it('hides what looks like a key, also one with stars', async () => {
    const words = 'Incorrect API key provided: sk-abcd****wxyz or Bearer abc.';
    await begin({ fault: status(401, JSON.stringify({ error: { message: words } })) });
    const { detail } = await failure(wire.complete(request, never));
    assert.equal(detail, 'Incorrect API key provided: ‹key› or ‹key›');
  });

  it('lists the models of its server, and nothing where the server has no list', async () => {
    await begin({ models: [{ name: 'a' }, { name: 'b' }] });
    assert.deepEqual(await wire.models(never), ['a', 'b']);
    server.script({ missing: ['/models'] });
    assert.deepEqual(await wire.models(never), []);
    await net.idle();
  });

  it('hands the failure of a list on', async () => {
    await begin({ key: 'sk-right' });
    await assert.rejects(wire.models(never), { kind: 'unauthorized' });
    await assert.rejects(wire.models(AbortSignal.abort(new Error('changed'))), /changed/);
  });

  it('asks with the path that its address has, with or without a slash at the end', async () => {
    await begin({ reply: 'x' });
    for (const end of ['', '/']) {
      const { guardedFetch } = net;
      const slashed = createOpenAiWire({ baseUrl: `${server.url}/v1${end}`, guardedFetch });
      assert.equal(textOf(await collect(slashed.complete(request, never))), 'x');
    }
    assert.deepEqual(
      server.requests.map(({ path }) => path),
      ['/v1/completions', '/v1/completions'],
    );
  });

  it('asks for what the request says, and leaves out an absent suffix', async () => {
    await begin({ reply: 'x' });
    await collect(wire.complete(request, never));
    const { suffix: _, ...open } = request;
    await collect(wire.complete({ ...open, stop: [] }, never));
    const asked = {
      model: 'm:1b',
      prompt: 'const a = ',
      max_tokens: 20,
      temperature: 0,
      stream: true,
    };
    assert.deepEqual(bodies(), [{ ...asked, suffix: ';', stop: ['\n'] }, asked]);
  });

  it('asks a reasoning model anew without what it refuses, each thing once', async () => {
    const refusal = (message: string) => status(400, JSON.stringify({ error: { message } }));
    await begin({
      reply: 'x',
      fault: ({ max_tokens, reasoning_effort, temperature }) => {
        if (max_tokens !== undefined) {
          return refusal(
            "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
          );
        }
        if (temperature !== undefined) {
          return refusal("Unsupported value: 'temperature' does not support 0 with this model.");
        }
        return reasoning_effort === 'low'
          ? undefined
          : refusal("Unsupported value: 'reasoning_effort' does not support this.");
      },
    });
    assert.equal(textOf(await collect(wire.chat(chatRequest, never))), 'x');
    assert.equal(textOf(await collect(wire.chat(chatRequest, never))), 'x');
    assert.deepEqual(
      bodies().map((body) => [
        body.max_tokens,
        body.temperature,
        body.stop,
        body.max_completion_tokens,
        body.reasoning_effort,
      ]),
      [
        [20, 0, ['\n'], undefined, undefined],
        [undefined, 0, undefined, 20, 'none'],
        [undefined, undefined, undefined, 20, 'none'],
        [undefined, undefined, undefined, 532, 'minimal'],
        [undefined, undefined, undefined, 532, 'low'],
        [undefined, undefined, undefined, 532, 'low'],
      ],
    );
  });

  it('sends fewer stops to a server that takes four, and none to one that takes none', async () => {
    let most = 4;
    await begin({
      reply: 'x',
      fault: ({ stop = [] }) =>
        stop.length > most
          ? status(422, `{"error":{"message":"too many stop sequences: at most ${most}"}}`)
          : undefined,
    });
    const six = { ...request, stop: ['1', '2', '3', '4', '5', '6'] };
    assert.equal(textOf(await collect(wire.complete(six, never))), 'x');
    most = 0;
    assert.equal(textOf(await collect(wire.complete(six, never))), 'x');
    assert.deepEqual(
      bodies().map(({ stop = [] }) => stop.length),
      [6, 4, 4, 0],
    );
  });

  it('takes [DONE] as the end of a reply that names no reason, and not as a second end', async () => {
    const piece = 'data: {"choices":[{"index":0,"text":"x","finish_reason":null}]}\n\n';
    const bytes = (end: string): Fault => ({
      kind: 'bytes',
      bytes: piece + end,
      headers: { 'content-type': 'text/event-stream' },
    });
    await begin({ fault: bytes('data: [DONE]\n\n') });
    const text = { kind: 'text', text: 'x' };
    const chunks = await collect(wire.complete(request, never));
    assert.deepEqual(chunks, [text, { kind: 'end', reason: 'stop' }]);
    const usage = '"usage":{"prompt_tokens":2,"completion_tokens":1}';
    const last = `data: {"choices":[{"text":"","finish_reason":"length"}],${usage}}\n\n`;
    server.script({ fault: bytes(`${last}data: [DONE]\n\n`) });
    assert.deepEqual(await collect(wire.complete(request, never)), [
      text,
      { kind: 'end', reason: 'length', promptTokens: 2, outputTokens: 1 },
    ]);
    server.script({ fault: bytes('data: {"error":{"message":"no"}}\n\ndata: [DONE]\n\n') });
    assert.equal((await failure(wire.complete(request, never))).kind, 'bad reply');
  });

  it('gives up where it is refused for another reason', async () => {
    await begin({ fault: status(400, `{"error":{"message":"max_tokens is too large"}}`) });
    assert.equal((await failure(wire.complete(request, never))).kind, 'rejected');
    assert.equal(server.requests.length, 1);
  });
});

describe('the ollama wire alone', () => {
  let server: ModelServer;
  let net: Transport;
  let wire: OllamaWire;
  const begin = async (script: Script) => {
    server = await startModelServer(script);
    net = createTransport();
    const { guardedFetch } = net;
    const baseUrl = server.url;
    wire = createOllamaWire({ baseUrl, keepAlive: '30m', contextTokens: 4096, guardedFetch });
  };
  afterEach(() => server.stop());

  it('sends the same context and keep-alive on every request, and loads with them', async () => {
    await begin({ reply: 'x' });
    const { suffix: _, ...open } = request;
    await collect(wire.complete(request, never));
    await collect(wire.complete(open, never));
    await collect(wire.chat(chatRequest, never));
    await wire.load('m:1b', never);
    const bodies = server.requests.map(({ body }) => body);
    assert.deepEqual(
      bodies.map(({ keep_alive, options }) => [keep_alive, options.num_ctx]),
      Array(4).fill(['30m', 4096]),
    );
    const [suffix, raw, chat, load] = bodies;
    assert.deepEqual([suffix.suffix, suffix.raw, suffix.think], [';', undefined, false]);
    assert.deepEqual([raw.suffix, raw.raw, raw.think], [undefined, true, undefined]);
    assert.deepEqual([chat.think, chat.stream, load.prompt], [false, true, '']);
    const { num_ctx: _context, ...settings } = suffix.options;
    assert.deepEqual(settings, { num_predict: 20, temperature: 0, stop: ['\n'] });
  });

  it('tells a cloud model from one that runs here', async () => {
    await begin({
      models: [
        { name: 'here:1b', capabilities: ['insert'], parameters: '1B', families: ['qwen2'] },
        { name: 'far:480b', remoteHost: 'https://ollama.com' },
      ],
      loaded: ['here:1b'],
    });
    const models = await wire.models(never);
    assert.deepEqual(models[0], {
      name: 'here:1b',
      sizeBytes: 1_000_000,
      families: ['qwen2'],
      remote: false,
      parameters: '1B',
      quantization: 'Q4_0',
    });
    assert.deepEqual(
      models.map(({ name, remote }) => [name, remote]),
      [
        ['here:1b', false],
        ['far:480b', true],
      ],
    );
    const here = await wire.details('here:1b', never);
    assert.deepEqual(here, {
      capabilities: ['insert'],
      template: '{{ .Prompt }}',
      rendered: false,
      remote: false,
    });
    assert.equal((await wire.details('far:480b', never)).remote, true);
    assert.deepEqual(await wire.loaded(never), ['here:1b']);
    await net.idle();
  });

  it('asks without the field where thinking cannot be switched off', async () => {
    await begin({
      reply: 'x',
      fault: ({ think }) =>
        think === undefined
          ? undefined
          : status(400, '{"error":"\\"m:1b\\" does not support thinking"}'),
    });
    assert.equal(textOf(await collect(wire.complete(request, never))), 'x');
    assert.equal(textOf(await collect(wire.chat(chatRequest, never))), 'x');
    assert.deepEqual(
      server.requests.map(({ body }) => body.think),
      [false, undefined, false, undefined],
    );
  });

  it('says which model is missing when it is asked about one', async () => {
    await begin({ models: [] });
    await assert.rejects(wire.details('m:1b', never), { kind: 'missing model' });
  });

  it('waits for a model that loads as long as large weights take, and ends when told so', async () => {
    await begin({ fault: { kind: 'silent' } });
    const slow = wire.load('m:1b', never);
    await server.waitFor(() => true);
    net.pass(300_000);
    await assert.rejects(slow, { kind: 'timeout' });
    const controller = new AbortController();
    const loading = wire.load('m:1b', controller.signal);
    const seen = await server.waitFor((one) => one !== server.requests[0]);
    controller.abort(new Error('changed'));
    await assert.rejects(loading, /changed/);
    await seen.abandoned;
    await net.idle();
  });
});

describe('the transport of both wires', () => {
  for (const [name, open] of Object.entries(opens)) {
    it(`lets ${name} reach no other machine without encryption, and none at all when told so`, async () => {
      const net = createTransport({ localOnly: false, httpHosts: ['box.local:8080'] });
      const local = createTransport({ localOnly: true, httpHosts: ['box.local'] });
      const said = async (url: string, by: Transport) => {
        const { kind, detail } = await failure(open(url, by).complete(request, never));
        return `${kind}: ${detail}`;
      };
      for (const url of [
        'http://example.com',
        'http://box.local',
        'http://127.0.0.1.example.com',
      ]) {
        assert.equal(await said(url, net), 'not allowed: network.httpHosts');
      }
      // One official client makes another address of it, which is not allowed either.
      assert.match(await said('ftp://127.0.0.1', net), /^not allowed: (?:scheme|other origin)$/);
      for (const url of ['https://example.com', 'http://box.local']) {
        assert.equal(await said(url, local), 'not allowed: privacy.localOnly');
      }
      assert.equal(net.armed() + local.armed(), 0);
    });
  }
});
