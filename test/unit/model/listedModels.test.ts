import assert from 'node:assert/strict';
import { listedModel } from '../../../src/model/listedModels.ts';

describe('a model as a server lists it', () => {
  for (const [server, entry, expected] of [
    ['OpenAI', { id: 'gpt-6-luna', object: 'model', owned_by: 'system' }, { name: 'gpt-6-luna' }],
    [
      'vLLM',
      {
        id: 'Qwen/Qwen3',
        owned_by: 'vllm',
        root: 'Qwen/Qwen3',
        parent: null,
        max_model_len: 16_384,
      },
      { name: 'Qwen/Qwen3', contextTokens: 16_384 },
    ],
    [
      'Mistral',
      {
        id: 'codestral-latest',
        max_context_length: 256_000,
        capabilities: {
          completion_chat: true,
          completion_fim: true,
          function_calling: true,
          vision: false,
        },
      },
      { name: 'codestral-latest', contextTokens: 256_000, chats: true, tools: true, images: false },
    ],
    [
      'OpenRouter',
      {
        id: 'a/b',
        context_length: 131_072,
        supported_parameters: ['max_tokens', 'tools'],
        architecture: { input_modalities: ['text', 'image'] },
      },
      { name: 'a/b', contextTokens: 131_072, tools: true, images: true },
    ],
    [
      'the router of Hugging Face',
      {
        id: 'a/b',
        architecture: { input_modalities: ['text'] },
        providers: [
          { provider: 'x', context_length: 65_536, supports_tools: false },
          { provider: 'y', context_length: 32_768, supports_tools: true },
          { provider: 'z' },
        ],
      },
      { name: 'a/b', contextTokens: 32_768, tools: true, images: false },
    ],
    ['Groq', { id: 'm', context_window: 8_192 }, { name: 'm', contextTokens: 8_192 }],
    [
      'a server that says nonsense',
      { id: 'm', max_model_len: -1, context_length: '8k', providers: 3 },
      { name: 'm' },
    ],
  ] as const) {
    it(`is read from ${server}`, () => {
      assert.deepEqual(listedModel(entry), expected);
    });
  }

  it('is none without a name', () => {
    for (const entry of [null, 'm', {}, { id: 7 }]) {
      assert.equal(listedModel(entry), undefined);
    }
  });
});
