import assert from 'node:assert/strict';
import type { CheckId, Finding, Repair } from '../../../src/doctor/finding.ts';
import type { ServerPorts } from '../../../src/doctor/look.ts';
import { createServerChecks } from '../../../src/doctor/server.ts';
import { isModelError, type ModelChunk } from '../../../src/model/client.ts';
import { createEndpoints } from '../../../src/model/endpoints.ts';
import { createInspection } from '../../../src/model/inspection.ts';
import { parseSettings } from '../../../src/settings.ts';
import {
  type Answer,
  failure,
  type OllamaSample,
  safeFill,
  scriptedMemory,
  scriptedOllama,
  scriptedOpenAi,
} from '../model/support.ts';

const never = new AbortController().signal;
const right = 'return sum(one.price for one in items)';
const coder: OllamaSample = {
  name: 'coder:1b',
  parameters: '1B',
  sizeBytes: 1e9,
  capabilities: ['completion', 'insert', 'tools'],
  template: '{{ range .Messages }}',
};

interface Given {
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly ollama?: ReturnType<typeof scriptedOllama>;
  readonly openAi?: ReturnType<typeof scriptedOpenAi>;
  readonly key?: string;
  readonly ports?: Partial<ServerPorts>;
}

function portsOf(given: Given): ServerPorts {
  const settings = parseSettings((key) => given.settings?.[key]);
  let clockMs = 0;
  return {
    settings,
    inspection: createInspection(() => ({
      settings,
      keyFor: async () => given.key,
      openOllama: async () => given.ollama ?? assert.fail('Ollama was not to be asked'),
      openOpenAi: async () => given.openAi ?? assert.fail('no such server was to be asked'),
      freeMemoryBytes: () => 64e9,
      memory: scriptedMemory(),
      isOurs: () => false,
      through: createEndpoints().through,
      answered: () => {},
    })),
    passSample: () => safeFill('def f():\n    █\n', { languageId: 'python' }),
    environmentOrigin: () => undefined,
    isCounted: () => true,
    firstModel: 'first:3b',
    proxy: undefined,
    remote: { name: undefined, besideWindow: true, inBrowser: false },
    now: () => (clockMs += 10),
    ...given.ports,
  };
}

async function examine(given: Given): Promise<Readonly<Record<string, Finding>>> {
  const checks = createServerChecks(portsOf(given));
  const found = await Promise.all(checks.map(async ({ id, run }) => [id, await run(never)]));
  return Object.fromEntries(found);
}

/** What the rows say, e.g. `failed key missing: set key`. */
function summary(findings: Readonly<Record<string, Finding>>, id: CheckId): string {
  const finding = findings[id];
  assert.ok(finding);
  const repairs = finding.repairs.map(({ kind }: Repair) => kind).join(', ');
  return `${finding.level} ${finding.fact.kind}${repairs === '' ? '' : `: ${repairs}`}`;
}

function healthy(answer: () => Answer = () => right): ReturnType<typeof scriptedOllama> {
  const ollama = scriptedOllama([coder], answer);
  ollama.inMemory = ['coder:1b'];
  return ollama;
}

