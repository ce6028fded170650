import assert from 'node:assert/strict';
import { isModelError, ModelError } from '../../../src/model/client.ts';
import { routeOf } from '../../../src/model/fallback.ts';
import type { Meter } from '../../../src/model/meter.ts';
import { createModelSource } from '../../../src/model/modelSource.ts';
import type { ModelState, Models } from '../../../src/model/source.ts';
import { parseSettings } from '../../../src/settings.ts';
import { handClock } from '../completion/support.ts';
import {
  type Answer,
  failure,
  type OllamaSample,
  replyOf,
  safeFill,
  scriptedMemory,
  scriptedOllama,
  scriptedOpenAi,
} from './support.ts';

const cloud = 'https://api.cloud.test';
const never = new AbortController().signal;
const qwen: OllamaSample = {
  name: 'qwen2.5-coder:7b',
  capabilities: ['completion', 'insert'],
  template: '{{ range .Messages }}',
};
const request = {
  kind: 'fill',
  prompt: safeFill('a█b'),
  maxTokens: 9,
  singleLine: false,
  temperature: 0,
} as const;

/** A window with an Ollama here and a server elsewhere; the user named the latter in case the former is out. */
function window(values: Readonly<Record<string, unknown>> = {}, samples = [qwen], meter?: Meter) {
  const given = {
    key: 'sk-1' as string | undefined,
    local: 'local' as Answer,
    cloud: 'cloud' as Answer,
  };
  const ollama = scriptedOllama(samples, () => given.local);
  ollama.inMemory = samples.map(({ name }) => name);
  const openAi = scriptedOpenAi(['big'], () => given.cloud, cloud);
  const clock = handClock();
  const lines: string[] = [];
  const write = (line: string) => lines.push(line);
  const settings = {
    provider: 'ollama',
    fallback: 'openai',
    'openai.baseUrl': `${cloud}/v1`,
    'openai.completionModel': 'big',
    'openai.chatModel': 'big',
    ...values,
  } as Record<string, unknown>;
  const memory = scriptedMemory();
  const source = createModelSource({
    settings: () => parseSettings((key) => settings[key]),
    keyFor: async () => given.key,
    openOllama: async () => ollama,
    openOpenAi: async () => openAi,
    freeMemoryBytes: () => 64e9,
    memory,
    now: clock.now,
    random: () => 1,
    ...(meter === undefined ? {} : { meter }),
    after: clock.after,
    log: { trace: write, debug: () => {}, info: () => {}, warn: write, error: write },
  });
  const states: string[] = [];
  source.onChange(() => states.push(summary(source.current())));
  const settle = async (ms = 0) => {
    source.current();
    await clock.pass(ms);
    return summary(source.current());
  };
  return { clock, given, lines, memory, ollama, openAi, settings, settle, source, states };
}

function summary(state: ModelState): string {
  switch (state.kind) {
    case 'ready':
      return `${state.client.model}${state.insteadOf ? ` instead of ${state.insteadOf.facts.origin}` : ''}`;
    case 'none':
      return state.reason;
    case 'failed':
      return `failed ${state.error.kind} ${state.error.facts.origin}`;
    default:
      return state.kind;
  }
}

/** One request of a feature that completes; the text, or the kind of its failure. */
async function ask(source: Models): Promise<string> {
  const state = source.current();
  assert.ok(state.kind === 'ready', state.kind);
  try {
    return (await replyOf(state.client, request)).text;
  } catch (cause) {
    assert.ok(isModelError(cause));
    source.report(cause);
    return cause.kind;
  }
}

const standsIn = 'big instead of http://127.0.0.1:11434';

