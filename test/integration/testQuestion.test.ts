import assert from 'node:assert/strict';
import { askTestQuestion } from '../../src/model/testQuestion.ts';
import { createGate } from '../../src/privacy/gate.ts';
import { startModelServer } from '../servers/modelServer.ts';
import { models, modelsOn } from './modelsSupport.ts';
import { createTransport, never } from './wireSupport.ts';

const pass = createGate({ ruleFiles: [], excludeFiles: [] }).passMessages;

describe('the question that tries a key', () => {
  it('asks the model that a server answers with for one word, and has enough at its first sign', async () => {
    const server = await startModelServer({ models, reply: 'OK, of course', pieceCharacters: 2 });
    const source = modelsOn(server, createTransport(), 'ollama');
    const found = await source.named({ backend: 'openai', name: '' }, never);
    assert.ok(found.kind === 'ready');
    assert.equal(found.client.model, 'coder:1b');
    let clock = 0;
    const tick = () => {
      clock += 40;
      return clock;
    };
    assert.equal(await askTestQuestion(found.client, pass, tick, never), 40);
    const { body } = server.requests.at(-1)!;
    assert.deepEqual(body.messages, [{ role: 'user', content: 'Reply with the one word OK.' }]);
    assert.equal(body.max_tokens, 16);
    await server.stop();
  });

  it('finds no model at a server that lists none', async () => {
    const server = await startModelServer({ models: [] });
    const source = modelsOn(server, createTransport(), 'ollama');
    assert.deepEqual(await source.named({ backend: 'openai', name: '' }, never), {
      kind: 'no model',
    });
    await server.stop();
  });

  it('says that the key was refused', async () => {
    const server = await startModelServer({ models, key: 'right' });
    const source = modelsOn(server, createTransport(), 'ollama');
    const found = await source.named({ backend: 'openai', name: 'coder:1b' }, never);
    assert.ok(found.kind === 'ready');
    await assert.rejects(
      askTestQuestion(found.client, pass, () => 0, never),
      { kind: 'unauthorized' },
    );
    await server.stop();
  });
});
