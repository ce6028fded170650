import assert from 'node:assert/strict';
import { isModelError, type ModelError } from '../../../src/model/client.ts';
import { createModelSource } from '../../../src/model/modelSource.ts';
import type { ModelState, Models } from '../../../src/model/source.ts';
import { parseSettings } from '../../../src/settings.ts';
import { handClock, idle } from '../completion/support.ts';
import {
  type Answer,
  failure,
  type OllamaSample,
  replyOf,
  type ScriptedOllama,
  safeChat,
  safeFill,
  scriptedMemory,
  scriptedOllama,
  scriptedOpenAi,
} from './support.ts';

const qwen: OllamaSample = {
  name: 'qwen2.5-coder:7b',
  parameters: '7.6B',
  sizeBytes: 4.7e9,
  capabilities: ['completion', 'insert'],
};

const request = {
  kind: 'fill',
  prompt: safeFill('a█b'),
  maxTokens: 9,
  singleLine: false,
  temperature: 0,
} as const;

/** A source on a scripted Ollama (and OpenAI server), with its clock and what it told. */
function sourceOn(
  ollama: ScriptedOllama,
  values: Record<string, unknown> = {},
  openAi = scriptedOpenAi(['served']),
) {
  const clock = handClock();
  const lines: string[] = [];
  const write = (line: string) => lines.push(line);
  const source = createModelSource({
    settings: () => parseSettings((key) => values[key]),
    keyFor: async () => undefined,
    openOllama: async () => ollama,
    openOpenAi: async () => openAi,
    freeMemoryBytes: () => 64e9,
    memory: scriptedMemory(),
    now: clock.now,
    random: () => 1,
    after: clock.after,
    log: { trace: write, debug: write, info: write, warn: write, error: write },
  });
  const states: string[] = [];
  source.onChange(() => states.push(summary(source.current())));
  return { source, clock, lines, states, values };
}

function summary(state: ModelState): string {
  switch (state.kind) {
    case 'ready':
      return `ready ${state.client.model}`;
    case 'none':
      return state.reason;
    case 'failed':
      return `failed ${state.error.kind}`;
    default:
      return state.kind;
  }
}

describe('model source: the first look', () => {
  it('asks nothing before the first call, and then looks in the background', async () => {
    const ollama = scriptedOllama([qwen]);
    ollama.inMemory = [qwen.name];
    const { source, clock, states } = sourceOn(ollama);
    await clock.pass(600_000);
    assert.deepEqual(ollama.asked, []);
    assert.equal(summary(source.current()), 'choosing');
    assert.equal(summary(source.current()), 'choosing');
    await clock.pass(0);
    assert.equal(summary(source.current()), 'ready qwen2.5-coder:7b');
    assert.deepEqual(states, ['ready qwen2.5-coder:7b']);
    assert.deepEqual(ollama.asked, ['models', 'loaded', `details ${qwen.name}`]);
  });

  it('loads a model once, untied to later calls, and is ready when it is in memory', async () => {
    const ollama = scriptedOllama([qwen]);
    let loaded = () => {};
    ollama.loading = new Promise((resolve) => {
      loaded = resolve;
    });
    const { source, clock, states } = sourceOn(ollama);
    source.current();
    for (let key = 0; key < 50; key++) {
      await clock.pass(80);
      assert.equal(summary(source.current()), 'loading');
    }
    loaded();
    await clock.pass(0);
    assert.deepEqual(states, ['loading', 'ready qwen2.5-coder:7b']);
    assert.equal(ollama.asked.filter((question) => question.startsWith('load ')).length, 1);
  });

  it('tells nobody who took his listener back', async () => {
    const { source, clock } = sourceOn(scriptedOllama([]));
    let told = 0;
    source.onChange(() => told++)();
    source.current();
    await clock.pass(0);
    assert.equal(told, 0);
  });
});

