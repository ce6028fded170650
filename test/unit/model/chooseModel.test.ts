import assert from 'node:assert/strict';
import type { Choice, ChooseDeps } from '../../../src/model/choice.ts';
import { chooseModel } from '../../../src/model/chooseModel.ts';
import { createEndpoints } from '../../../src/model/endpoints.ts';
import { parseSettings, type Settings } from '../../../src/settings.ts';
import {
  failure,
  type OllamaSample,
  replyOf,
  type ScriptedOllama,
  safeFill,
  scriptedMemory,
  scriptedOllama,
  scriptedOpenAi,
} from './support.ts';

interface Given {
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly keys?: Readonly<Record<string, string>>;
  readonly freeGigabytes?: number;
  readonly openAi?: ReturnType<typeof scriptedOpenAi>;
}

async function choose(ollama: ScriptedOllama | undefined, given: Given = {}): Promise<Choice> {
  const settings: Settings = parseSettings((key) => given.settings?.[key]);
  const deps: ChooseDeps = {
    settings,
    keyFor: async (origin) => given.keys?.[origin],
    openOllama: async () => ollama ?? assert.fail('Ollama was not to be asked'),
    openOpenAi: async () => given.openAi ?? assert.fail('no OpenAI server was to be asked'),
    freeMemoryBytes: () => (given.freeGigabytes ?? 64) * 1e9,
    memory: scriptedMemory(),
    isOurs: () => false,
    through: createEndpoints().through,
    answered: () => {},
  };
  return chooseModel(deps, new AbortController().signal);
}

/** The name of the model that was chosen and whether it is local, or why none was. */
function summary(choice: Choice): string {
  return choice.kind === 'none'
    ? choice.reason
    : `${choice.kind} ${choice.client.model} ${choice.client.local ? 'local' : 'cloud'}`;
}

const qwen7: OllamaSample = {
  name: 'qwen2.5-coder:7b',
  parameters: '7.6B',
  sizeBytes: 4.7e9,
  capabilities: ['completion', 'tools', 'insert'],
};
const qwen1: OllamaSample = {
  name: 'qwen2.5-coder:1.5b-base',
  parameters: '1.5B',
  sizeBytes: 1e9,
  capabilities: ['completion', 'insert'],
};
const qwen14: OllamaSample = { ...qwen7, name: 'qwen2.5-coder:14b', parameters: '14.8B' };
const llama: OllamaSample = { name: 'llama3.1:8b', parameters: '8.0B' };
const cloud: OllamaSample = {
  name: 'qwen3-coder:480b-cloud',
  parameters: '7B',
  capabilities: ['completion', 'insert'],
  remote: true,
};

