import assert from 'node:assert/strict';
import { isModelError, type ModelClient } from '../../src/model/client.ts';
import { createModelSource } from '../../src/model/modelSource.ts';
import { createOllamaWire } from '../../src/model/ollama.ts';
import { createOpenAiWire } from '../../src/model/openai.ts';
import type { Models } from '../../src/model/source.ts';
import { createGate } from '../../src/privacy/gate.ts';
import type { ChatPrompt } from '../../src/privacy/safePrompt.ts';
import { parseSettings } from '../../src/settings.ts';
import {
  startBalancer,
  startVllm,
  type VllmOptions,
  type VllmServer,
} from '../servers/vllmServer.ts';
import { safeFill, scriptedMemory } from '../unit/model/support.ts';
import { readyClient } from './modelsSupport.ts';
import { collect, createTransport, never, textOf } from './wireSupport.ts';

const coder = 'Qwen/Qwen2.5-Coder-7B';
const options: VllmOptions = { model: coder, maxModelLen: 4_096, reply: 'a + b;' };
const ignore = () => {};

/** A window of a user of the team whose settings name this address. */
function windowOf(
  url: string,
  user: { readonly key?: string; readonly model?: string } = {},
): Models {
  const values: Readonly<Record<string, unknown>> = {
    provider: 'openai',
    'openai.baseUrl': `${url}/v1`,
    'openai.completionModel': user.model ?? '',
  };
  const { guardedFetch } = createTransport();
  const { key: apiKey } = user;
  return createModelSource({
    settings: () => parseSettings((key) => values[key]),
    keyFor: async () => apiKey,
    openOllama: async () =>
      createOllamaWire({ baseUrl: url, keepAlive: '30m', contextTokens: 8_192, guardedFetch }),
    openOpenAi: async () =>
      createOpenAiWire({
        baseUrl: `${url}/v1`,
        guardedFetch,
        ...(apiKey === undefined ? {} : { apiKey }),
      }),
    freeMemoryBytes: () => 64e9,
    memory: scriptedMemory(),
    now: () => performance.now(),
    random: () => 1,
    after: () => () => {},
    log: { trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore },
  });
}

async function fill(client: ModelClient, marked = 'const sum = █\n'): Promise<string> {
  const prompt = safeFill(marked);
  const request = {
    kind: 'fill',
    prompt,
    maxTokens: 64,
    singleLine: true,
    temperature: 0,
  } as const;
  return textOf(await collect(client.stream(request, never)));
}

async function chat(source: Models, prompt: ChatPrompt, maxTokens = 256) {
  const found = await source.named({ backend: 'openai', name: coder }, never);
  assert.ok(found.kind === 'ready');
  const { passMessages } = createGate({ ruleFiles: [], excludeFiles: [] });
  const safe = passMessages(prompt, found.client);
  const request = { kind: 'chat', prompt: safe, maxTokens, temperature: 0 } as const;
  return collect(found.client.stream(request, never));
}

/** Kind and words of what a promise fails with. */
async function failureOf(work: Promise<unknown>): Promise<readonly [string, string]> {
  try {
    await work;
  } catch (error) {
    assert.ok(isModelError(error), String(error));
    return [error.kind, error.facts.detail ?? ''];
  }
  throw new Error('nothing failed');
}

const question: ChatPrompt = { turns: [{ role: 'user', content: 'What does this do?' }] };
const withTool: ChatPrompt = { ...question, tools: [{ name: 'read_file', description: 'Reads.' }] };

