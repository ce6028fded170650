import assert from 'node:assert/strict';
import { ModelError } from '../../../src/model/client.ts';
import { createModelSource } from '../../../src/model/modelSource.ts';
import type { ChatModelState } from '../../../src/model/source.ts';
import { parseSettings } from '../../../src/settings.ts';
import { handClock } from '../completion/support.ts';
import {
  failure,
  type OllamaSample,
  replyOf,
  type ScriptedOllama,
  safeChat,
  scriptedMemory,
  scriptedOllama,
  scriptedOpenAi,
} from './support.ts';

const never = new AbortController().signal;

const chats = { capabilities: ['completion', 'tools'], template: '{{ range .Messages }}' };
const coder7: OllamaSample = { ...chats, name: 'qwen2.5-coder:7b', sizeBytes: 4.7e9 };
const coder14: OllamaSample = {
  ...chats,
  name: 'qwen2.5-coder:14b',
  parameters: '14.8B',
  sizeBytes: 9e9,
};
const llama8: OllamaSample = { ...chats, name: 'llama3.1:8b', parameters: '8.0B' };

interface Given {
  readonly settings?: Record<string, unknown>;
  readonly freeGigabytes?: number;
  readonly openAi?: ReturnType<typeof scriptedOpenAi>;
  readonly key?: string;
  readonly memory?: ReturnType<typeof scriptedMemory>;
}

/** A source on a scripted Ollama (and OpenAI server). */
function sourceOn(ollama: ScriptedOllama, given: Given = {}) {
  const { freeGigabytes = 64, memory = scriptedMemory(), openAi = scriptedOpenAi([]) } = given;
  const values = { ...given.settings };
  const clock = handClock();
  const ignore = () => {};
  const source = createModelSource({
    settings: () => parseSettings((key) => values[key]),
    keyFor: async () => given.key,
    openOllama: async () => ollama,
    openOpenAi: async () => openAi,
    freeMemoryBytes: () => freeGigabytes * 1e9,
    memory,
    now: clock.now,
    random: () => 1,
    after: clock.after,
    log: { trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore },
  });
  const find = async () => summary(await source.chat.find(never));
  return { source, find, clock, values, memory };
}

function summary(state: ChatModelState): string {
  switch (state.kind) {
    case 'ready':
      return `${state.client.model} ${state.client.local ? 'local' : 'cloud'}`;
    case 'none':
      return state.reason;
    case 'failed':
      return `failed ${state.error.kind}`;
  }
}

describe('chat model: chosen by itself', () => {
  const cases: readonly (readonly [
    title: string,
    models: readonly OllamaSample[],
    chosen: string,
    freeGigabytes?: number,
  ])[] = [
    ['the largest that fits', [coder7, coder14, llama8], 'qwen2.5-coder:14b local'],
    ['a smaller one where memory is short', [coder14, coder7], 'qwen2.5-coder:7b local', 8],
    ['one for code before another of its size', [llama8, coder7], 'qwen2.5-coder:7b local'],
    [
      'a larger one for anything before a small one for code',
      [{ ...coder7, name: 'qwen2.5-coder:1.5b', parameters: '1.5B' }, llama8],
      'llama3.1:8b local',
    ],
    [
      'one that says how large it is before one that does not',
      [{ ...chats, name: 'mystery', parameters: '' }, coder7],
      'qwen2.5-coder:7b local',
    ],
    ['never a cloud model', [{ ...coder14, remote: true }], 'no chat model'],
    [
      'no model that makes vectors',
      [{ name: 'nomic-embed-text', capabilities: ['embedding'] }],
      'no chat model',
    ],
    [
      'no such model of an Ollama without capabilities either',
      [{ name: 'all-minilm', capabilities: [], families: ['bert'], template: 'x' }],
      'no chat model',
    ],
    [
      'no base model',
      [
        { ...coder7, name: 'qwen2.5-coder:7b-base' },
        { name: 'starcoder2:7b', template: '{{ .Prompt }}' },
      ],
      'no chat model',
    ],
    [
      'a model whose prompt the server writes by code',
      [{ name: 'new:30b', template: '{{ .Prompt }}', rendered: true }],
      'new:30b local',
    ],
    ['none where nothing fits', [coder14], 'not enough memory', 4],
  ];
  for (const [title, models, chosen, freeGigabytes = 64] of cases) {
    it(`is ${title}`, async () => {
      assert.equal(await sourceOn(scriptedOllama(models), { freeGigabytes }).find(), chosen);
    });
  }

  it('is one in memory although no more would fit', async () => {
    const ollama = scriptedOllama([coder14, coder7]);
    ollama.inMemory = [coder14.name];
    assert.equal(await sourceOn(ollama, { freeGigabytes: 1 }).find(), 'qwen2.5-coder:14b local');
    assert.ok(!ollama.asked.some((question) => question.startsWith('load ')));
  });

  it('is none at instant, and none where no Ollama answers', async () => {
    const dead = scriptedOllama([]);
    dead.down = failure('unreachable');
    assert.equal(
      await sourceOn(dead, { settings: { provider: 'instant' } }).find(),
      'instant only',
    );
    assert.deepEqual(dead.asked, []);
    assert.equal(await sourceOn(dead).find(), 'no ollama');
    const settings = { provider: 'ollama' };
    assert.equal(await sourceOn(dead, { settings }).find(), 'failed unreachable');
  });
});