describe('choosing a model: auto', () => {
  it('takes the largest fill-capable local model of at most 8 B that fits', async () => {
    const ollama = scriptedOllama([qwen1, qwen14, llama, qwen7]);
    assert.equal(summary(await choose(ollama)), 'load qwen2.5-coder:7b local');
  });

  it('takes a smaller one when the larger does not fit the free memory', async () => {
    const choice = await choose(scriptedOllama([qwen7, qwen1]), { freeGigabytes: 4 });
    assert.equal(summary(choice), 'load qwen2.5-coder:1.5b-base local');
  });

  it('counts the context that was asked for', async () => {
    const given = (contextTokens: number) => ({
      freeGigabytes: 6.5,
      settings: { 'ollama.contextTokens': contextTokens },
    });
    const small = await choose(scriptedOllama([qwen7]), given(8_192));
    const large = await choose(scriptedOllama([qwen7]), given(65_536));
    assert.deepEqual(
      [summary(small), summary(large)],
      ['load qwen2.5-coder:7b local', 'not enough memory'],
    );
  });

  it('takes none when nothing fits, and names the model', async () => {
    const choice = await choose(scriptedOllama([qwen7]), { freeGigabytes: 2 });
    assert.deepEqual(choice, {
      kind: 'none',
      reason: 'not enough memory',
      detail: 'qwen2.5-coder:7b',
    });
  });

  it('does not judge the memory of another machine', async () => {
    const choice = await choose(scriptedOllama([qwen7], undefined, 'http://gpu.lan:11434'), {
      freeGigabytes: 1,
      settings: { 'ollama.baseUrl': 'http://gpu.lan:11434' },
    });
    assert.equal(summary(choice), 'load qwen2.5-coder:7b cloud');
  });

  it('never takes a cloud model that Ollama lists, whether its list or its description says so', async () => {
    const listed = scriptedOllama([cloud]);
    const described = scriptedOllama([{ ...cloud, remote: false }]);
    described.details = async () => ({
      capabilities: ['insert'],
      template: '',
      rendered: false,
      remote: true,
    });
    assert.equal(summary(await choose(listed)), 'no suitable model');
    assert.deepEqual(listed.asked, ['models', 'loaded']);
    assert.equal(summary(await choose(described)), 'no suitable model');
  });

  it('takes no model that cannot fill, is too large or does not say how large it is', async () => {
    const silent: OllamaSample = { ...qwen7, name: 'tune', parameters: 'unknown' };
    const ollama = scriptedOllama([llama, qwen14, silent]);
    assert.equal(summary(await choose(ollama)), 'no suitable model');
  });

  it('takes no edit model, whatever its server says', async () => {
    const zeta: OllamaSample = { ...qwen7, name: 'zeta:7b' };
    assert.equal(summary(await choose(scriptedOllama([zeta]))), 'no suitable model');
  });

  it('takes a model with a known template although its server cannot fill', async () => {
    const ollama = scriptedOllama([{ ...qwen7, capabilities: ['completion'] }], () => 'x');
    const choice = await choose(ollama);
    assert.equal(summary(choice), 'load qwen2.5-coder:7b local');
    assert.ok(choice.kind === 'load');
    assert.match(choice.client.id, / template qwen$/);
  });

  it('sees the ability in the template of an Ollama that lists no capabilities', async () => {
    const tune: OllamaSample = {
      name: 'my-tune',
      capabilities: [],
      template: '{{ .Prompt }}<X>{{ .Suffix }}',
    };
    const choice = await choose(scriptedOllama([tune]));
    assert.ok(choice.kind === 'load');
    assert.match(choice.client.id, / suffix$/);
  });

  it('prefers the better family among models of one size, and size among its classes', async () => {
    const old: OllamaSample = { ...qwen7, name: 'codellama:7b-code', parameters: '7.9B' };
    const choice = await choose(scriptedOllama([old, qwen1, qwen7]));
    assert.equal(summary(choice), 'load qwen2.5-coder:7b local');
  });

  it('takes one that is in memory already, whatever its size, without a look at the memory', async () => {
    const ollama = scriptedOllama([qwen7, qwen1]);
    ollama.inMemory = ['qwen2.5-coder:1.5b-base', 'nomic-embed-text:latest'];
    const choice = await choose(ollama, { freeGigabytes: 0 });
    assert.equal(summary(choice), 'ready qwen2.5-coder:1.5b-base local');
  });

  it('does not put out a model that another program loaded', async () => {
    const ollama = scriptedOllama([qwen7, llama]);
    ollama.inMemory = ['llama3.1:8b'];
    const choice = await choose(ollama);
    assert.deepEqual(choice, { kind: 'none', reason: 'ollama busy', detail: 'llama3.1:8b' });
    assert.ok(!ollama.asked.some((question) => question.startsWith('load ')));
  });

  it('skips a model that its server cannot describe', async () => {
    const ollama = scriptedOllama([qwen7, qwen1]);
    const { details } = ollama;
    ollama.details = async (model, signal) => {
      if (model === qwen7.name) {
        throw failure('rejected', { status: 500 });
      }
      return details(model, signal);
    };
    assert.equal(summary(await choose(ollama)), 'load qwen2.5-coder:1.5b-base local');
  });

  for (const kind of ['unreachable', 'timeout', 'bad reply', 'rejected'] as const) {
    it(`says that there is no Ollama when its address answers with ${kind}`, async () => {
      const ollama = scriptedOllama([]);
      ollama.down = failure(kind);
      assert.equal(summary(await choose(ollama)), 'no ollama');
    });
  }

  it('shows a refused address as a failure', async () => {
    const ollama = scriptedOllama([]);
    ollama.down = failure('not allowed', { detail: 'network.httpHosts' });
    await assert.rejects(choose(ollama), { kind: 'not allowed' });
  });

  it('uses no key and no other server', async () => {
    const choice = await choose(scriptedOllama([]), {
      keys: { 'https://api.openai.com': 'sk-test' },
    });
    assert.equal(summary(choice), 'no suitable model');
  });
});