describe('the checks of the server: Ollama', () => {
  const settings = { provider: 'ollama' };

  it('find nothing wrong with a healthy one, and ask each question once', async () => {
    const ollama = healthy();
    const found = await examine({ settings, ollama });
    assert.deepEqual(
      (['server', 'key', 'model', 'fill', 'chat', 'remote'] as const).map((id) =>
        summary(found, id),
      ),
      [
        'ok server answers',
        'ok no key needed',
        'ok model there',
        'ok fills',
        'ok model there',
        'ok not remote',
      ],
    );
    const fact = found['fill']?.fact;
    assert.ok(fact?.kind === 'fills');
    assert.equal(fact.way, 'suffix');
    assert.equal(fact.reply, right);
    assert.ok(fact.firstTextMs > 0);
    assert.equal(ollama.requests.length, 1);
    assert.equal(ollama.asked.filter((one) => one === 'version').length, 1);
  });

  it('measure the speed behind the first piece', async () => {
    const found = await examine({ settings, ollama: healthy(() => ['return ', 'total', 'Price']) });
    const fact = found['fill']?.fact;
    assert.ok(fact?.kind === 'fills' && fact.charactersPerSecond !== undefined);
    assert.ok(fact.charactersPerSecond > 0);
  });

  it('load a model that is not in memory before they try it, and say so', async () => {
    const ollama = scriptedOllama([coder], () => right);
    const found = await examine({ settings, ollama });
    assert.ok(ollama.asked.includes('load coder:1b'));
    assert.equal(summary(found, 'fill'), 'ok fills');
    const fact = found['model']?.fact;
    assert.ok(fact?.kind === 'model there' && !fact.inMemory);
  });

  for (const [detail, repairs] of [
    ['ECONNREFUSED', 'start ollama, enter address'],
    ['ENOTFOUND', 'enter address'],
    ['CERT_HAS_EXPIRED', 'open setting, enter address'],
  ] as const) {
    it(`offer what helps against ${detail}, once, and leave the rest alone`, async () => {
      const ollama = healthy();
      ollama.down = failure('unreachable', { detail });
      const found = await examine({ settings, ollama });
      assert.equal(summary(found, 'server'), `failed server fails: ${repairs}`);
      for (const id of ['model', 'fill', 'chat'] as const) {
        assert.deepEqual(found[id]?.fact, { kind: 'blocked', by: 'server' });
        assert.equal(found[id]?.level, 'skipped');
      }
    });
  }

  it('offer the key of the environment to a user who chose nothing yet', async () => {
    const ollama = healthy();
    ollama.down = failure('unreachable', { detail: 'ECONNREFUSED' });
    const ports = { environmentOrigin: () => 'https://api.openai.com' };
    const found = await examine({ settings: { provider: 'auto' }, ollama, ports });
    assert.match(summary(found, 'server'), /use environment key$/);
    const chosen = await examine({ settings, ollama, ports });
    assert.ok(!summary(chosen, 'server').includes('environment'));
  });

  it('offer to lift the rule that refuses an address, by the name of the host', async () => {
    const ollama = healthy();
    const origin = 'http://models.test:8080';
    ollama.down = failure('not allowed', { detail: 'network.httpHosts' }, origin);
    const found = await examine({ settings, ollama });
    assert.deepEqual(found['server']?.repairs[0], { kind: 'allow http', host: 'models.test:8080' });
    ollama.down = failure('not allowed', { detail: 'privacy.localOnly' }, origin);
    const local = await examine({ settings, ollama });
    assert.equal(
      summary(local, 'server'),
      'failed server fails: allow other machines, enter address',
    );
  });

  it('offer no other address where whoever started VS Code lets certificates go unchecked', async () => {
    const ollama = healthy();
    const detail = 'NODE_TLS_REJECT_UNAUTHORIZED';
    ollama.down = failure('not allowed', { detail }, 'https://models.test');
    assert.equal(summary(await examine({ settings, ollama }), 'server'), 'failed server fails');
  });

  it('offer another model while the server is busy', async () => {
    const ollama = healthy();
    ollama.down = failure('rate limited', { status: 429, retryAfterMs: 20_000 });
    const found = await examine({ settings, ollama });
    assert.equal(summary(found, 'server'), 'failed server fails: select model');
    const fact = found['server']?.fact;
    assert.ok(fact?.kind === 'server fails' && fact.trouble === 'busy');
    assert.equal(fact.error.facts.retryAfterMs, 20_000);
  });

  it('name the proxy behind a web page', async () => {
    const ollama = healthy();
    ollama.down = failure('bad reply', { detail: 'content type text/html' });
    const found = await examine({ settings, ollama, ports: { proxy: 'proxy.test:8080' } });
    const fact = found['server']?.fact;
    assert.ok(fact?.kind === 'server fails');
    assert.equal(fact.trouble, 'web page');
    assert.equal(fact.proxy, 'proxy.test:8080');
  });

  it('say that a version is old, and go on with it', async () => {
    const ollama = healthy();
    const found = await examine({ settings, ollama: { ...ollama, version: async () => '0.5.1' } });
    assert.equal(summary(found, 'server'), 'failed old ollama: update ollama');
    assert.equal(summary(found, 'fill'), 'ok fills');
  });

  it('go on without a version', async () => {
    const ollama = {
      ...healthy(),
      version: () => Promise.reject(failure('rejected', { status: 404 })),
    };
    const found = await examine({ settings, ollama });
    assert.equal(summary(found, 'server'), 'ok server answers');
    assert.ok(found['server']?.fact.kind === 'server answers');
    assert.ok(!('version' in found['server'].fact));
  });

  it('offer to download a model that is named and not there', async () => {
    const named = { ...settings, 'ollama.completionModel': 'gone:1b' };
    const found = await examine({ settings: named, ollama: healthy() });
    assert.deepEqual(found['model']?.repairs[0], { kind: 'pull model', model: 'gone:1b' });
    assert.deepEqual(found['fill']?.fact, { kind: 'blocked', by: 'model' });
    assert.equal(summary(found, 'chat'), 'ok model there');
  });

  it('see that a model is gone between the list and its use', async () => {
    const found = await examine({
      settings,
      ollama: healthy(() => failure('missing model')),
    });
    assert.equal(summary(found, 'model'), 'failed model missing: pull model, select model');
    assert.deepEqual(found['fill']?.fact, { kind: 'blocked', by: 'model' });
  });

  it('offer a first model where none is of use', async () => {
    const found = await examine({ settings, ollama: scriptedOllama([]) });
    assert.equal(summary(found, 'model'), 'failed no model: pull model, select model');
    assert.deepEqual(found['model']?.repairs[0], { kind: 'pull model', model: 'first:3b' });
    assert.equal(summary(found, 'chat'), 'failed no chat model: pull model, select model');
  });

  it('do not take nothing or small talk for a completion', async () => {
    const filtered: ModelChunk = { kind: 'end', reason: 'stop' };
    const empty = await examine({ settings, ollama: healthy(() => [filtered]) });
    assert.equal(summary(empty, 'fill'), 'failed fills with nothing: select model');
    const talk = await examine({ settings, ollama: healthy(() => 'Sure! Here you are.') });
    assert.equal(summary(talk, 'fill'), 'note fills: select model');
  });

  it('tell a request that fails from a server that does', async () => {
    const found = await examine({ settings, ollama: healthy(() => failure('bad reply')) });
    assert.equal(summary(found, 'server'), 'ok server answers');
    assert.equal(summary(found, 'fill'), 'failed model fails: select model');
  });

  it('send nothing where the user excludes the sample', async () => {
    const ollama = healthy();
    const found = await examine({
      settings,
      ollama,
      ports: { passSample: () => 'excluded file' },
    });
    assert.equal(summary(found, 'fill'), 'skipped sample refused');
    assert.equal(ollama.requests.length, 0);
  });

  it('leave all servers alone where the instant engine alone is wanted', async () => {
    const found = await examine({ settings: { provider: 'instant' } });
    assert.equal(summary(found, 'server'), 'ok no server wanted: select model');
    for (const id of ['key', 'model', 'fill', 'chat', 'remote'] as const) {
      assert.equal(summary(found, id), 'ok no server wanted', id);
    }
  });

  it('offer no further model where another program holds the memory', async () => {
    const ollama = scriptedOllama([coder]);
    ollama.inMemory = ['theirs:7b'];
    const found = await examine({ settings, ollama });
    assert.deepEqual(found['model']?.fact, { kind: 'no model', reason: 'ollama busy' });
    assert.equal(summary(found, 'model'), 'failed no model: select model');
  });

  it('take an address that is none for one that is refused', async () => {
    const found = await examine({ settings: { ...settings, 'ollama.baseUrl': 'localhost' } });
    assert.equal(summary(found, 'server'), 'failed server fails: enter address');
  });

  it('end with the signal, not with a finding', async () => {
    const controller = new AbortController();
    const checks = createServerChecks(portsOf({ settings, ollama: healthy() }));
    controller.abort();
    for (const { id, run } of checks.filter(({ id }) => id !== 'key')) {
      await assert.rejects(run(controller.signal), { name: 'AbortError' }, id);
    }
  });
});