describe('chat model: named', () => {
  const cloud: OllamaSample = { ...chats, name: 'big:480b-cloud', remote: true };
  const named = (model: string, more: Record<string, unknown> = {}) => ({
    freeGigabytes: 1,
    settings: { 'ollama.chatModel': model, ...more },
  });

  it('is taken whatever its size, and apart from the model for completions', async () => {
    const ollama = scriptedOllama([coder7, coder14]);
    const given = named('qwen2.5-coder:14b', { 'ollama.completionModel': 'qwen2.5-coder:7b' });
    assert.equal(await sourceOn(ollama, given).find(), 'qwen2.5-coder:14b local');
  });

  it('may be a cloud model, which is not loaded and not local', async () => {
    const ollama = scriptedOllama([cloud]);
    assert.equal(await sourceOn(ollama, named(cloud.name)).find(), 'big:480b-cloud cloud');
    assert.ok(!ollama.asked.some((question) => question.startsWith('load ')));
    const only = named(cloud.name, { 'privacy.localOnly': true });
    assert.equal(await sourceOn(ollama, only).find(), 'failed not allowed');
  });

  it('is a failure when it is not installed', async () => {
    assert.equal(await sourceOn(scriptedOllama([]), named('nope')).find(), 'failed missing model');
  });
});

describe('chat model: OpenAI and servers like it', () => {
  const provider = { provider: 'openai' };
  const own = { ...provider, 'openai.baseUrl': 'http://127.0.0.1:8080/v1' };
  const none = scriptedOllama([]);

  it('is a documented default at OpenAI, and needs a key there', async () => {
    assert.equal(await sourceOn(none, { settings: provider }).find(), 'no key');
    const openAi = scriptedOpenAi([], undefined, 'https://api.openai.com');
    const given = { settings: provider, key: 'sk-test', openAi };
    assert.equal(await sourceOn(none, given).find(), 'gpt-6-luna cloud');
  });

  it('is the one that is set, else the first that the server lists', async () => {
    const openAi = scriptedOpenAi(['first', 'second']);
    assert.equal(await sourceOn(none, { settings: own, openAi }).find(), 'first local');
    const settings = { ...own, 'openai.chatModel': 'mine', 'openai.completionModel': 'other' };
    assert.equal(await sourceOn(none, { settings, openAi }).find(), 'mine local');
    const empty = { settings: own, openAi: scriptedOpenAi([]) };
    assert.equal(await sourceOn(none, empty).find(), 'no model set');
  });

  it('answers a conversation by chat', async () => {
    const openAi = scriptedOpenAi(['first'], () => ['an', 'swer']);
    const state = await sourceOn(none, { settings: own, openAi }).source.chat.find(never);
    assert.ok(state.kind === 'ready');
    const prompt = safeChat('why?');
    const request = { kind: 'chat', prompt, maxTokens: 99, temperature: 0 } as const;
    assert.equal((await replyOf(state.client, request)).text, 'answer');
    assert.deepEqual(openAi.requests, [
      {
        kind: 'chat',
        work: 'answer',
        model: 'first',
        turns: [{ role: 'user', content: 'why?' }],
        maxTokens: 99,
        temperature: 0,
        stop: [],
      },
    ]);
  });
});

