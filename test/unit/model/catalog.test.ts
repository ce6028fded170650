import assert from 'node:assert/strict';
import type { ServerCatalog } from '../../../src/model/catalog.ts';
import { createModelSource } from '../../../src/model/modelSource.ts';
import { parseSettings } from '../../../src/settings.ts';
import { handClock } from '../completion/support.ts';
import {
  failure,
  type OllamaSample,
  type ScriptedOllama,
  scriptedMemory,
  scriptedOllama,
  scriptedOpenAi,
} from './support.ts';

const never = new AbortController().signal;

const coder: OllamaSample = {
  name: 'qwen2.5-coder:7b',
  capabilities: ['completion', 'insert', 'tools'],
  template: '{{ range .Messages }}',
  sizeBytes: 4.7e9,
};
const base: OllamaSample = {
  name: 'starcoder2:3b',
  capabilities: ['completion'],
  template: '{{ .Prompt }}',
  families: ['starcoder2'],
  parameters: '3B',
  sizeBytes: 1.7e9,
};
const vectors: OllamaSample = { name: 'nomic-embed-text:latest', capabilities: ['embedding'] };
const cloud: OllamaSample = { ...coder, name: 'big:480b-cloud', remote: true };

function catalogOn(
  ollama: ScriptedOllama,
  given: {
    readonly settings?: Record<string, unknown>;
    readonly key?: string;
    readonly openAi?: ReturnType<typeof scriptedOpenAi>;
  } = {},
) {
  const values = { ...given.settings };
  const clock = handClock();
  const ignore = () => {};
  return createModelSource({
    settings: () => parseSettings((key) => values[key]),
    keyFor: async () => given.key,
    openOllama: async () => ollama,
    openOpenAi: async () => given.openAi ?? scriptedOpenAi([]),
    freeMemoryBytes: () => 5e9,
    memory: scriptedMemory(),
    now: clock.now,
    random: () => 1,
    after: clock.after,
    log: { trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore },
  }).catalog;
}

/** One model per line: its name and what is true of it. */
function lines(server: ServerCatalog): readonly string[] {
  assert.equal(server.kind, 'listed');
  return server.kind === 'listed'
    ? server.models.map(({ chats, fills, fits, loaded, name, remote, thinks }) => {
        const facts = { fills, chats, thinks, remote, loaded, fits };
        const isTrue = Object.entries(facts).flatMap(([fact, value]) => {
          if (value === undefined) {
            return [`${fact}?`];
          }
          return value ? [fact] : [];
        });
        return [name, ...isTrue].join(' ');
      })
    : [];
}

describe('the catalog of models', () => {
  it('says of each installed model what it can do, where it runs and whether it fits', async () => {
    const ollama = scriptedOllama([coder, base, vectors, cloud]);
    ollama.inMemory = [base.name];
    assert.deepEqual(lines(await catalogOn(ollama).ollama(never)), [
      'qwen2.5-coder:7b fills chats',
      'starcoder2:3b fills loaded fits',
      'nomic-embed-text:latest',
      'big:480b-cloud fills chats remote fits',
    ]);
  });

  it('does not know the memory of another machine', async () => {
    const settings = { 'ollama.baseUrl': 'http://192.168.0.7:11434' };
    const catalog = catalogOn(scriptedOllama([base]), { settings });
    assert.deepEqual(lines(await catalog.ollama(never)), ['starcoder2:3b fills fits?']);
    assert.equal(catalog.freeBytes(), Number.POSITIVE_INFINITY);
  });

  it('gives the failure of a server as its answer', async () => {
    const ollama = scriptedOllama([]);
    ollama.down = failure('unreachable');
    const found = await catalogOn(ollama).ollama(never);
    assert.equal(found.kind === 'failed' && found.error.kind, 'unreachable');
    assert.equal(found.origin, 'http://127.0.0.1:11434');
  });

  it('describes a hundred models, a few at a time, and names the others', async () => {
    const many = Array.from({ length: 250 }, (_, number) => ({ ...base, name: `m${number}:3b` }));
    const ollama = scriptedOllama(many);
    const found = lines(await catalogOn(ollama).ollama(never));
    assert.equal(found.length, 250);
    assert.equal(ollama.asked.filter((question) => question.startsWith('details')).length, 100);
    assert.equal(found[99], 'm99:3b fills fits');
    assert.equal(found[249], 'm249:3b fills? chats? fits');
  });

  it('stops asking when nobody waits any more', async () => {
    const controller = new AbortController();
    const ollama = scriptedOllama([coder, base]);
    const found = catalogOn(ollama).ollama(controller.signal);
    controller.abort();
    await assert.rejects(found, { name: 'AbortError' });
    assert.ok(!ollama.asked.some((question) => question.startsWith('details')));
  });

  it('lists what an OpenAI-compatible server names, in the order of the alphabet', async () => {
    const openAi = scriptedOpenAi(['zephyr', 'codestral'], () => '', 'https://models.test');
    const settings = { 'openai.baseUrl': 'https://models.test/v1' };
    const catalog = catalogOn(scriptedOllama([]), { openAi, settings });
    assert.deepEqual(lines(await catalog.openAi(never)), [
      'codestral fills? chats? remote fits?',
      'zephyr fills? chats? remote fits?',
    ]);
  });

  it('tells a server that wants a key from one that refuses the key', async () => {
    const openAi = {
      ...scriptedOpenAi([]),
      models: () => Promise.reject(failure('unauthorized')),
    };
    const without = await catalogOn(scriptedOllama([]), { openAi }).openAi(never);
    assert.equal(without.kind, 'no key');
    const refused = await catalogOn(scriptedOllama([]), { openAi, key: 'wrong' }).openAi(never);
    assert.equal(refused.kind === 'failed' && refused.error.kind, 'unauthorized');
  });

  it('calls a setting that is no address by its kind', async () => {
    const found = await catalogOn(scriptedOllama([]), {
      settings: { 'openai.baseUrl': 'nowhere' },
    }).openAi(never);
    assert.equal(found.kind === 'failed' && found.error.kind, 'not allowed');
  });
});
