import assert from 'node:assert/strict';
import type { ModelChunk } from '../../../src/model/client.ts';
import { ModelError } from '../../../src/model/client.ts';
import { metered, type RequestFacts } from '../../../src/model/meter.ts';
import { percentileMs } from '../../../src/usage/histogram.ts';
import { createLedger } from '../../../src/usage/ledger.ts';
import { createRecorder, type Recorder } from '../../../src/usage/recorder.ts';
import { memoryStorage, rowsOf } from './support.ts';

const facts: RequestFacts = {
  origin: 'https://api.test',
  model: 'm',
  local: false,
  feature: 'explain',
  promptCharacters: 3_200,
};
const end: ModelChunk = { kind: 'end', reason: 'stop', promptTokens: 900, outputTokens: 30 };
const text = (words: string): ModelChunk => ({ kind: 'text', text: words });

describe('the recorder', () => {
  let disk: ReturnType<typeof memoryStorage>;
  let nowMs: number;
  let today: string;
  let monthlyLimit: number;
  let timers: { readonly delayMs: number; readonly callback: () => void }[];
  let told: string[];
  let uncounted: string[];
  const open = (windowId = 'a'): Recorder =>
    createRecorder({
      ledger: createLedger({
        storage: disk.storage,
        today: () => today,
        windowId,
        log: { warn: () => {} },
      }),
      settings: () => ({
        monthlyLimit,
        prices: { m: { input: 1, output: 1, currency: 'USD' } },
      }),
      now: () => nowMs,
      today: () => today,
      after(delayMs, callback) {
        timers.push({ delayMs, callback });
        return () => {
          timers = timers.filter((timer) => timer.callback !== callback);
        };
      },
      overLimit: (month) => told.push(month),
      uncounted: (model) => uncounted.push(model),
    });
  async function* reply(
    sent: () => void,
    chunks: readonly (ModelChunk | Error)[],
  ): AsyncGenerator<ModelChunk> {
    sent();
    nowMs += 250;
    for (const chunk of chunks) {
      if (chunk instanceof Error) {
        throw chunk;
      }
      yield chunk;
    }
  }
  const ask = async (
    recorder: Recorder,
    chunks: readonly (ModelChunk | Error)[],
    { asked = facts, most = 99 } = {},
  ) => {
    let count = 0;
    for await (const _ of metered(recorder, asked, (sent) => reply(sent, chunks))) {
      count += 1;
      if (count === most) {
        break;
      }
    }
  };
  const only = async (recorder: Recorder) => {
    const [row, ...others] = (await recorder.rows()).values();
    assert.deepEqual(others, []);
    return row ?? assert.fail('there is no row');
  };
  beforeEach(() => {
    disk = memoryStorage();
    nowMs = 0;
    today = '2026-11-25';
    monthlyLimit = 0;
    timers = [];
    told = [];
    uncounted = [];
  });

  it('counts what the server counted, and how long the first text took', async () => {
    const recorder = open();
    await ask(recorder, [text('It '), text('adds.'), end]);
    const row = await only(recorder);
    const { failed, host, outputTokens, promptTokens, requests, stopped } = row;
    assert.deepEqual(
      { failed, host, outputTokens, promptTokens, requests, stopped },
      { failed: 0, host: 'api.test', outputTokens: 30, promptTokens: 900, requests: 1, stopped: 0 },
    );
    assert.equal(row.estimatedPromptTokens + row.estimatedOutputTokens, 0);
    assert.ok(Math.abs((percentileMs(row.firstTextMs, 0.5) ?? 0) / 250 - 1) < 0.05);
  });

  it('estimates what no server counted, and says so', async () => {
    const recorder = open();
    await ask(recorder, [text('a'.repeat(32)), text('b'), end], { most: 2 });
    await ask(recorder, [text('xy'), { kind: 'end', reason: 'stop' }]);
    const row = await only(recorder);
    assert.deepEqual([row.requests, row.stopped, row.failed], [2, 1, 0]);
    assert.deepEqual([row.promptTokens, row.estimatedPromptTokens], [2_000, 2_000]);
    assert.deepEqual([row.outputTokens, row.estimatedOutputTokens], [11, 11]);
  });

  it('counts no tokens of a refused request, and those of one that broke off', async () => {
    const refused = new ModelError('rate limited', { origin: 'https://api.test', status: 429 });
    const recorder = open();
    await assert.rejects(ask(recorder, [refused]), /rate limited/);
    let row = await only(recorder);
    assert.deepEqual([row.requests, row.failed, row.promptTokens], [1, 1, 0]);
    await assert.rejects(ask(recorder, [text('abc'), refused]), /rate limited/);
    row = await only(recorder);
    assert.deepEqual([row.requests, row.failed, row.estimatedPromptTokens], [2, 2, 1_000]);
  });

  it('counts a request that was cancelled, and none that was never sent', async () => {
    const recorder = open();
    await assert.rejects(ask(recorder, [new Error('the user typed on')]), /typed on/);
    const row = await only(recorder);
    assert.deepEqual([row.requests, row.stopped, row.promptTokens], [1, 1, 1_000]);
    recorder.begin(facts).ended(new Error('not sent'));
    assert.equal((await only(recorder)).requests, 1);
  });

  it('counts each time that a server had to be asked again', async () => {
    const recorder = open();
    const request = recorder.begin(facts);
    request.sent();
    request.sent();
    request.received(end);
    request.ended(undefined);
    const row = await only(recorder);
    assert.deepEqual([row.requests, row.failed, row.promptTokens], [2, 1, 900]);
  });

  it('believes no server that counts nonsense, and no clock that goes back', async () => {
    const recorder = open();
    const request = recorder.begin(facts);
    nowMs = 1_000;
    request.sent();
    nowMs = 200;
    request.received(text('ab'));
    request.received({ ...end, promptTokens: -4, outputTokens: Number.NaN });
    request.ended(undefined);
    const row = await only(recorder);
    assert.deepEqual([row.promptTokens, row.outputTokens], [1_000, 1]);
    assert.equal(percentileMs(row.firstTextMs, 0.5), 1);
  });

  it('writes in the background, once for many, and what is left when asked to', async () => {
    const recorder = open();
    recorder.note('instantHits', 'completion', undefined);
    recorder.note('accepted', 'completion', undefined);
    assert.deepEqual(
      timers.map(({ delayMs }) => delayMs),
      [10_000],
    );
    assert.equal(disk.files.size, 0);
    timers[0]?.callback();
    await recorder.flush();
    assert.equal(disk.files.size, 1);
    recorder.note('cacheHits', 'explain', { model: 'm', host: 'api.test', local: false });
    await recorder.flush();
    assert.equal((await open('b').rows()).size, 2);
  });

  it('keeps what the disk refused and writes it later', async () => {
    const recorder = open();
    await ask(recorder, [end]);
    disk.refusals.write = true;
    await recorder.flush();
    assert.equal((await only(recorder)).requests, 1);
    disk.refusals.write = false;
    await recorder.flush();
    assert.equal((await only(open('b'))).requests, 1);
  });

  it('sends nothing to a model that costs something once the limit is reached', async () => {
    monthlyLimit = 1;
    const recorder = open();
    const million: ModelChunk = { ...end, promptTokens: 600_000, outputTokens: 400_000 };
    await ask(recorder, [million]);
    let sent = 0;
    const refused = metered(recorder, facts, () => {
      sent += 1;
      return reply(() => {}, [end]);
    });
    await assert.rejects(refused.next(), (error: ModelError) => {
      assert.deepEqual([error.kind, error.facts.model], ['over limit', 'm']);
      return true;
    });
    assert.deepEqual([sent, told], [0, ['2026-11']]);
    assert.equal(recorder.isOverLimit(), true);
    await ask(recorder, [end], { asked: { ...facts, local: true } });
    today = '2026-12-01';
    await ask(recorder, [end]);
    today = '2026-11-30';
    await assert.rejects(ask(recorder, [end]), { kind: 'over limit' });
    monthlyLimit = 2;
    await ask(recorder, [end]);
  });

  it('says once that the limit cannot count a model without a price, and stops it with the others', async () => {
    const recorder = open();
    const unpriced = { ...facts, model: 'unpriced' };
    const million: ModelChunk = { ...end, promptTokens: 1_000_000 };
    await ask(recorder, [million], { asked: unpriced });
    assert.deepEqual(uncounted, []);
    monthlyLimit = 1;
    await ask(recorder, [million], { asked: unpriced });
    await ask(recorder, [end], { asked: { ...unpriced, model: 'another' } });
    await ask(recorder, [end], { asked: { ...unpriced, local: true } });
    assert.deepEqual([uncounted, recorder.isOverLimit()], [['unpriced'], false]);
    assert.equal(await recorder.refuses(unpriced), false);
    await ask(recorder, [million]);
    await assert.rejects(ask(recorder, [end], { asked: unpriced }), { kind: 'over limit' });
    assert.equal(await recorder.refuses(unpriced), true);
    assert.equal(await recorder.refuses({ ...unpriced, local: true }), false);
  });

  it('knows what other windows and earlier ones spent before its own first request', async () => {
    const ledger = createLedger({
      storage: disk.storage,
      today: () => today,
      windowId: 'earlier',
      log: { warn: () => {} },
    });
    await ledger.add(rowsOf({ day: '2026-11-01', requests: 1, outputTokens: 3_000_000 }));
    monthlyLimit = 3;
    await assert.rejects(ask(open(), [end]), { kind: 'over limit' });
    assert.equal(await open().refuses(facts), true);
    monthlyLimit = 0;
    await ask(open(), [end]);
  });

  it('forgets everything and tells who shows it', async () => {
    const recorder = open();
    await ask(recorder, [end]);
    await recorder.flush();
    let changes = 0;
    const stop = recorder.onChange(() => {
      changes += 1;
    });
    await ask(recorder, [end]);
    await recorder.reset();
    assert.deepEqual([(await recorder.rows()).size, disk.files.size, changes], [0, 0, 1]);
    await ask(recorder, [end]);
    await recorder.flush();
    assert.equal((await only(recorder)).requests, 1);
    assert.equal(changes, 2);
    stop();
  });
});
