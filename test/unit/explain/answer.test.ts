import assert from 'node:assert/strict';
import { type AnswerState, pauseMs, streamAnswer } from '../../../src/explain/answer.ts';
import { type ChatRequest, type ModelChunk, ModelError } from '../../../src/model/client.ts';
import { createGate } from '../../../src/privacy/gate.ts';

function request(): ChatRequest {
  const file = { scheme: 'untitled', path: 'a', languageId: 'typescript', insideWorkspace: false };
  const prompt = createGate({ ruleFiles: [], excludeFiles: [] }).passChat({ turns: [] }, file, {
    local: true,
  });
  assert.ok(typeof prompt === 'object');
  return { kind: 'chat', prompt, maxTokens: 100, temperature: 0.2 };
}

/** A stream of which each piece waits for the test, with a clock that the test moves. */
function rig() {
  const states: AnswerState[] = [];
  const timers = new Set<{ at: number; callback: () => void }>();
  let now = 0;
  let feed: (chunk: ModelChunk | Error) => void = () => {};
  const queue: (ModelChunk | Error)[] = [];
  const controller = new AbortController();
  async function* chunks(): AsyncGenerator<ModelChunk> {
    for (;;) {
      const next =
        queue.shift() ?? (await new Promise<ModelChunk | Error>((resolve) => (feed = resolve)));
      if (next instanceof Error) {
        throw next;
      }
      yield next;
      if (next.kind === 'end') {
        return;
      }
    }
  }
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  const end = streamAnswer(
    {
      client: { stream: () => chunks() },
      now: () => now,
      after(delayMs, callback) {
        const timer = { at: now + delayMs, callback };
        timers.add(timer);
        return () => timers.delete(timer);
      },
      show: (state) => states.push(state),
    },
    request(),
    (text) => text.replaceAll('§', '$'),
    controller.signal,
  );
  const advance = (byMs: number) => {
    now += byMs;
    for (const timer of [...timers].filter(({ at }) => at <= now)) {
      timers.delete(timer);
      timer.callback();
    }
  };
  return {
    end,
    states,
    timers,
    controller,
    advance,
    async send(...pieces: readonly (ModelChunk | Error | string)[]) {
      for (const piece of pieces) {
        const chunk = typeof piece === 'string' ? ({ kind: 'text', text: piece } as const) : piece;
        const waiting = feed;
        feed = (next) => queue.push(next);
        waiting(chunk);
        await settle();
      }
    },
    settle,
  };
}

async function started() {
  const one = rig();
  await one.settle();
  return one;
}

describe('streaming an answer', () => {
  it('shows the first text at once, then at most every 125 ms, and the end at once', async () => {
    const one = await started();
    await one.send('a');
    assert.deepEqual(one.states.at(-1), { kind: 'writing', text: 'a' });
    await one.send('b', 'c');
    one.advance(125);
    assert.deepEqual(one.states.at(-1), { kind: 'writing', text: 'a' });
    one.advance(1);
    assert.deepEqual(one.states.at(-1), { kind: 'writing', text: 'abc' });
    await one.send('d', { kind: 'end', reason: 'stop', promptTokens: 5, outputTokens: 4 });
    assert.deepEqual(await one.end, {
      kind: 'done',
      text: 'abcd',
      cut: false,
      cached: false,
      tookMs: 126,
      promptTokens: 5,
      outputTokens: 4,
    });
    assert.deepEqual(
      one.states.map(({ kind }) => kind),
      ['waiting', 'writing', 'writing', 'done'],
    );
    assert.equal(one.timers.size, 0);
  });

  it('shows a long text less often', async () => {
    const one = await started();
    const long = 'a'.repeat(16_000);
    await one.send('a', long);
    assert.equal(pauseMs(16_000), 1_125);
    one.advance(1_125);
    assert.deepEqual(one.states.at(-1), { kind: 'writing', text: 'a' });
    one.advance(1);
    assert.deepEqual(one.states.at(-1), { kind: 'writing', text: `a${long}` });
    one.controller.abort();
    await one.end;
  });

  it('shows that it waits for its turn, that the model thinks, and nothing of white space', async () => {
    const one = await started();
    await one.send({ kind: 'waiting' }, { kind: 'sent' }, { kind: 'thinking' }, ' \n');
    one.advance(500);
    assert.deepEqual(
      one.states.map(({ kind }) => kind),
      ['waiting', 'queued', 'waiting', 'thinking'],
    );
    await one.send({ kind: 'end', reason: 'stop' });
    assert.deepEqual(await one.end, { kind: 'nothing', withheld: false });
  });

  it('keeps what came when it is stopped, also by a server that does not let go', async () => {
    const one = await started();
    await one.send('half §');
    one.controller.abort();
    assert.deepEqual(await one.end, { kind: 'stopped', text: 'half $' });
    await one.send('more', { kind: 'end', reason: 'stop' });
    one.advance(1_000);
    assert.deepEqual(one.states.at(-1), { kind: 'stopped', text: 'half $' });
  });

  it('keeps what came when the server fails', async () => {
    const one = await started();
    const error = new ModelError('rate limited', { origin: 'http://a', retryAfterMs: 7_000 });
    await one.send('half', error);
    assert.deepEqual(await one.end, { kind: 'failed', text: 'half', error });
    assert.deepEqual(one.states.at(-1), { kind: 'failed', text: 'half', error });
  });

  it('is a failure too when something else goes wrong', async () => {
    const one = await started();
    await one.send(new TypeError('secret path'));
    const end = await one.end;
    assert.ok(end.kind === 'failed' && end.error.facts.detail === 'TypeError');
  });

  it('says that the limit cut it, and that its server withheld it', async () => {
    const one = await started();
    await one.send('a', { kind: 'end', reason: 'length' });
    const end = await one.end;
    assert.ok(end.kind === 'done' && end.cut);
    const other = await started();
    await other.send('a', { kind: 'end', reason: 'filtered' });
    assert.deepEqual(await other.end, { kind: 'nothing', withheld: true });
  });

  it('ends when it was stopped before it began', async () => {
    const one = rig();
    one.controller.abort();
    assert.deepEqual(await one.end, { kind: 'stopped', text: '' });
  });
});