describe('chat model: loading', () => {
  function loadingOllama() {
    const ollama = scriptedOllama([{ ...coder7, capabilities: ['completion', 'insert'] }]);
    let finish = () => {};
    ollama.loading = new Promise((resolve) => {
      finish = resolve;
    });
    const loads = () => ollama.asked.filter((question) => question.startsWith('load ')).length;
    return { ollama, loads, finish: () => finish() };
  }

  it('is told of, shared with others and with completions, and goes on when one leaves', async () => {
    const { ollama, loads, finish } = loadingOllama();
    const { source, clock } = sourceOn(ollama);
    const told: string[] = [];
    const leaving = new AbortController();
    const left = source.chat.find(leaving.signal, (model) => told.push(`first ${model}`));
    source.current();
    await clock.pass(0);
    assert.equal(source.current().kind, 'loading');
    const second = source.chat.find(never, (model) => told.push(`second ${model}`));
    leaving.abort(new Error('enough'));
    await assert.rejects(left, /enough/);
    finish();
    assert.equal(summary(await second), 'qwen2.5-coder:7b local');
    await clock.pass(0);
    assert.equal(source.current().kind, 'ready');
    assert.deepEqual(told, ['first qwen2.5-coder:7b', 'second qwen2.5-coder:7b']);
    assert.equal(loads(), 1);
  });

  it('ends when nobody wants the model any more, and those who wait get the new one', async () => {
    const { ollama } = loadingOllama();
    let ended = false;
    ollama.load = (_model, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          ended = true;
          reject(signal.reason);
        });
      });
    const { source, clock, values } = sourceOn(ollama);
    const found = source.chat.find(never);
    await clock.pass(0);
    values['provider'] = 'instant';
    source.reset();
    assert.equal(summary(await found), 'instant only');
    assert.ok(ended);
  });

  it('leaves room for completions: a model of ours may be put out of memory, others may not', async () => {
    const fills: OllamaSample = {
      name: 'starcoder2:7b',
      capabilities: ['completion', 'insert'],
      sizeBytes: 4e9,
    };
    const ollama = scriptedOllama([fills, coder14]);
    const given = { freeGigabytes: 20, memory: scriptedMemory() };
    const { find, source, clock } = sourceOn(ollama, given);
    assert.equal(await find(), 'qwen2.5-coder:14b local');
    source.current();
    await clock.pass(0);
    assert.equal(source.current().kind, 'ready');
    // Another window of a later session knows it too; a foreign model stays.
    ollama.inMemory = [coder14.name];
    const later = sourceOn(ollama, { freeGigabytes: 1, memory: given.memory });
    later.source.current();
    await later.clock.pass(0);
    assert.equal(later.source.current().kind, 'ready');
    ollama.inMemory = [coder14.name];
    const foreign = sourceOn(ollama, { freeGigabytes: 64 });
    foreign.source.current();
    await foreign.clock.pass(0);
    assert.deepEqual(foreign.source.current(), {
      kind: 'none',
      reason: 'ollama busy',
      detail: coder14.name,
    });
  });
});

describe('chat model: what is remembered', () => {
  it('keeps what it found for a minute, and nothing that failed', async () => {
    const ollama = scriptedOllama([coder7]);
    ollama.down = failure('unreachable');
    const { find, clock } = sourceOn(ollama, { settings: { provider: 'ollama' } });
    assert.equal(await find(), 'failed unreachable');
    ollama.down = undefined;
    ollama.inMemory = [coder7.name];
    assert.equal(await find(), 'qwen2.5-coder:7b local');
    const asked = ollama.asked.length;
    await clock.pass(59_000);
    await find();
    assert.equal(ollama.asked.length, asked);
    await clock.pass(1_000);
    ollama.inMemory = [];
    await find();
    assert.ok(ollama.asked.includes(`load ${coder7.name}`));
  });

  it('asks the server anew after a request failed', async () => {
    const ollama = scriptedOllama([coder7], () => new ModelError('unreachable', { origin: 'o' }));
    ollama.inMemory = [coder7.name];
    const { source, find } = sourceOn(ollama);
    const state = await source.chat.find(never);
    assert.ok(state.kind === 'ready');
    const asked = ollama.asked.length;
    const request = { kind: 'chat', prompt: safeChat('q'), maxTokens: 9, temperature: 0 } as const;
    await assert.rejects(replyOf(state.client, request), { kind: 'unreachable' });
    await find();
    assert.ok(ollama.asked.length > asked);
  });

  it('names the model of an earlier session without asking, by the settings of now', async () => {
    const ollama = scriptedOllama([coder7]);
    const memory = scriptedMemory();
    const first = sourceOn(ollama, { memory });
    assert.equal(first.source.chat.lastFound(), undefined);
    await first.find();
    const asked = ollama.asked.length;
    const { source, values } = sourceOn(ollama, { memory });
    assert.deepEqual(source.chat.lastFound(), {
      id: 'ollama http://127.0.0.1:11434 qwen2.5-coder:7b chat',
      model: 'qwen2.5-coder:7b',
      host: '127.0.0.1:11434',
      local: true,
    });
    Object.assign(values, { 'ollama.chatModel': 'other' });
    assert.equal(source.chat.lastFound(), undefined);
    assert.equal(ollama.asked.length, asked);
  });

  it('turns an error that is none of a model into a failure', async () => {
    const ollama = scriptedOllama([coder7]);
    ollama.models = async () => {
      throw new TypeError('bug');
    };
    assert.equal(await sourceOn(ollama).find(), 'failed bad reply');
  });
});