describe('failover from this machine to a server elsewhere', () => {
  it('happens where the user named it, and ends by itself when the own server is back', async () => {
    const { given, lines, ollama, settle, source, states } = window();
    assert.equal(await settle(), qwen.name);
    ollama.down = failure('unreachable');
    given.local = ollama.down;
    assert.equal(await ask(source), 'unreachable');
    assert.equal(await settle(), standsIn);
    assert.equal(await ask(source), 'cloud');
    // The looks at the own server change nothing as long as it is out.
    assert.equal(await settle(60_000), standsIn);
    ollama.down = undefined;
    given.local = 'local';
    assert.equal(await settle(30_000), qwen.name);
    assert.equal(await ask(source), 'local');
    assert.deepEqual(states, [qwen.name, 'choosing', standsIn, qwen.name]);
    assert.deepEqual(lines, ['unreachable at http://127.0.0.1:11434']);
  });

  it('happens at the first look, also at auto where no Ollama answers', async () => {
    for (const provider of ['ollama', 'auto']) {
      const { ollama, settle } = window({ provider });
      ollama.down = failure('unreachable');
      assert.equal(await settle(), standsIn);
      ollama.down = undefined;
      assert.equal(await settle(1_000), qwen.name);
    }
  });

  it('does not happen where the user named none: nothing is asked of any other server', async () => {
    for (const values of [{ fallback: '' }, { fallback: 'ollama' }, { fallback: 'evil' }]) {
      const { ollama, openAi, settle, source } = window(values);
      ollama.down = failure('unreachable');
      assert.equal(await settle(120_000), 'failed unreachable http://127.0.0.1:11434');
      assert.equal((await source.chat.find(never)).kind, 'failed');
      assert.deepEqual([openAi.asked, openAi.requests], [[], []]);
    }
  });

  it('does not happen with localOnly, neither to a server elsewhere nor to a cloud model of Ollama', async () => {
    const { ollama, openAi, settle, source } = window({ 'privacy.localOnly': true });
    ollama.down = failure('unreachable');
    assert.equal(await settle(120_000), 'failed unreachable http://127.0.0.1:11434');
    assert.equal((await source.chat.find(never)).kind, 'failed');
    assert.deepEqual([openAi.asked, openAi.requests], [[], []]);

    const remote = { ...qwen, name: 'coder:1t-cloud', remote: true };
    const back = window(
      {
        provider: 'openai',
        fallback: 'ollama',
        'openai.baseUrl': 'http://127.0.0.1:8080/v1',
        'ollama.completionModel': remote.name,
        'ollama.chatModel': remote.name,
        'privacy.localOnly': true,
      },
      [remote],
    );
    assert.equal(await back.settle(), 'big');
    back.given.cloud = failure('unreachable', {}, cloud);
    assert.equal(await ask(back.source), 'unreachable');
    assert.match(await back.settle(), /^failed unreachable/);
    assert.deepEqual(back.ollama.requests, []);
  });

  it('is for outages alone: not for a refused key, a missing model or a model that loads', async () => {
    for (const error of [
      failure('unauthorized', { status: 401 }),
      failure('missing model', { status: 404 }),
      failure('not allowed'),
      failure('rejected', { status: 400 }),
    ]) {
      const { given, openAi, settle, source } = window();
      await settle();
      given.local = error;
      assert.equal(await ask(source), error.kind);
      assert.doesNotMatch(await settle(), /instead/);
      assert.deepEqual(openAi.requests, []);
    }
    const { given, openAi, settle, source } = window();
    await settle();
    given.local = failure('rate limited', { status: 503, detail: 'loading model' });
    await ask(source);
    assert.equal(await settle(), 'loading');
    assert.deepEqual(openAi.requests, []);
  });

  it('says what failed where the other server cannot be asked either, and hammers neither', async () => {
    const { given, ollama, openAi, settle, source } = window();
    ollama.down = failure('unreachable');
    assert.equal(await settle(), standsIn);
    given.cloud = failure('unauthorized', { status: 401 }, cloud);
    assert.equal(await ask(source), 'unauthorized');
    assert.equal(await settle(600_000), `failed unauthorized ${cloud}`);
    assert.equal(openAi.requests.length, 1);
    ollama.down = undefined;
    assert.equal(await settle(30_000), qwen.name);

    const keyless = window({ 'openai.baseUrl': 'https://api.openai.com/v1' });
    keyless.given.key = undefined;
    keyless.ollama.down = failure('unreachable');
    assert.equal(await keyless.settle(120_000), 'failed unreachable http://127.0.0.1:11434');
    assert.deepEqual(keyless.openAi.requests, []);
  });

  it('gives explanations a model, which says its own name and is not remembered as that of the settings', async () => {
    const { clock, memory, ollama, source } = window();
    ollama.down = failure('unreachable');
    const found = await source.chat.find(never);
    assert.ok(found.kind === 'ready');
    assert.deepEqual(
      [found.client.model, found.client.host, found.client.local],
      ['big', 'api.cloud.test', false],
    );
    assert.equal(source.chat.lastFound(), undefined);
    assert.equal(memory.entries.size, 0);
    ollama.down = undefined;
    await clock.pass(60_000);
    const back = await source.chat.find(never);
    assert.ok(back.kind === 'ready');
    assert.equal(back.client.model, qwen.name);
  });
});

describe('failover from a server elsewhere to this machine', () => {
  const values = { provider: 'openai', fallback: 'ollama' };

  it('happens and ends in the same way', async () => {
    const { given, settle, source, states } = window(values);
    assert.equal(await settle(), 'big');
    given.cloud = failure('rate limited', { status: 429, retryAfterMs: 20_000 }, cloud);
    assert.equal(await ask(source), 'rate limited');
    assert.equal(await settle(), `${qwen.name} instead of ${cloud}`);
    assert.equal(await ask(source), 'local');
    assert.equal(await settle(19_000), `${qwen.name} instead of ${cloud}`);
    given.cloud = 'cloud';
    assert.equal(await settle(1_000), 'big');
    assert.equal(await ask(source), 'cloud');
    assert.deepEqual(states, ['big', 'choosing', `${qwen.name} instead of ${cloud}`, 'big']);
  });

  it('serves on until the own model is loaded again', async () => {
    const { given, ollama, settle, source } = window();
    await settle();
    ollama.down = failure('unreachable');
    given.local = ollama.down;
    await ask(source);
    assert.equal(await settle(), standsIn);
    let loaded = () => {};
    ollama.loading = new Promise((resolve) => {
      loaded = resolve;
    });
    ollama.inMemory = [];
    ollama.down = undefined;
    given.local = 'local';
    assert.equal(await settle(30_000), standsIn);
    assert.ok(ollama.asked.includes(`load ${qwen.name}`));
    loaded();
    assert.equal(await settle(), qwen.name);
  });
});

