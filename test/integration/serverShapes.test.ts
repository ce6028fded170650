import assert from 'node:assert/strict';
import ollamaExchanges from '../fixtures/wire/ollama.json';
import openAiExchanges from '../fixtures/wire/openai.json';
import {
  loadedModelsReply,
  loadedReply,
  modelListReply,
  ollamaFormat,
  openAiFormat,
  showReply,
  tagsReply,
} from '../servers/wireFormats.ts';

/** The fields of a value, e.g. `choices[].delta.content: string`. */
function fieldsOf(value: unknown, path = ''): readonly string[] {
  if (Array.isArray(value)) {
    return value.flatMap((item) => fieldsOf(item, `${path}[]`));
  }
  return typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, item]) => fieldsOf(item, `${path}.${key}`))
    : [`${path}: ${value === null ? 'null' : typeof value}`];
}

/** All fields that replies of one kind have in the golden exchanges; `details` is the same in all kinds. */
function goldenFields(path: string): ReadonlySet<string> {
  const exchanges: readonly {
    readonly path: string;
    readonly stream?: readonly object[];
    readonly whole?: object;
    readonly document?: object;
  }[] = [...ollamaExchanges, ...openAiExchanges];
  const fields = exchanges
    .flatMap(({ stream = [], whole, document, ...one }) =>
      [...stream, whole ?? {}, document ?? {}].map((reply) => ({ reply, path: one.path })),
    )
    .flatMap(({ reply, ...one }) =>
      fieldsOf(reply).filter((field) => one.path === path || field.includes('.details.')),
    );
  return new Set(fields.map(withoutPlace));
}

function withoutPlace(field: string): string {
  return field.replace(/^.*\.details\./, 'details.');
}

const model = { name: 'm:1b', remoteHost: 'https://ollama.com:443' };
const asked = { model: 'm:1b', prompt: '', suffix: '', countsTokens: false };
const lines = (text: string): readonly object[] =>
  text
    .split('\n')
    .map((line) => line.replace(/^data: /, ''))
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));

const ollama = (path: string, way: 'raw' | 'chat') => ollamaFormat({ ...asked, path, way });
const openAi = (path: string, way: 'raw' | 'chat') => openAiFormat({ ...asked, path, way });

/** What our own server sends, by path; without the fields that only thinking models fill. */
const ours: Readonly<Record<string, readonly object[]>> = {
  '/api/generate': [
    ...lines(ollama('/api/generate', 'raw').piece('x')),
    ...lines(ollama('/api/generate', 'raw').end('stop')),
    loadedReply('m:1b'),
  ],
  '/api/chat': [
    ...lines(ollama('/api/chat', 'chat').piece('x')),
    ...lines(ollama('/api/chat', 'chat').end('stop')),
  ],
  '/api/tags': [tagsReply([model])],
  '/api/ps': [loadedModelsReply(['m:1b'])],
  '/api/show': [showReply({ name: 'm:1b' })],
  '/v1/completions': [
    ...lines(openAi('/v1/completions', 'raw').piece('x')),
    ...lines(openAi('/v1/completions', 'raw').end('stop')),
    ...lines(openAi('/v1/completions', 'raw').whole('x', 'stop')),
  ],
  '/v1/chat/completions': [
    ...lines(openAi('/v1/chat/completions', 'chat').begin()),
    ...lines(openAi('/v1/chat/completions', 'chat').piece('x')),
    ...lines(openAi('/v1/chat/completions', 'chat').thought('x')),
    ...lines(openAi('/v1/chat/completions', 'chat').end('stop')),
  ],
  '/v1/models': [modelListReply([model])],
};

describe('the model server of these tests', () => {
  for (const [path, replies] of Object.entries(ours)) {
    it(`answers ${path} with fields that a documented reply has`, () => {
      const golden = goldenFields(path);
      const fields = replies.flatMap((reply) => fieldsOf(reply)).map(withoutPlace);
      assert.notEqual(fields.length, 0);
      assert.deepEqual(
        fields.filter((field) => !golden.has(field)),
        [],
      );
    });
  }
});