describe('a vLLM server', () => {
  let servers: VllmServer[] = [];
  const start = async (rest: Partial<VllmOptions> = {}): Promise<VllmServer> => {
    const server = await startVllm({ ...options, ...rest });
    servers.push(server);
    return server;
  };
  afterEach(async () => {
    await Promise.all(servers.map((server) => server.stop()));
    servers = [];
  });

  it('is asked with the model’s own tokens, for it takes no suffix; that is found out once', async () => {
    const server = await start();
    const client = await readyClient(windowOf(server.url));
    assert.equal(client.model, coder);
    assert.equal(await fill(client), 'a + b;');
    assert.equal(await fill(client, 'const other = █\n'), 'a + b;');
    assert.equal(server.requests.length, 2);
    for (const { body } of server.requests) {
      assert.match(body.prompt, /^<\|fim_prefix\|>const \w+ = <\|fim_suffix\|>\n<\|fim_middle\|>$/);
    }
    assert.match(client.id, /template/);
  });

  it('tells how much its model reads, and counts in its last two events', async () => {
    const server = await start();
    const source = windowOf(server.url);
    const listed = await source.catalog.openAi(never);
    assert.ok(listed.kind === 'listed');
    assert.deepEqual(
      listed.models.map(({ contextTokens, name }) => [name, contextTokens]),
      [[coder, 4_096]],
    );
    const chunks = await chat(source, question);
    const { promptTokens } = server.requests[0]!;
    const end = { kind: 'end', reason: 'stop', promptTokens, outputTokens: 2 };
    assert.deepEqual(chunks.at(-1), end);
    assert.deepEqual(server.requests[0]?.body.stream_options, { include_usage: true });
  });

  it('takes the key of each user, and no other', async () => {
    const server = await start({ keys: ['key-of-ada', 'key-of-alan'] });
    for (const key of ['key-of-ada', 'key-of-alan']) {
      await fill(await readyClient(windowOf(server.url, { key })));
    }
    assert.deepEqual(
      server.requests.map(({ key }) => key),
      ['key-of-ada', 'key-of-alan'],
    );
    for (const user of [{}, { key: 'key-of-nobody' }]) {
      const refused = failureOf(chat(windowOf(server.url, user), question));
      assert.deepEqual(await refused, ['unauthorized', 'Unauthorized']);
    }
    const listed = await windowOf(server.url).catalog.openAi(never);
    assert.equal(listed.kind, 'no key');
  });

  it('says which model it does not have, and that a prompt is too long', async () => {
    const server = await start();
    const client = await readyClient(windowOf(server.url, { model: 'Qwen/Gone' }));
    const [kind, words] = await failureOf(fill(client));
    assert.deepEqual([kind, words], ['missing model', 'The model `Qwen/Gone` does not exist.']);
    const long = { turns: [{ role: 'user', content: 'x '.repeat(10_000) }] } as const;
    const [tooLong, limit] = await failureOf(chat(windowOf(server.url), long));
    assert.equal(tooLong, 'rejected');
    assert.match(
      limit,
      /^This model's maximum context length is 4096 tokens\. However, you requested/,
    );
  });

  it('completes with a base model that cannot chat, and says why it does not chat', async () => {
    const server = await start({ chatTemplate: false });
    const source = windowOf(server.url);
    assert.equal(await fill(await readyClient(source)), 'a + b;');
    const [kind, words] = await failureOf(chat(source, question));
    assert.equal(kind, 'rejected');
    assert.match(words, /you must provide a chat template/);
  });

  it('calls tools where it was started for that, and says how where it was not', async () => {
    const call = { name: 'read_file', arguments: '{"path": "src/a.ts"}' };
    const ready = await start({ toolParser: true, call, reply: 'I look.' });
    const chunks = await chat(windowOf(ready.url), withTool);
    assert.equal(textOf(chunks), 'I look.');
    assert.deepEqual(chunks.at(-2), {
      kind: 'tool call',
      call: { id: 'chatcmpl-tool-9b', name: 'read_file', input: { path: 'src/a.ts' } },
    });
    const plain = await start();
    const [kind, words] = await failureOf(chat(windowOf(plain.url), withTool));
    assert.equal(kind, 'rejected');
    assert.match(words, /requires --enable-auto-tool-choice and --tool-call-parser/);
  });

  it('has most of a prompt in its cache while one types on', async () => {
    const server = await start({ maxModelLen: 100_000 });
    const client = await readyClient(windowOf(server.url));
    const before = 'export const step = (one: number) => one + 1;\n'.repeat(100);
    const after = '\nexport const last = 1;\n';
    for (const typed of ['', 'c', 'const ', 'const su', 'const sum = ']) {
      await fill(client, `${before}${typed}█${after}`);
    }
    const shares = server.requests.map(
      ({ cachedTokens, promptTokens }) => cachedTokens / promptTokens,
    );
    assert.equal(shares[0], 0);
    for (const share of shares.slice(1)) {
      assert.ok(share > 0.95, shares.map((one) => one.toFixed(2)).join(' '));
    }
  });

  it('may be several behind one address: any of them answers any request', async () => {
    const replicas = await Promise.all([start(), start()]);
    const front = await startBalancer(replicas);
    servers.push(front);
    // What the first replica refused is known of the second: it is one address.
    const client = await readyClient(windowOf(front.url));
    for (const name of ['one', 'two', 'three', 'four']) {
      assert.equal(await fill(client, `const ${name} = █\n`), 'a + b;');
    }
    assert.deepEqual(
      replicas.map(({ requests }) => requests.length),
      [2, 2],
    );
  });

  it('may lose one of several: a request fails and the next is answered', async () => {
    const replicas = await Promise.all([start(), start()]);
    const front = await startBalancer(replicas);
    servers.push(front);
    const client = await readyClient(windowOf(front.url));
    await fill(client);
    await replicas[1]?.stop();
    const answers: string[] = [];
    for (let count = 0; count < 2; count++) {
      answers.push(
        await fill(client).catch((error: unknown) => (isModelError(error) ? error.kind : '?')),
      );
    }
    assert.deepEqual(answers.sort(), ['a + b;', 'rejected']);
  });
});