describe('the check of the server that stands in', () => {
  const settings = { provider: 'ollama', 'openai.baseUrl': 'http://127.0.0.1:8080/v1' };
  const named = { ...settings, fallback: 'openai' };

  it('asks it for its list alone, and asks none that is not named', async () => {
    const openAi = scriptedOpenAi(['m', 'n']);
    const found = await examine({ settings: named, ollama: healthy(), openAi });
    const fact = found['fallback']?.fact;
    assert.ok(fact?.kind === 'server answers' && fact.elapsedMs > 0);
    assert.deepEqual([fact.origin, fact.models], ['http://127.0.0.1:8080', 2]);
    assert.deepEqual([openAi.asked, openAi.requests], [['models'], []]);
    const unnamed = await examine({ settings, ollama: healthy() });
    assert.equal(summary(unnamed, 'fallback'), 'ok no fallback');
    const away = { ...named, 'openai.baseUrl': 'https://api.test/v1', 'privacy.localOnly': true };
    const local = await examine({ settings: away, ollama: healthy() });
    assert.equal(summary(local, 'fallback'), 'ok no fallback');
  });

  it('says what keeps it from standing in', async () => {
    const of = async (kind: Parameters<typeof failure>[0]) => {
      const openAi = { ...scriptedOpenAi(['m']), models: () => Promise.reject(failure(kind)) };
      return summary(await examine({ settings: named, ollama: healthy(), openAi }), 'fallback');
    };
    assert.equal(await of('unreachable'), 'failed server fails: open setting');
    assert.equal(await of('unauthorized'), 'failed server fails: set key, open setting');
  });
});