describe('choosing a model: the model that the settings name', () => {
  const named = (model: string, more: Readonly<Record<string, unknown>> = {}) => ({
    freeGigabytes: 1,
    settings: { provider: 'ollama', 'ollama.completionModel': model, ...more },
  });

  it('is taken whatever its size, the memory and what else is loaded', async () => {
    const ollama = scriptedOllama([qwen7, qwen14]);
    ollama.inMemory = ['other:latest'];
    assert.equal(
      summary(await choose(ollama, named('qwen2.5-coder:14b'))),
      'load qwen2.5-coder:14b local',
    );
  });

  it('is found without its tag', async () => {
    const ollama = scriptedOllama([{ ...qwen7, name: 'my-model:latest' }]);
    ollama.inMemory = ['my-model:latest'];
    assert.equal(summary(await choose(ollama, named('my-model'))), 'ready my-model:latest local');
  });

  it('may chat only', async () => {
    const choice = await choose(scriptedOllama([llama]), named('llama3.1:8b'));
    assert.ok(choice.kind === 'load');
    assert.match(choice.client.id, / chat$/);
  });

  it('is a cloud model only by name, and then not local; nothing is loaded for it', async () => {
    const ollama = scriptedOllama([cloud]);
    assert.equal(
      summary(await choose(ollama, named('qwen3-coder:480b-cloud'))),
      'ready qwen3-coder:480b-cloud cloud',
    );
  });

  it('is refused when it runs elsewhere and only this machine is allowed', async () => {
    const given = named('qwen3-coder:480b-cloud', { 'privacy.localOnly': true });
    await assert.rejects(choose(scriptedOllama([cloud]), given), {
      kind: 'not allowed',
      facts: {
        origin: 'http://127.0.0.1:11434',
        model: 'qwen3-coder:480b-cloud',
        detail: 'privacy.localOnly',
      },
    });
  });

  it('is a failure when it is not installed', async () => {
    await assert.rejects(choose(scriptedOllama([qwen7]), named('nope')), { kind: 'missing model' });
  });

  it('is a failure of the server, not its absence, when the provider is Ollama', async () => {
    const ollama = scriptedOllama([]);
    ollama.down = failure('unreachable');
    await assert.rejects(choose(ollama, named('')), { kind: 'unreachable' });
  });
});

describe('choosing a model: OpenAI and servers like it', () => {
  const provider = { provider: 'openai' };
  const own = { ...provider, 'openai.baseUrl': 'http://127.0.0.1:8080/v1' };

  it('needs a key for OpenAI itself', async () => {
    const choice = await choose(undefined, { settings: provider });
    assert.deepEqual(choice, { kind: 'none', reason: 'no key', detail: 'https://api.openai.com' });
  });

  it('takes a documented default there and asks it by chat', async () => {
    const openAi = scriptedOpenAi(['unused'], () => 'x', 'https://api.openai.com');
    const choice = await choose(undefined, {
      settings: provider,
      keys: { 'https://api.openai.com': 'sk-test' },
      openAi,
    });
    assert.equal(summary(choice), 'ready gpt-6-luna cloud');
    assert.ok(choice.kind === 'ready');
    assert.match(choice.client.id, / chat$/);
    assert.deepEqual(openAi.asked, []);
  });

  it('asks OpenAI’s completion model by suffix', async () => {
    const choice = await choose(undefined, {
      settings: { ...provider, 'openai.completionModel': 'gpt-3.5-turbo-instruct' },
      keys: { 'https://api.openai.com': 'sk-test' },
      openAi: scriptedOpenAi([], undefined, 'https://api.openai.com'),
    });
    assert.ok(choice.kind === 'ready');
    assert.match(choice.client.id, / suffix$/);
  });

  it('needs no key elsewhere and takes the first model that the server lists', async () => {
    const openAi = scriptedOpenAi(['qwen2.5-coder-7b', 'other']);
    const choice = await choose(undefined, { settings: own, openAi });
    assert.equal(summary(choice), 'ready qwen2.5-coder-7b local');
  });

  it('asks a server for its list only when no model is set', async () => {
    const openAi = scriptedOpenAi(['other']);
    const settings = { ...own, 'openai.completionModel': 'mine' };
    assert.equal(summary(await choose(undefined, { settings, openAi })), 'ready mine local');
    assert.deepEqual(openAi.asked, []);
  });

  it('says that no model is set when the server lists none', async () => {
    const openAi = scriptedOpenAi([]);
    assert.equal(summary(await choose(undefined, { settings: own, openAi })), 'no model set');
  });

  it('fills in the way that the user chose', async () => {
    const openAi = scriptedOpenAi(['qwen2.5-coder-7b'], () => 'x');
    const choice = await choose(undefined, {
      settings: { ...own, 'openai.fill': 'template' },
      openAi,
    });
    assert.ok(choice.kind === 'ready');
    const prompt = safeFill('a█b');
    const request = {
      kind: 'fill',
      prompt,
      maxTokens: 9,
      singleLine: false,
      temperature: 0,
    } as const;
    await replyOf(choice.client, request);
    const [sent] = openAi.requests;
    assert.ok(sent?.kind === 'complete');
    assert.equal(sent.prompt, '<|fim_prefix|>a<|fim_suffix|>b<|fim_middle|>');
  });

  it('refuses an address that is none', async () => {
    const settings = { ...provider, 'openai.baseUrl': 'localhost' };
    await assert.rejects(choose(undefined, { settings }), { kind: 'not allowed' });
  });
});

describe('choosing a model: instant', () => {
  it('asks nobody', async () => {
    const choice = await choose(undefined, { settings: { provider: 'instant' } });
    assert.deepEqual(choice, { kind: 'none', reason: 'instant only' });
  });
});
