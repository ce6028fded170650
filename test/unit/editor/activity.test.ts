import assert from 'node:assert/strict';
import { watchRequests } from '../../../src/editor/activity.ts';
import type { FillRequest, ModelChunk, ModelClient } from '../../../src/model/client.ts';
import type { ModelSource, ModelState } from '../../../src/model/source.ts';
import { createGate } from '../../../src/privacy/gate.ts';

function fillRequest(): FillRequest {
  const prompt = createGate({ ruleFiles: [], excludeFiles: [] }).passFill(
    { path: 'a.ts', languageId: 'typescript', prefix: 'const ', suffix: '', context: [] },
    { scheme: 'untitled', path: 'a.ts', languageId: 'typescript', insideWorkspace: false },
    { local: true },
  );
  assert.ok(typeof prompt === 'object');
  return { kind: 'fill', prompt, maxTokens: 10, singleLine: true, temperature: 0 };
}

function setUp(stream: () => AsyncIterable<ModelChunk>) {
  let name = 'first';
  const client: ModelClient = {
    get id() {
      return name;
    },
    model: 'm',
    host: 'h',
    local: true,
    stream,
  };
  const state: ModelState = { kind: 'ready', client };
  const source: ModelSource = {
    current: () => state,
    report: () => {},
    reset: () => {},
    onChange: () => () => {},
  };
  const events: string[] = [];
  const watched = watchRequests(source, {
    busy: (busy) => events.push(busy ? 'busy' : 'idle'),
    asked: (asked) => events.push(`asked ${asked.id}`),
    counted: (asked, _request, tokens) => events.push(`${asked.id} counted ${tokens}`),
  });
  const current = () => {
    const now = watched.current();
    assert.ok(now.kind === 'ready');
    return now.client;
  };
  return {
    events,
    current,
    ask: () => current().stream(fillRequest(), new AbortController().signal),
    rename: (next: string) => {
      name = next;
    },
  };
}

async function* twoChunks(): AsyncGenerator<ModelChunk> {
  yield { kind: 'text', text: 'one' };
  yield { kind: 'end', reason: 'stop' };
}

async function all(stream: AsyncIterable<ModelChunk>): Promise<ModelChunk[]> {
  const chunks: ModelChunk[] = [];
  for await (const chunk of stream) {
    chunks.push(chunk);
  }
  return chunks;
}

describe('the requests of a model', () => {
  it('are noticed from their beginning to their end', async () => {
    const { ask, events } = setUp(twoChunks);
    const chunks = await all(ask());
    assert.deepEqual(
      chunks.map(({ kind }) => kind),
      ['text', 'end'],
    );
    assert.deepEqual(events, ['asked first', 'busy', 'idle']);
  });

  it('end when the reader has enough', async () => {
    const { ask, events } = setUp(twoChunks);
    for await (const chunk of ask()) {
      assert.equal(chunk.kind, 'text');
      break;
    }
    assert.deepEqual(events, ['asked first', 'busy', 'idle']);
  });

  it('end when they fail', async () => {
    const { ask, events } = setUp(async function* fail(): AsyncGenerator<ModelChunk> {
      yield { kind: 'text', text: 'half' };
      throw new Error('cut');
    });
    await assert.rejects(all(ask()), /cut/);
    assert.deepEqual(events, ['asked first', 'busy', 'idle']);
  });

  it('count as one while they overlap', async () => {
    const { ask, events } = setUp(twoChunks);
    const one = ask()[Symbol.asyncIterator]();
    const other = ask()[Symbol.asyncIterator]();
    await one.next();
    await other.next();
    await one.return?.();
    assert.deepEqual(events, ['asked first', 'asked first', 'busy']);
    await other.return?.();
    assert.deepEqual(events.slice(3), ['idle']);
  });

  it('come from the same client each time, under the name that it has now', () => {
    const { current, rename } = setUp(twoChunks);
    const before = current();
    rename('second');
    assert.equal(current(), before);
    assert.equal(before.id, 'second');
  });

  it('tells how many tokens the server counted in the prompt', async () => {
    const { ask, events } = setUp(async function* () {
      yield { kind: 'end', reason: 'stop', promptTokens: 12 };
    });
    await all(ask());
    assert.deepEqual(events, ['asked first', 'busy', 'first counted 12', 'idle']);
  });
});