describe('the checks of the server: OpenAI’s API', () => {
  const settings = { provider: 'openai', 'openai.baseUrl': 'http://127.0.0.1:8080/v1' };
  const unlisted = (kind: Parameters<typeof failure>[0]) => ({
    ...scriptedOpenAi(['m']),
    models: () => Promise.reject(failure(kind)),
  });

  it('find the key accepted by an answer, not by a list that is open to all', async () => {
    const openAi = scriptedOpenAi(['m'], () => right);
    assert.equal(summary(await examine({ settings, openAi, key: 'k' }), 'key'), 'ok key accepted');
    const refusing = scriptedOpenAi(['m'], () => failure('unauthorized'));
    const found = await examine({ settings, openAi: refusing, key: 'k' });
    assert.equal(summary(found, 'key'), 'failed key refused: set key');
    assert.deepEqual(found['fill']?.fact, { kind: 'blocked', by: 'key' });
  });

  it('offer the limit of the month where that is what refuses', async () => {
    const openAi = scriptedOpenAi(['m'], () => failure('over limit'));
    const found = await examine({ settings, openAi, key: 'k' });
    assert.equal(summary(found, 'fill'), 'failed model fails: open setting, select model');
    assert.deepEqual(found['fill']?.repairs[0], {
      kind: 'open setting',
      key: 'ghostline.usage.monthlyLimit',
    });
  });

  it('say of a model that the limit cannot count it, and offer to set prices', async () => {
    const openAi = scriptedOpenAi(['m'], () => right);
    const ports = { isCounted: ({ model }: { readonly model: string }) => model !== 'm' };
    const found = await examine({ settings, openAi, key: 'k', ports });
    const prices = { kind: 'open setting', key: 'ghostline.usage.prices' };
    for (const id of ['model', 'chat'] as const) {
      assert.equal(summary(found, id), 'note model there: open setting', id);
      assert.deepEqual(found[id]?.repairs, [prices]);
    }
  });

  it('tell a missing key from a wrong one', async () => {
    const openAi = unlisted('unauthorized');
    const missing = await examine({ settings, openAi });
    assert.equal(summary(missing, 'server'), 'ok server answers');
    assert.equal(summary(missing, 'key'), 'failed key missing: set key');
    const wrong = await examine({ settings, openAi, key: 'k' });
    assert.equal(summary(wrong, 'key'), 'failed key refused: set key');
    assert.deepEqual(wrong['model']?.fact, { kind: 'blocked', by: 'key' });
  });

  it('take a server that refuses the key for one that is there, in a remote window too', async () => {
    const ports = { remote: { name: 'ssh-remote', besideWindow: false, inBrowser: false } };
    const found = await examine({ settings, openAi: unlisted('unauthorized'), ports });
    assert.equal(summary(found, 'remote'), 'ok remote fine');
    const dead = await examine({ settings, openAi: unlisted('unreachable'), ports });
    assert.equal(
      summary(dead, 'remote'),
      'failed model elsewhere: run on own computer, find model, copy forward',
    );
  });

  it('need no key where none is asked for', async () => {
    const openAi = scriptedOpenAi(['m'], () => right);
    assert.equal(summary(await examine({ settings, openAi }), 'key'), 'ok no key needed');
  });

  it('count the models of a server that lists 5,000', async () => {
    const names = Array.from({ length: 5_000 }, (_, at) => `model-${at}`);
    const found = await examine({ settings, openAi: scriptedOpenAi(names, () => right) });
    const fact = found['server']?.fact;
    assert.ok(fact?.kind === 'server answers');
    assert.equal(fact.models, 5_000);
    assert.ok(JSON.stringify(found).length < 3_000);
  });

  it('want a model named where the server lists none', async () => {
    const found = await examine({ settings, openAi: scriptedOpenAi([]) });
    assert.deepEqual(found['model']?.repairs, [
      { kind: 'open setting', key: 'ghostline.openai.completionModel' },
    ]);
    assert.deepEqual(found['chat']?.repairs, [
      { kind: 'open setting', key: 'ghostline.openai.chatModel' },
    ]);
  });

  it('do not offer to download what Ollama would', async () => {
    const openAi = scriptedOpenAi(['m'], () => failure('missing model', { model: 'm' }));
    const found = await examine({ settings, openAi });
    assert.equal(summary(found, 'model'), 'failed model missing: select model');
  });

  it('report an error that is no model error as a fault of ours', async () => {
    const openAi = { ...scriptedOpenAi(['m']), models: () => Promise.reject(new TypeError('x')) };
    const [check] = createServerChecks(portsOf({ settings, openAi }));
    await assert.rejects(check?.run(never) ?? Promise.resolve(), (error) => !isModelError(error));
  });
});
