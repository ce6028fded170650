import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import {
  type ModelChunk,
  type ModelClient,
  type ModelRequest,
  Preempted,
} from '../../../src/model/client.ts';
import { createEndpoints, type Endpoint } from '../../../src/model/endpoints.ts';
import { failure, safeChat, safeFill } from './support.ts';

const one: Endpoint = { origin: 'http://127.0.0.1:11434', slots: 'one' };
const never = new AbortController().signal;

function chat(question: string, more: Partial<ModelRequest> = {}): ModelRequest {
  const prompt = safeChat(question);
  return { kind: 'chat', prompt, maxTokens: 9, temperature: 0, ...more } as ModelRequest;
}

function fill(prefix: string, priority?: 'prefetch'): ModelRequest {
  return {
    kind: 'fill',
    prompt: safeFill(`${prefix}█`),
    maxTokens: 9,
    singleLine: true,
    temperature: 0,
    ...(priority === undefined ? {} : { priority }),
  };
}

/** One request at a server whose pieces the test sends. */
interface Sent {
  readonly request: ModelRequest;
  readonly signal: AbortSignal;
  say(text: string): void;
  end(): void;
  fail(error: Error): void;
}

/** A client that answers when the test says so; an aborted request is over at the socket with `closed`. */
function heldClient(model = 'm:1b', closed: Promise<void> = Promise.resolve()) {
  const sent: Sent[] = [];
  const client: ModelClient = {
    id: `ollama ${one.origin} ${model}`,
    model,
    host: '127.0.0.1:11434',
    local: true,
    async *stream(request, signal) {
      const pieces: (ModelChunk | Error)[] = [];
      let wake = () => {};
      const give = (piece: ModelChunk | Error) => {
        pieces.push(piece);
        wake();
      };
      signal.addEventListener('abort', () => give(signal.reason));
      sent.push({
        request,
        signal,
        say: (text) => give({ kind: 'text', text }),
        end: () => give({ kind: 'end', reason: 'stop' }),
        fail: give,
      });
      for (;;) {
        const piece = pieces.shift();
        if (piece === undefined) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        } else if (piece instanceof Error) {
          await closed;
          throw piece;
        } else {
          yield piece;
          if (piece.kind === 'end') {
            return;
          }
        }
      }
    },
  };
  return { client, sent };
}

/** What one reader got: the chunks in short, and how it ended. */
function reading(client: ModelClient, request: ModelRequest, signal = never) {
  const got: string[] = [];
  const read = async () => {
    try {
      for await (const chunk of client.stream(request, signal)) {
        got.push(chunk.kind === 'text' ? chunk.text : `‹${chunk.kind}›`);
      }
    } catch (error) {
      got.push(`‹${error instanceof Error ? error.message : error}›`);
    }
  };
  return { got, over: read() };
}

const turns = () => new Promise(setImmediate);

describe('endpoints: turns', () => {
  it('has one generation in flight, and tells who waits and when it was sent', async () => {
    const { client, sent } = heldClient();
    const through = createEndpoints().through(one, client);
    const first = reading(through, chat('first'));
    const second = reading(through, fill('second'));
    await turns();
    assert.deepEqual([sent.length, second.got], [1, ['‹waiting›']]);
    sent[0]?.end();
    await turns();
    assert.deepEqual([sent.length, first.got], [2, ['‹end›']]);
    sent[1]?.say('x');
    sent[1]?.end();
    await second.over;
    assert.deepEqual(second.got, ['‹waiting›', '‹sent›', 'x', '‹end›']);
  });

  it('counts the requests of all models and clients of one server', async () => {
    const { through } = createEndpoints();
    const small = heldClient('small');
    const large = heldClient('large');
    const elsewhere = heldClient();
    reading(through(one, large.client), chat('q'));
    reading(through(one, small.client), fill('q'));
    reading(through({ ...one, origin: 'http://127.0.0.1:8080' }, elsewhere.client), fill('q'));
    await turns();
    assert.deepEqual([large.sent.length, small.sent.length, elsewhere.sent.length], [1, 0, 1]);
  });

  it('asks a service several things at once', async () => {
    const { client, sent } = heldClient();
    const through = createEndpoints().through({ ...one, slots: 'several' }, client);
    for (const question of ['a', 'b', 'c', 'd', 'e']) {
      reading(through, chat(question));
    }
    await turns();
    assert.equal(sent.length, 4);
  });

  it('leaves the queue at once when it is cancelled there, and sends nothing', async () => {
    const { client, sent } = heldClient();
    const through = createEndpoints().through(one, client);
    reading(through, chat('first'));
    const controller = new AbortController();
    const cancelled = reading(through, chat('second'), controller.signal);
    await turns();
    controller.abort(new Error('typed on'));
    await cancelled.over;
    sent[0]?.end();
    await turns();
    assert.deepEqual(cancelled.got, ['‹waiting›', '‹typed on›']);
    assert.equal(sent.length, 1);
    const aborted = reading(through, chat('third'), controller.signal);
    await aborted.over;
    assert.deepEqual([aborted.got, sent.length], [['‹typed on›'], 1]);
  });

  it('ends a prefetch for a keystroke and sends that when the socket is closed', async () => {
    const { promise: closed, resolve: close } = Promise.withResolvers<void>();
    const { client, sent } = heldClient('m:1b', closed);
    const through = createEndpoints().through(one, client);
    const prefetch = reading(through, fill('ahead', 'prefetch'));
    await turns();
    const key = reading(through, fill('now'));
    const again = reading(through, fill('ahead'));
    await turns();
    assert.ok(sent[0]?.signal.reason instanceof Preempted);
    assert.equal(sent.length, 1);
    close();
    await prefetch.over;
    await turns();
    assert.deepEqual(prefetch.got, ['‹another request came first›']);
    sent[1]?.end();
    await key.over;
    assert.deepEqual(key.got, ['‹waiting›', '‹sent›', '‹end›']);
    // What asks the same later does not share the end of the one that made room.
    await turns();
    sent[2]?.end();
    await again.over;
    assert.equal(again.got.at(-1), '‹end›');
  });

  it('frees the slot after a failure', async () => {
    const { client, sent } = heldClient();
    const through = createEndpoints().through(one, client);
    const first = reading(through, chat('first'));
    const second = reading(through, chat('second'));
    await turns();
    sent[0]?.say('part');
    sent[0]?.fail(failure('bad reply', { detail: 'cut' }));
    await first.over;
    await turns();
    assert.deepEqual(first.got, ['part', `‹bad reply at ${one.origin}: cut›`]);
    assert.equal(sent.length, 2);
    sent[1]?.end();
    await second.over;
  });
});

