import assert from 'node:assert/strict';
import { modelOf, type OfferedModel, offeredModels } from '../../../src/chat/offered.ts';
import type { CatalogModel, ServerCatalog } from '../../../src/model/catalog.ts';
import { ModelError } from '../../../src/model/client.ts';
import { parseSettings } from '../../../src/settings.ts';

const model = (name: string, rest: Partial<CatalogModel> = {}): CatalogModel => ({
  name,
  fills: undefined,
  chats: undefined,
  thinks: false,
  tools: undefined,
  images: undefined,
  remote: false,
  loaded: false,
  fits: undefined,
  ...rest,
});

function offered(
  backend: 'ollama' | 'openai',
  models: readonly CatalogModel[],
  settings: Record<string, unknown> = {},
  origin = backend === 'ollama' ? 'http://127.0.0.1:11434' : 'https://models.test',
): readonly OfferedModel[] {
  const server: ServerCatalog = { backend, origin, kind: 'listed', models };
  return offeredModels(
    server,
    parseSettings((key) => settings[key]),
  );
}
const names = (models: readonly OfferedModel[]) => models.map(({ name }) => name);

describe('the models that the editor’s chat may offer', () => {
  const talker = model('talker:7b', {
    chats: true,
    tools: true,
    images: false,
    contextTokens: 32_768,
  });
  const cloud = model('giant:480b-cloud', { chats: true, tools: true, remote: true });

  it('are those of Ollama that chat, with the context that every request has', () => {
    const seer = model('seer:4b', {
      chats: true,
      images: true,
      tools: false,
      contextTokens: 2_048,
    });
    const found = offered('ollama', [talker, model('filler:1b', { chats: false }), seer]);
    assert.deepEqual(
      found.map(({ id, images, promptTokens, replyTokens, tools }) => [
        id,
        promptTokens,
        replyTokens,
        tools,
        images,
      ]),
      [
        ['ollama:talker:7b', 6_144, 2_048, true, false],
        ['ollama:seer:4b', 1_536, 512, false, true],
      ],
    );
    const [larger] = offered('ollama', [talker], { 'ollama.contextTokens': 65_536 });
    assert.equal((larger?.promptTokens ?? 0) + (larger?.replyTokens ?? 0), 32_768);
  });

  it('are no cloud models behind Ollama, unless the settings name one and allow it', () => {
    const named = { 'ollama.chatModel': cloud.name };
    assert.deepEqual(names(offered('ollama', [talker, cloud])), ['talker:7b']);
    assert.deepEqual(names(offered('ollama', [talker, cloud], named)), [cloud.name, 'talker:7b']);
    const localOnly = { ...named, 'privacy.localOnly': true };
    assert.deepEqual(names(offered('ollama', [talker, cloud], localOnly)), ['talker:7b']);
  });

  it('leave out what answers nobody, by the server’s word or else by its name', () => {
    const found = offered('openai', [
      model('text-embedding-3-small'),
      model('gpt-6-luna'),
      model('gpt-4o-mini-tts'),
      model('qwen2.5-coder-7b-instruct'),
      model('codestral-fim', { chats: false }),
      model('embed-and-chat', { chats: true }),
    ]);
    assert.deepEqual(names(found), ['gpt-6-luna', 'qwen2.5-coder-7b-instruct', 'embed-and-chat']);
  });

  it('read what their server says, else what is usual', () => {
    const [said, silent] = offered('openai', [
      model('a', { contextTokens: 4_096, tools: false, images: true }),
      model('b'),
    ]);
    assert.deepEqual(
      [said?.promptTokens, said?.replyTokens, said?.tools, said?.images],
      [3_072, 1_024, false, true],
    );
    assert.deepEqual(
      [silent?.promptTokens, silent?.replyTokens, silent?.tools, silent?.images],
      [24_576, 8_192, true, false],
    );
    const [openAi] = offered('openai', [model('gpt-6-luna')], {}, 'https://api.openai.com');
    assert.equal(openAi?.images, true);
    assert.equal((openAi?.promptTokens ?? 0) + (openAi?.replyTokens ?? 0), 128_000);
  });

  it('have the one first that the settings name, also where the server does not list it', () => {
    const settings = { 'openai.chatModel': 'mine' };
    assert.deepEqual(names(offered('openai', [], settings)), ['mine']);
    assert.deepEqual(names(offered('openai', [model('a'), model('mine')], settings)), [
      'mine',
      'a',
    ]);
    assert.deepEqual(names(offered('ollama', [talker], { 'ollama.chatModel': 'gone' })), [
      'talker:7b',
    ]);
  });

  it('are two hundred of five thousand', () => {
    const many = Array.from({ length: 5_000 }, (_, number) => model(`m${number}`));
    const found = names(offered('openai', many, { 'openai.chatModel': 'm4999' }));
    assert.equal(found.length, 200);
    assert.equal(found[0], 'm4999');
  });

  it('are none of a server that fails or wants a key', () => {
    const server = { backend: 'openai', origin: 'https://models.test' } as const;
    const settings = parseSettings((key) => (key === 'openai.chatModel' ? 'mine' : undefined));
    const error = new ModelError('unreachable', { origin: server.origin });
    assert.deepEqual(offeredModels({ ...server, kind: 'failed', error }, settings), []);
    assert.deepEqual(offeredModels({ ...server, kind: 'no key' }, settings), []);
  });

  it('have ids that lead back to them', () => {
    assert.deepEqual(modelOf('ollama:talker:7b'), { backend: 'ollama', name: 'talker:7b' });
    assert.deepEqual(modelOf('openai:org/model'), { backend: 'openai', name: 'org/model' });
    for (const id of ['', 'ollama:', 'copilot:gpt', 'talker:7b']) {
      assert.equal(modelOf(id), undefined);
    }
  });
});