describe('failover at the limit of the month', () => {
  /** Refuses what costs something: all that `isFree` does not say. */
  function limited(isFree: (model: string) => boolean) {
    const limit = { reached: false };
    const refuses = (model: string) => limit.reached && !isFree(model);
    const meter: Meter = {
      async admit({ model, origin }) {
        if (refuses(model)) {
          throw new ModelError('over limit', { origin, model });
        }
      },
      begin: () => ({ sent: () => {}, received: () => {}, ended: () => {} }),
      refuses: async ({ model }) => refuses(model),
    };
    return { limit, meter };
  }
  const values = { provider: 'openai', fallback: 'ollama' };

  it('happens to a model that costs nothing, and ends with the limit', async () => {
    const { limit, meter } = limited((model) => model === qwen.name);
    const { lines, openAi, settle, source, states } = window(values, [qwen], meter);
    assert.equal(await settle(), 'big');
    limit.reached = true;
    assert.equal(await ask(source), 'over limit');
    const inItsPlace = `${qwen.name} instead of ${cloud}`;
    assert.equal(await settle(), inItsPlace);
    assert.equal(await ask(source), 'local');
    assert.equal(await settle(120_000), inItsPlace);
    assert.deepEqual(states, ['big', 'choosing', inItsPlace]);
    limit.reached = false;
    assert.equal(await settle(60_000), 'big');
    assert.equal(openAi.requests.length, 0);
    assert.deepEqual(lines, []);
  });

  it('is there from the first look, for explanations too', async () => {
    const talker = { ...qwen, capabilities: ['completion', 'insert', 'tools'] };
    const { limit, meter } = limited((model) => model === qwen.name);
    limit.reached = true;
    const { settle, source } = window(values, [talker], meter);
    assert.equal(await settle(), `${qwen.name} instead of ${cloud}`);
    const found = await source.chat.find(never);
    assert.ok(found.kind === 'ready');
    assert.equal(found.client.model, qwen.name);
  });

  it('does not happen to a model that costs something, nor where the user named no server', async () => {
    for (const fallback of ['ollama', '']) {
      const { limit, meter } = limited(() => false);
      const { ollama, settle, source } = window({ ...values, fallback }, [qwen], meter);
      assert.equal(await settle(), 'big');
      limit.reached = true;
      assert.equal(await ask(source), 'over limit');
      assert.equal(await settle(), fallback === '' ? 'big' : `failed over limit ${cloud}`);
      assert.deepEqual(ollama.requests, []);
      const found = await source.chat.find(never);
      assert.equal(found.kind, fallback === '' ? 'ready' : 'failed');
    }
  });
});

describe('the route', () => {
  const route = (values: Readonly<Record<string, unknown>>) => {
    const { fallback, mainOrigin } = routeOf(parseSettings((key) => values[key]));
    return [mainOrigin, fallback?.origin];
  };
  it('names no second server but the one of the setting, and none that may not be asked', () => {
    const here = 'http://127.0.0.1:11434';
    const open = 'https://api.openai.com';
    const localOnly = { 'privacy.localOnly': true };
    const own = { 'openai.baseUrl': 'http://127.0.0.1:8080/v1' };
    assert.deepEqual(route({}), [here, undefined]);
    assert.deepEqual(route({ fallback: 'openai' }), [here, open]);
    assert.deepEqual(route({ fallback: 'openai', ...localOnly }), [here, undefined]);
    assert.deepEqual(route({ fallback: 'openai', ...localOnly, ...own }), [
      here,
      'http://127.0.0.1:8080',
    ]);
    assert.deepEqual(route({ fallback: 'ollama' }), [here, undefined]);
    assert.deepEqual(route({ provider: 'openai', fallback: 'ollama' }), [open, here]);
    assert.deepEqual(
      route({
        provider: 'openai',
        fallback: 'ollama',
        'ollama.baseUrl': 'http://box:1',
        ...localOnly,
      }),
      [open, undefined],
    );
    assert.deepEqual(route({ provider: 'instant', fallback: 'openai' }), [undefined, undefined]);
    assert.deepEqual(route({ fallback: 'openai', 'openai.baseUrl': 'no URL' }), [here, undefined]);
  });
});
