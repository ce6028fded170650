import assert from 'node:assert/strict';
import { createListing, type ListingDeps } from '../../../src/chat/listing.ts';
import type { CatalogModel, ServerCatalog } from '../../../src/model/catalog.ts';
import { ModelError } from '../../../src/model/client.ts';
import { parseSettings } from '../../../src/settings.ts';

const model = (name: string, remote = false): CatalogModel => ({
  name,
  fills: true,
  chats: true,
  thinks: false,
  tools: true,
  images: false,
  remote,
  loaded: true,
  fits: true,
});
const origin = 'http://127.0.0.1:11434';
const id = 'ollama:talker:7b';

describe('the list of the models in the editor’s chat', () => {
  let settings: Record<string, unknown>;
  let server: ServerCatalog;
  let looks: string[];
  let clockMs: number;
  let trusted: boolean;
  beforeEach(() => {
    settings = {};
    server = {
      backend: 'ollama',
      origin,
      kind: 'listed',
      models: [model('talker:7b'), model('giant:480b-cloud', true)],
    };
    looks = [];
    clockMs = 0;
    trusted = true;
  });
  const listing = (given: Partial<ListingDeps> = {}) =>
    createListing({
      settings: () => parseSettings((key) => settings[key]),
      catalog: {
        async ollama(signal) {
          looks.push('ollama');
          signal.throwIfAborted();
          return server;
        },
        async openAi() {
          looks.push('openai');
          return server;
        },
      },
      isTrusted: () => trusted,
      now: () => clockMs,
      log: { debug: () => {} },
      ...given,
    });

  it('lets only models be asked that the settings of now offer', async () => {
    const list = listing();
    assert.deepEqual(await list.access(id), {
      kind: 'offered',
      model: { backend: 'ollama', name: 'talker:7b' },
    });
    const strangers = ['ollama:giant:480b-cloud', 'openai:gpt-x', 'ollama:', 'talker:7b', ''];
    for (const stranger of strangers) {
      assert.deepEqual(await list.access(stranger), { kind: 'not offered' }, stranger);
    }
    settings = { 'ollama.chatModel': 'giant:480b-cloud' };
    list.forget();
    assert.equal((await list.access('ollama:giant:480b-cloud')).kind, 'offered');
    settings = { ...settings, 'privacy.localOnly': true };
    list.forget();
    assert.equal((await list.access('ollama:giant:480b-cloud')).kind, 'not offered');
  });

  it('refuses an id of a list that a setting withdrew, and asks no server for that', async () => {
    const list = listing();
    assert.equal((await list.models(false)).length, 1);
    settings = { provider: 'instant' };
    list.forget();
    looks = [];
    assert.deepEqual(await list.access(id), { kind: 'not offered' });
    assert.deepEqual(looks, []);
  });

  it('S45 asks no server in a workspace without trust unless somebody looks for a model', async () => {
    trusted = false;
    const list = listing();
    assert.deepEqual(await list.models(false), []);
    assert.deepEqual(await list.access(id), { kind: 'not trusted' });
    assert.deepEqual(looks, []);
    assert.equal((await list.models(true)).length, 1);
    // Who looked by hand has agreed to nothing else.
    assert.deepEqual(await list.models(false), []);
    assert.deepEqual(await list.access(id), { kind: 'not trusted' });
    trusted = true;
    assert.equal((await list.models(false)).length, 1);
    assert.equal((await list.access(id)).kind, 'offered');
  });

  it('is asked for once in a while, and again before a model is said not to be there', async () => {
    const list = listing();
    await list.models(false);
    await list.models(false);
    assert.equal(looks.length, 1);
    clockMs = 30_001;
    await list.models(false);
    await list.models(true);
    assert.equal(looks.length, 3);
    server = { backend: 'ollama', origin, kind: 'listed', models: [model('pulled:1b')] };
    assert.equal((await list.access('ollama:pulled:1b')).kind, 'offered');
    assert.equal(looks.length, 4);
  });

  it('says why the server lists nothing to who names a model of it', async () => {
    const error = new ModelError('not allowed', { origin, detail: 'privacy.localOnly' });
    server = { backend: 'openai', origin, kind: 'failed', error };
    settings = { provider: 'openai' };
    const list = listing();
    assert.deepEqual(await list.access('openai:gpt-x'), { kind: 'failed', error });
    assert.equal(looks.length, 1);
    assert.deepEqual(await list.access(id), { kind: 'not offered' });
    server = { backend: 'openai', origin, kind: 'no key' };
    list.forget();
    assert.deepEqual(await list.access('openai:gpt-x'), { kind: 'no key' });
  });

  it('is empty for who waits while the settings change', async () => {
    const waiting = Promise.withResolvers<ServerCatalog>();
    const list = listing({
      catalog: {
        async ollama(signal) {
          signal.addEventListener('abort', () => waiting.reject(signal.reason));
          return waiting.promise;
        },
        openAi: () => assert.fail('asked'),
      },
    });
    const models = list.models(false);
    list.forget();
    assert.deepEqual(await models, []);
  });
});
