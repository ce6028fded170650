/** What a preview shows is what a server gets. */
import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { type ModelClient, ModelError, type ModelRequest } from '../../src/model/client.ts';
import { createSentRequests } from '../../src/model/sentRequests.ts';
import { createGate, type GuardedFile } from '../../src/privacy/gate.ts';
import { type ModelServer, startModelServer } from '../servers/modelServer.ts';
import { chatClient, models, modelsOn, readyClient, silent } from './modelsSupport.ts';
import { collect, createTransport, never, openOpenAi } from './wireSupport.ts';

const file: GuardedFile = {
  scheme: 'file',
  path: 'src/a.ts',
  languageId: 'typescript',
  insideWorkspace: true,
};
const secret = 'ghp_0123456789abcdefghijKLMNOPQRSTuvwxyz';
const code = `const name = '“é 漢字 \u{1f47b}';\nconst token = '${secret}';\n`;
const gate = createGate({ ruleFiles: [], excludeFiles: [] });

/** A completion and a question about code with a secret and characters of every width. */
function requests(local: boolean): readonly ModelRequest[] {
  const fill = gate.passFill(
    {
      path: file.path,
      languageId: 'typescript',
      prefix: code,
      suffix: '}',
      context: [{ kind: 'open file', file, text: `export ${code}` }],
    },
    file,
    { local },
  );
  const chat = gate.passChat({ turns: [{ role: 'user', content: code }] }, file, { local });
  assert.ok(typeof fill === 'object' && typeof chat === 'object');
  const common = { maxTokens: 9, temperature: 0 };
  return [
    { kind: 'fill', prompt: fill, singleLine: false, ...common },
    { kind: 'chat', prompt: chat, ...common },
  ];
}

describe('the preview of a request', () => {
  for (const provider of ['ollama', 'openai'] as const) {
    for (const local of [true, false]) {
      it(`S46 has the bytes that ${provider} gets, for a model ${local ? 'here' : 'elsewhere'}, and sends none`, async () => {
        const server = await startModelServer({ models, reply: 'x' });
        const sent = createSentRequests((url, init) => fetch(url, init), new AsyncLocalStorage());
        const source = modelsOn(server, createTransport(undefined, sent.fetch), provider);
        const clients = [await readyClient(source), await chatClient(source)];
        const asked = requests(local);
        assert.equal(sent.last(), undefined);
        for (const [at, request] of asked.entries()) {
          await compare(server, sent, source.direct, clients[at], request);
        }
        assert.equal(JSON.stringify(server.requests.map(({ raw }) => raw)).includes(secret), local);
        await server.stop();
      });
    }
  }

  /** Drafts, sees that nothing came, sends, and compares. */
  async function compare(
    server: ModelServer,
    sent: ReturnType<typeof createSentRequests>,
    direct: (client: ModelClient) => ModelClient,
    client: ModelClient | undefined,
    request: ModelRequest,
  ): Promise<void> {
    assert.ok(client !== undefined);
    const before = server.requests.length;
    const draft = await sent.draft(() => direct(client).stream(request, never));
    assert.equal(server.requests.length, before);
    // A draft is no failure of the server, and takes no turn.
    await collect(client.stream(request, never));
    const got = server.requests.at(-1);
    assert.ok(got !== undefined && server.requests.length === before + 1);
    assert.equal(draft.body, got.raw);
    assert.equal(draft.url, `${server.url}${got.path}`);
    for (const [name, value] of Object.entries(draft.headers)) {
      assert.equal(got.headers[name], value, name);
    }
    assert.deepEqual(sent.last(), draft);
    const characters = JSON.stringify('“é 漢字 \u{1f47b}').slice(1, -1);
    assert.ok(draft.body.includes(characters));
  }

  it('S46 shows no key, and a request under way at the same time is sent all the same', async () => {
    const server = await startModelServer({ models, key: 'sk-canary', reply: 'right' });
    const sent = createSentRequests((url, init) => fetch(url, init), new AsyncLocalStorage());
    const wire = openOpenAi(server.url, createTransport(undefined, sent.fetch), 'sk-canary');
    const ask = { model: 'm', prompt: 'a', maxTokens: 1, temperature: 0, stop: [] };
    const [draft, reply] = await Promise.all([
      sent.draft(() => wire.complete({ ...ask, prompt: 'drafted' }, never)),
      collect(wire.complete({ ...ask, prompt: 'sent' }, never)),
    ]);
    assert.equal(reply.length, 2);
    assert.deepEqual(
      server.requests.map(({ body, headers }) => [body.prompt, headers.authorization]),
      [['sent', 'Bearer sk-canary']],
    );
    assert.equal(draft.headers['authorization'], 'Bearer ‹key›');
    assert.ok(!JSON.stringify([draft, sent.last()]).includes('canary'));
    assert.ok(draft.body.includes('drafted') && sent.last()?.body.includes('"sent"'));
    await server.stop();
  });

  it('S46 shows no password and no value in the address', async () => {
    const sent = createSentRequests(() => assert.fail('sent'), new AsyncLocalStorage());
    const draft = (address: string) =>
      sent.draft(async function* () {
        yield await sent.fetch(address, { method: 'POST', body: '{}' });
      });
    assert.equal(
      (await draft('https://me:canary@models.test:8443/v1/chat?key=canary&v=1')).url,
      'https://models.test:8443/v1/chat?key=‹hidden›&v=‹hidden›',
    );
  });

  it('S46 counts no request that is only looked at, and no limit refuses it', async () => {
    const server = await startModelServer({ models, reply: 'x' });
    const sent = createSentRequests((url, init) => fetch(url, init), new AsyncLocalStorage());
    const counted: string[] = [];
    let limit = false;
    const meter = sent.withoutDrafts({
      admit({ origin }) {
        if (limit) {
          throw new ModelError('over limit', { origin });
        }
        return undefined;
      },
      begin: ({ feature }) => ({
        sent: () => void counted.push(`${feature} sent`),
        received: ({ kind }) => void counted.push(`${feature} ${kind}`),
        ended: (cause) =>
          void counted.push(`${feature} ${cause === undefined ? 'whole' : 'failed'}`),
      }),
      refuses: async () => limit,
    });
    const net = createTransport(undefined, sent.fetch);
    const source = modelsOn(server, net, 'ollama', silent, meter);
    const client = await readyClient(source);
    const [fill] = requests(true);
    assert.ok(fill !== undefined);
    limit = true;
    await sent.draft(() => source.direct(client).stream(fill, never));
    assert.deepEqual(counted, []);
    await assert.rejects(collect(client.stream(fill, never)), { kind: 'over limit' });
    limit = false;
    await collect(client.stream(fill, never));
    assert.deepEqual([counted[0], counted.at(-1)], ['completion sent', 'completion whole']);
    await server.stop();
  });

  it('says why where nothing may be sent', async () => {
    const sent = createSentRequests(() => assert.fail('sent'), new AsyncLocalStorage());
    const net = createTransport({ localOnly: true, httpHosts: [] }, sent.fetch);
    const wire = openOpenAi('https://api.test', net);
    const ask = { model: 'm', prompt: 'a', maxTokens: 1, temperature: 0, stop: [] };
    await assert.rejects(
      sent.draft(() => wire.complete(ask, never)),
      { kind: 'not allowed' },
    );
  });
});
