import assert from 'node:assert/strict';
import { isModelError } from '../../src/model/client.ts';
import type { PullProgress } from '../../src/model/wire.ts';
import { type ModelServer, startModelServer } from '../servers/modelServer.ts';
import { createTransport, never, openOllama, type Transport } from './wireSupport.ts';

async function* lines(...all: readonly object[]): AsyncGenerator<object> {
  yield* all;
}

const part = { status: 'pulling 6a0746a1ec1a', digest: 'sha256:6a', total: 400 };

describe('a download over the ollama wire', () => {
  let server: ModelServer;
  let net: Transport;
  const pull = (signal = never) => openOllama(server.url, net).pull('qwen2.5-coder:3b', signal);
  beforeEach(async () => {
    net = createTransport();
    server = await startModelServer();
  });
  afterEach(() => server.stop());

  it('asks for the model and tells how far it is', async () => {
    server.script({
      pull: () =>
        lines({ status: 'pulling manifest' }, { ...part, completed: 100 }, { status: 'success' }),
    });
    const all: PullProgress[] = [];
    for await (const at of pull()) {
      all.push(at);
    }
    assert.deepEqual(all.at(1), { phase: 'downloading', completedBytes: 100, totalBytes: 400 });
    assert.equal(all.at(-1)?.phase, 'done');
    assert.equal(server.requests[0]?.body.name, 'qwen2.5-coder:3b');
    await net.idle();
  });

  it('reaches the socket when it is stopped', async () => {
    const controller = new AbortController();
    server.script({
      async *pull() {
        yield { ...part, completed: 1 };
        await new Promise(() => {});
      },
    });
    await assert.rejects(
      (async () => {
        for await (const at of pull(controller.signal)) {
          assert.equal(at.phase, 'downloading');
          controller.abort();
        }
      })(),
      { name: 'AbortError' },
    );
    await server.requests[0]?.abandoned;
    await net.idle();
  });

  it('says what Ollama says when the disk is full', async () => {
    server.script({
      pull: () => lines(part, { error: 'write /models/blobs/sha256-6a: no space left on device' }),
    });
    await assert.rejects(
      (async () => {
        for await (const at of pull()) {
          assert.equal(at.phase, 'downloading');
        }
      })(),
      (error) => isModelError(error) && /no space left on device/.test(error.facts.detail ?? ''),
    );
  });

  it('fails when the connection ends before the model is there', async () => {
    server.script({ pull: () => lines({ ...part, completed: 100 }) });
    await assert.rejects(
      (async () => {
        for await (const at of pull()) {
          assert.equal(at.phase, 'downloading');
        }
      })(),
      isModelError,
    );
  });
});