describe('endpoints: identical requests at one time', () => {
  it('share one generation; who comes later gets what came before', async () => {
    const { client, sent } = heldClient();
    const { through } = createEndpoints();
    const first = reading(through(one, client), chat('same'));
    await turns();
    sent[0]?.say('a');
    await turns();
    const second = reading(through(one, { ...client }), chat('same', { priority: 'prefetch' }));
    await turns();
    assert.deepEqual(second.got, ['a']);
    sent[0]?.say('b');
    sent[0]?.end();
    await Promise.all([first.over, second.over]);
    assert.deepEqual(
      [first.got, second.got],
      [
        ['a', 'b', '‹end›'],
        ['a', 'b', '‹end›'],
      ],
    );
    assert.equal(sent.length, 1);
    reading(through(one, client), chat('same'));
    await turns();
    assert.equal(sent.length, 2);
  });

  it('are not those of another question, option or model', async () => {
    const { client, sent } = heldClient();
    const { through } = createEndpoints();
    const service: Endpoint = { ...one, slots: 'several' };
    reading(through(service, client), chat('q'));
    reading(through(service, client), chat('other'));
    reading(through(service, client), chat('q', { maxTokens: 10 }));
    reading(through(service, { ...client, id: 'other' }), chat('q'));
    await turns();
    assert.equal(sent.length, 4);
  });

  it('go on while anyone waits, and end at the socket with the last one', async () => {
    const { client, sent } = heldClient();
    const through = createEndpoints().through(one, client);
    const [one1, two2] = [new AbortController(), new AbortController()];
    const first = reading(through, chat('same'), one1.signal);
    const second = reading(through, chat('same'), two2.signal);
    await turns();
    one1.abort(new Error('first left'));
    await first.over;
    assert.equal(sent[0]?.signal.aborted, false);
    two2.abort(new Error('second left'));
    await second.over;
    assert.equal(sent[0]?.signal.aborted, true);
    const anew = reading(through, chat('same'));
    await turns();
    assert.equal(sent.length, 2);
    sent[1]?.end();
    await anew.over;
    assert.equal(anew.got.at(-1), '‹end›');
  });

  it('end when the last reader has enough', async () => {
    const { client, sent } = heldClient();
    const through = createEndpoints().through(one, client);
    const read = (async () => {
      for await (const chunk of through.stream(chat('q'), never)) {
        return chunk;
      }
      return undefined;
    })();
    await turns();
    sent[0]?.say('enough');
    assert.deepEqual(await read, { kind: 'text', text: 'enough' });
    assert.equal(sent[0]?.signal.aborted, true);
  });

  it('make a prefetch a keystroke’s: it is not ended any more', async () => {
    const { client, sent } = heldClient();
    const through = createEndpoints().through(one, client);
    reading(through, fill('same', 'prefetch'));
    await turns();
    const key = reading(through, fill('same'));
    reading(through, fill('other'));
    await turns();
    assert.deepEqual([sent.length, sent[0]?.signal.aborted], [1, false]);
    sent[0]?.end();
    await key.over;
    assert.deepEqual(key.got, ['‹end›']);
  });

  it('fail together', async () => {
    const { client, sent } = heldClient();
    const through = createEndpoints().through(one, client);
    const readers = [reading(through, chat('same')), reading(through, chat('same'))];
    await turns();
    sent[0]?.fail(failure('unreachable'));
    await Promise.all(readers.map(({ over }) => over));
    assert.deepEqual(
      readers.map(({ got }) => got),
      Array(2).fill([`‹unreachable at ${one.origin}›`]),
    );
  });

  it('are not shared with those from before a reset, which go on and keep their slot', async () => {
    const { client, sent } = heldClient();
    const endpoints = createEndpoints();
    const through = endpoints.through(one, client);
    const before = reading(through, chat('same'));
    await turns();
    endpoints.reset();
    const after = reading(through, chat('same'));
    await turns();
    assert.deepEqual([sent.length, after.got], [1, ['‹waiting›']]);
    sent[0]?.end();
    await before.over;
    await turns();
    assert.equal(sent.length, 2);
  });
});

describe('endpoints: signals', () => {
  it('leave no listener on a signal that outlives the request', async () => {
    const { client, sent } = heldClient();
    const through = createEndpoints().through(one, client);
    const { signal } = new AbortController();
    for (let count = 0; count < 20; count++) {
      const reader = reading(through, chat(`${count}`), signal);
      await turns();
      assert.equal(getEventListeners(signal, 'abort').length, 1);
      sent.at(-1)?.end();
      await reader.over;
    }
    assert.equal(getEventListeners(signal, 'abort').length, 0);
  });
});
