import assert from 'node:assert/strict';
import {
  type Breaker,
  createBackOff,
  createBreakers,
  type Outage,
  withBreaker,
} from '../../../src/model/breaker.ts';
import type { ModelClient, ModelError, Priority } from '../../../src/model/client.ts';
import { failure, replyOf, safeFill } from './support.ts';

function breakerAt(random = () => 1) {
  const clock = { ms: 0 };
  const breakers = createBreakers({ now: () => clock.ms, random });
  return { breakers, breaker: breakers.of('http://127.0.0.1:1'), clock };
}

const dead = failure('unreachable');

describe('the breaker of a server', () => {
  it('opens at once where nobody answers, and closes with an answer', () => {
    const { breaker } = breakerAt();
    assert.equal(breaker.outage(), undefined);
    breaker.failed(dead);
    assert.deepEqual(breaker.outage(), { error: dead, waitMs: 1_000, tries: 1 });
    breaker.answered();
    assert.equal(breaker.outage(), undefined);
  });

  const fine: readonly ModelError[] = [
    ...[400, 404, 409, 413, 422].map((status) => failure('rejected', { status })),
    failure('missing model', { status: 404 }),
    failure('unauthorized', { status: 401 }),
    failure('not allowed'),
    failure('rate limited', { status: 503, detail: 'Loading model' }),
  ];
  for (const error of fine) {
    it(`stays closed after a hundred of ${error.message}`, () => {
      const { breaker } = breakerAt();
      for (let count = 0; count < 100; count++) {
        breaker.failed(error);
      }
      assert.equal(breaker.outage(), undefined);
    });
  }

  it('opens by three failures in a row that may be by chance, and by one when half open', () => {
    const { breaker, clock } = breakerAt();
    const slow = failure('timeout');
    breaker.failed(slow);
    breaker.failed(slow);
    breaker.answered();
    breaker.failed(slow);
    breaker.failed(slow);
    assert.equal(breaker.outage(), undefined);
    breaker.failed(slow);
    assert.equal(breaker.outage()?.waitMs, 1_000);
    clock.ms += 1_000;
    assert.equal(breaker.outage()?.waitMs, 0);
    breaker.failed(slow);
    assert.deepEqual(breaker.outage(), { error: slow, waitMs: 2_000, tries: 2 });
  });

  it('counts requests that were under way as no further tries', () => {
    const { breaker } = breakerAt();
    for (let count = 0; count < 5; count++) {
      breaker.failed(dead);
    }
    assert.deepEqual(breaker.outage(), { error: dead, waitMs: 1_000, tries: 1 });
  });

  it('R08 waits as long as the server asks, also when that comes while it waits already', () => {
    const { breaker, clock } = breakerAt();
    breaker.failed(dead);
    breaker.failed(failure('rate limited', { status: 429, retryAfterMs: 61_000 }));
    assert.equal(breaker.outage()?.waitMs, 61_000);
    clock.ms += 60_999;
    assert.equal(breaker.outage()?.waitMs, 1);
  });

  it('spreads its waits: half of the back-off at least, and never less than the server asked', () => {
    const waits = [0, 0.5, 1].map((random) => {
      const backOff = createBackOff(() => random);
      return Array.from({ length: 7 }, () => backOff.next());
    });
    assert.deepEqual(waits, [
      [500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000],
      [750, 1_500, 3_000, 6_000, 12_000, 22_500, 22_500],
      [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000],
    ]);
    for (const random of [0, 0.5, 1]) {
      const { breaker } = breakerAt(() => random);
      breaker.failed(failure('rate limited', { retryAfterMs: 10_000 }));
      const { waitMs = 0 } = breaker.outage() ?? {};
      assert.ok(waitMs >= 10_000 && waitMs <= 11_000, String(waitMs));
    }
  });

  it('knows each server alone, and forgets them all when settings change', () => {
    const { breakers, breaker } = breakerAt();
    breaker.failed(dead);
    assert.equal(breakers.of('http://127.0.0.1:2').outage(), undefined);
    breakers.reset();
    assert.equal(breakers.of('http://127.0.0.1:1').outage(), undefined);
  });
});

describe('a client behind a breaker', () => {
  /** A client whose server answers by what `answer` says, with the requests that reached it. */
  function clientBehind(breaker: Breaker, answer: () => ModelError | undefined) {
    const sent: (Priority | undefined)[] = [];
    const outages: Outage[] = [];
    const plain: ModelClient = {
      id: 'plain',
      model: 'm',
      host: '127.0.0.1:1',
      local: true,
      async *stream(request, signal) {
        sent.push(request.priority);
        signal.throwIfAborted();
        const error = answer();
        if (error !== undefined) {
          throw error;
        }
        yield { kind: 'text', text: 'x' };
        yield { kind: 'end', reason: 'stop' };
      },
    };
    const client = withBreaker(
      plain,
      () => breaker,
      (outage) => outages.push(outage),
    );
    const ask = (priority?: Priority, signal?: AbortSignal) =>
      replyOf(
        client,
        {
          kind: 'fill',
          prompt: safeFill('a█b'),
          maxTokens: 9,
          singleLine: false,
          temperature: 0,
          ...(priority === undefined ? {} : { priority }),
        },
        signal,
      ).then(
        ({ text }) => text,
        (error: Error) => error.message,
      );
    return { ask, sent, outages };
  }

  it('sends nothing by itself while the server is out, and what the user asked for at once', async () => {
    const { breaker } = breakerAt();
    let error: ModelError | undefined = dead;
    const { ask, sent, outages } = clientBehind(breaker, () => error);
    const said = 'unreachable at http://127.0.0.1:11434';
    assert.equal(await ask(), said);
    assert.equal(outages.length, 1);
    assert.deepEqual(
      [await ask(), await ask('keystroke'), await ask('prefetch')],
      [said, said, said],
    );
    assert.deepEqual(sent, [undefined]);
    assert.equal(outages.length, 1);
    error = undefined;
    assert.equal(await ask('explicit'), 'x');
    // Its answer ends the outage for all.
    assert.equal(await ask(), 'x');
  });

  it('R08 keeps to a minute that the server asked for, and asks by hand where it is longer', async () => {
    for (const [retryAfterMs, answer] of [
      [60_000, 'rate limited at http://127.0.0.1:11434'],
      [900_000, 'x'],
    ] as const) {
      const { breaker } = breakerAt();
      let error: ModelError | undefined = failure('rate limited', { retryAfterMs });
      const { ask } = clientBehind(breaker, () => error);
      await ask();
      error = undefined;
      assert.equal(await ask('explicit'), answer);
    }
  });

  it('tries again once the time is over, with one request', async () => {
    const { breaker, clock } = breakerAt();
    let error: ModelError | undefined = dead;
    const { ask, sent } = clientBehind(breaker, () => error);
    await ask();
    clock.ms += 1_000;
    await ask();
    await ask();
    assert.equal(sent.length, 2);
    clock.ms += 2_000;
    error = undefined;
    assert.equal(await ask(), 'x');
    assert.equal(breaker.outage(), undefined);
  });

  it('counts what was cancelled for nothing', async () => {
    const { breaker } = breakerAt();
    const { ask, outages } = clientBehind(breaker, () => undefined);
    for (let count = 0; count < 10; count++) {
      await ask('keystroke', AbortSignal.abort(new Error('typed on')));
    }
    assert.deepEqual([breaker.outage(), outages], [undefined, []]);
  });
});