describe('model source: failures', () => {
  it('looks again after 1, 2, 4 … at most 30 seconds, and tells of one outage once', async () => {
    const ollama = scriptedOllama([qwen]);
    ollama.down = failure('unreachable');
    const { source, clock, states } = sourceOn(ollama, { provider: 'ollama' });
    source.current();
    await clock.pass(0);
    const looks: number[] = [];
    let asked = ollama.asked.length;
    for (let second = 1; second <= 130; second++) {
      source.current();
      await clock.pass(1_000);
      if (ollama.asked.length > asked) {
        asked = ollama.asked.length;
        looks.push(second);
      }
    }
    assert.deepEqual(looks, [1, 3, 7, 15, 31, 61, 91, 121]);
    assert.deepEqual(states, ['failed unreachable']);
  });

  it('finds a server that came back, by itself while somebody types', async () => {
    const ollama = scriptedOllama([qwen]);
    ollama.inMemory = [qwen.name];
    ollama.down = failure('unreachable');
    const { source, clock, states } = sourceOn(ollama, { provider: 'ollama' });
    source.current();
    await clock.pass(0);
    ollama.down = undefined;
    await clock.pass(1_000);
    assert.deepEqual(states, ['failed unreachable', 'ready qwen2.5-coder:7b']);
  });

  it('R30 asks once when the machine slept through many waits and all timers fire late', async () => {
    const ollama = scriptedOllama([qwen]);
    ollama.down = failure('unreachable');
    const clock = { ms: 0 };
    const timers = new Set<() => void>();
    const source = createModelSource({
      settings: () => parseSettings((key) => (key === 'provider' ? 'ollama' : undefined)),
      keyFor: async () => undefined,
      openOllama: async () => ollama,
      openOpenAi: async () => scriptedOpenAi([]),
      freeMemoryBytes: () => 64e9,
      memory: scriptedMemory(),
      now: () => clock.ms,
      random: () => 1,
      after(_, callback) {
        timers.add(callback);
        return () => timers.delete(callback);
      },
      log: { trace: () => {}, debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    });
    source.current();
    await idle();
    for (let night = 1; night <= 3; night++) {
      clock.ms += 8 * 3_600_000;
      for (const fire of [...timers]) {
        fire();
      }
      for (let key = 0; key < 20; key++) {
        source.current();
      }
      await idle();
      assert.equal(ollama.asked.length, 1 + night);
      assert.ok(timers.size <= 1);
    }
    assert.equal(summary(source.current()), 'failed unreachable');
  });

  it('leaves a dead server alone while nobody types', async () => {
    const ollama = scriptedOllama([qwen]);
    ollama.down = failure('unreachable');
    const { source, clock } = sourceOn(ollama, { provider: 'ollama' });
    source.current();
    await clock.pass(120_000);
    const asked = ollama.asked.length;
    await clock.pass(3_600_000);
    assert.equal(ollama.asked.length, asked);
  });

  it('R08 waits as long as the server asked', async () => {
    const ollama = scriptedOllama([qwen]);
    ollama.down = failure('rate limited', { retryAfterMs: 20_000 });
    const { source, clock } = sourceOn(ollama, { provider: 'ollama' });
    source.current();
    await clock.pass(19_999);
    source.current();
    assert.equal(ollama.asked.length, 1);
    await clock.pass(1);
    assert.equal(ollama.asked.length, 2);
  });

  for (const kind of ['unauthorized', 'not allowed'] as const) {
    it(`S53 keeps ${kind} until reset`, async () => {
      const ollama = scriptedOllama([qwen]);
      ollama.inMemory = [qwen.name];
      ollama.down = failure(kind);
      const { source, clock } = sourceOn(ollama);
      source.current();
      await clock.pass(3_600_000);
      assert.equal(summary(source.current()), `failed ${kind}`);
      await clock.pass(0);
      assert.equal(ollama.asked.length, 1);
      ollama.down = undefined;
      source.reset();
      source.current();
      await clock.pass(0);
      assert.equal(summary(source.current()), 'ready qwen2.5-coder:7b');
    });
  }

  it('turns an error that is none of a model into a failure and goes on', async () => {
    const ollama = scriptedOllama([qwen]);
    ollama.models = async () => {
      throw new TypeError('bug');
    };
    const { source, clock, lines } = sourceOn(ollama, { provider: 'ollama' });
    source.current();
    await clock.pass(0);
    assert.equal(summary(source.current()), 'failed bad reply');
    assert.ok(lines.some((line) => line.includes('bug')));
  });
});

describe('model source: reports of requests', () => {
  const origin = 'http://127.0.0.1:8080';
  const given = { answer: 'reply' as Answer };

  async function ready() {
    given.answer = 'reply';
    const settings = { provider: 'openai', 'openai.baseUrl': `${origin}/v1` };
    const openAi = scriptedOpenAi(['served'], () => given.answer, origin);
    const made = sourceOn(scriptedOllama([]), settings, openAi);
    made.source.current();
    await made.clock.pass(0);
    assert.equal(summary(made.source.current()), 'ready served');
    return made;
  }

  /** One request of a feature that completes, to its end. */
  async function ask({ source }: { readonly source: Models }, answer: Answer): Promise<void> {
    given.answer = answer;
    const state = source.current();
    assert.ok(state.kind === 'ready', state.kind);
    try {
      await replyOf(state.client, request);
    } catch (cause) {
      assert.ok(isModelError(cause));
      source.report(cause);
    }
  }

  for (const kind of [
    'unreachable',
    'unauthorized',
    'missing model',
    'rate limited',
    'not allowed',
  ] as const) {
    it(`notices an outage by ${kind} once`, async () => {
      const made = await ready();
      const state = made.source.current();
      assert.ok(state.kind === 'ready');
      given.answer = failure(kind, {}, origin);
      const [one, other] = [0, 1].map(() => replyOf(state.client, request));
      for (const reply of [one, other]) {
        await assert.rejects(reply ?? Promise.resolve(), (error) => {
          made.source.report(error as ModelError);
          return true;
        });
      }
      assert.deepEqual(made.states, ['ready served', `failed ${kind}`]);
      assert.equal(made.lines.filter((line) => line.startsWith(kind)).length, 1);
    });
  }

  it('takes a refusal for a matter of that request alone, however often it comes', async () => {
    const made = await ready();
    for (let count = 0; count < 10; count++) {
      await ask(made, failure('rejected', { status: 400 }, origin));
    }
    assert.equal(summary(made.source.current()), 'ready served');
  });

  for (const [kind, facts] of [
    ['timeout', {}],
    ['bad reply', {}],
    ['rejected', { status: 500 }],
  ] as const) {
    it(`takes three in a row of ${kind} for an outage, and starts to count anew after an answer`, async () => {
      const made = await ready();
      const error = failure(kind, facts, origin);
      await ask(made, error);
      await ask(made, error);
      await ask(made, 'reply');
      await ask(made, error);
      await ask(made, error);
      assert.equal(summary(made.source.current()), 'ready served');
      await ask(made, error);
      assert.equal(summary(made.source.current()), `failed ${kind}`);
    });
  }

  it('lets the back-off grow while requests fail, although the look itself asks no server', async () => {
    const made = await ready();
    Object.assign(made.values, { 'openai.completionModel': 'set' });
    const waits: number[] = [];
    for (let outage = 0; outage < 4; outage++) {
      await ask(made, failure('unreachable', {}, origin));
      let waited = 0;
      while (made.source.current().kind === 'failed') {
        await made.clock.pass(500);
        waited += 500;
      }
      waits.push(waited);
    }
    assert.deepEqual(waits, [1_000, 2_000, 4_000, 8_000]);
    assert.equal(made.lines.filter((line) => line.startsWith('unreachable')).length, 4);
  });

  it('takes a server that loads the model for one that is well', async () => {
    const made = await ready();
    Object.assign(made.values, { 'openai.completionModel': 'set' });
    const loading = { status: 503, detail: 'Loading model' };
    for (let count = 0; count < 5; count++) {
      await ask(made, failure('rate limited', loading, origin));
      assert.equal(summary(made.source.current()), 'loading');
      await made.clock.pass(2_000);
      assert.equal(summary(made.source.current()), 'ready set');
    }
    assert.deepEqual(
      made.lines.filter((line) => line.startsWith('rate limited')),
      [],
    );
  });

  it('does not ask a server while typing that an explanation found out', async () => {
    const made = await ready();
    const chat = await made.source.chat.find(new AbortController().signal);
    assert.ok(chat.kind === 'ready');
    given.answer = failure('unreachable', {}, origin);
    const question = { kind: 'chat', prompt: safeChat('?'), maxTokens: 9, temperature: 0 } as const;
    await assert.rejects(replyOf(chat.client, question));
    assert.equal(summary(made.source.current()), 'failed unreachable');
  });
});

describe('model source: Ollama and other programs', () => {
  it('looks again after a minute when another program holds a model', async () => {
    const ollama = scriptedOllama([qwen]);
    ollama.inMemory = ['other:latest'];
    const { source, clock, states } = sourceOn(ollama);
    source.current();
    await clock.pass(0);
    assert.deepEqual(states, ['ollama busy']);
    ollama.inMemory = [];
    await clock.pass(59_000);
    source.current();
    assert.deepEqual(states, ['ollama busy']);
    await clock.pass(1_000);
    assert.deepEqual(states, ['ollama busy', 'loading', 'ready qwen2.5-coder:7b']);
  });

  it('keeps the same client while the model stays in memory', async () => {
    const ollama = scriptedOllama([qwen]);
    ollama.inMemory = [qwen.name];
    const { source, clock, states } = sourceOn(ollama);
    source.current();
    await clock.pass(0);
    const before = source.current();
    for (let minute = 0; minute < 5; minute++) {
      await clock.pass(30_000);
      source.current();
      await clock.pass(30_000);
    }
    assert.ok(ollama.asked.filter((question) => question === 'loaded').length >= 5);
    assert.equal(source.current(), before);
    assert.deepEqual(states, ['ready qwen2.5-coder:7b']);
  });

  it('gives way when another program took the memory, and does not take it back', async () => {
    const ollama = scriptedOllama([qwen]);
    ollama.inMemory = [qwen.name];
    const { source, clock, states } = sourceOn(ollama);
    source.current();
    await clock.pass(30_000);
    source.current();
    ollama.inMemory = ['other:latest'];
    await clock.pass(30_000);
    assert.deepEqual(states, ['ready qwen2.5-coder:7b', 'ollama busy']);
    assert.ok(!ollama.asked.some((question) => question.startsWith('load ')));
  });

  it('sends nothing after a long pause before it has looked', async () => {
    const ollama = scriptedOllama([qwen]);
    ollama.inMemory = [qwen.name];
    const { source, clock } = sourceOn(ollama);
    source.current();
    await clock.pass(600_000);
    ollama.inMemory = [];
    assert.equal(summary(source.current()), 'choosing');
    await clock.pass(0);
    assert.equal(summary(source.current()), 'ready qwen2.5-coder:7b');
    assert.ok(ollama.asked.includes(`load ${qwen.name}`));
  });
});

describe('model source: reset', () => {
  it('starts no look through its listeners before anybody asked', async () => {
    const ollama = scriptedOllama([qwen]);
    const { source, clock, states } = sourceOn(ollama);
    source.reset();
    await clock.pass(0);
    assert.deepEqual([ollama.asked, states], [[], []]);
  });

  it('drops the look that is under way and looks anew with the settings of now', async () => {
    const ollama = scriptedOllama([qwen]);
    const { source, clock, states, values } = sourceOn(ollama);
    source.current();
    values['provider'] = 'instant';
    source.reset();
    await clock.pass(0);
    assert.equal(summary(source.current()), 'instant only');
    assert.deepEqual(states, ['choosing', 'instant only']);
  });

  it('ends the loading of a model that is no longer wanted', async () => {
    const ollama = scriptedOllama([qwen]);
    let signal: AbortSignal | undefined;
    ollama.load = (_model, own) => {
      signal = own;
      return new Promise(() => {});
    };
    const { source, clock } = sourceOn(ollama);
    source.current();
    await clock.pass(0);
    assert.equal(signal?.aborted, false);
    source.reset();
    assert.equal(signal?.aborted, true);
  });
});
