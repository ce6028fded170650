import assert from 'node:assert/strict';
import type { ModelClient, ModelError, Priority } from '../../../src/model/client.ts';
import { withRetries } from '../../../src/model/retry.ts';
import { failure, replyOf, safeChat, safeFill } from './support.ts';

/** A client whose server fails in this order and then answers; what it was asked and how long it waited. */
function failing(errors: readonly ModelError[], text = '', waiting?: () => void) {
  const waits: number[] = [];
  let asked = 0;
  const plain: ModelClient = {
    id: 'plain',
    model: 'm',
    host: 'h',
    local: false,
    async *stream() {
      const error = errors[asked];
      asked += 1;
      if (text !== '') {
        yield { kind: 'text', text };
      }
      if (error !== undefined) {
        throw error;
      }
      yield { kind: 'text', text: 'right' };
      yield { kind: 'end', reason: 'stop' };
    },
  };
  const client = withRetries(plain, {
    random: () => 1,
    after(delayMs, callback) {
      waits.push(delayMs);
      queueMicrotask(waiting ?? callback);
      return () => {};
    },
  });
  return { client, waits, asked: () => asked };
}

const chat = { kind: 'chat', prompt: safeChat('?'), maxTokens: 9, temperature: 0 } as const;
const fill = (priority: Priority) =>
  ({
    kind: 'fill',
    prompt: safeFill('a█b'),
    maxTokens: 9,
    temperature: 0,
    singleLine: false,
    priority,
  }) as const;
const broken = failure('rejected', { status: 502 });

describe('asking again', () => {
  for (const error of [
    broken,
    failure('rejected', { status: 500 }),
    failure('rate limited', { status: 529 }),
    failure('unreachable', { detail: 'UND_ERR_SOCKET' }),
  ]) {
    it(`R09 happens twice at most for an explanation, after ${error.message}`, async () => {
      const two = failing([error, error]);
      assert.equal((await replyOf(two.client, chat)).text, 'right');
      assert.deepEqual(two.waits, [1_000, 2_000]);
      const three = failing([error, error, error]);
      await assert.rejects(replyOf(three.client, chat), error);
      assert.equal(three.asked(), 3);
    });
  }

  for (const error of [
    ...[400, 404, 409, 413, 422].map((status) => failure('rejected', { status })),
    failure('unauthorized', { status: 401 }),
    failure('missing model', { status: 404 }),
    failure('not allowed'),
    failure('timeout'),
    failure('unreachable', { detail: 'ECONNREFUSED' }),
    failure('unreachable', { detail: 'ENOTFOUND' }),
    failure('rate limited', { status: 429 }),
    failure('rate limited', { status: 503, retryAfterMs: 1_000 }),
    failure('bad reply'),
  ]) {
    it(`does not happen after ${error.message} ${error.facts.detail ?? ''}`, async () => {
      const { asked, client } = failing([error]);
      await assert.rejects(replyOf(client, chat), error);
      assert.equal(asked(), 1);
    });
  }

  it('R09 never happens while one types, nor for what is fetched ahead', async () => {
    for (const priority of ['keystroke', 'prefetch'] as const) {
      const { asked, client } = failing([broken]);
      await assert.rejects(replyOf(client, fill(priority)), broken);
      assert.equal(asked(), 1);
    }
  });

  it('does not happen when something of the answer came', async () => {
    const { asked, client } = failing([broken], 'half ');
    await assert.rejects(replyOf(client, chat), broken);
    assert.equal(asked(), 1);
  });

  it('ends while it waits when the user stops it', async () => {
    const controller = new AbortController();
    const { client } = failing([broken], '', () => controller.abort(new Error('stopped')));
    await assert.rejects(replyOf(client, chat, controller.signal), /stopped/);
  });
});
