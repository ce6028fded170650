import assert from 'node:assert/strict';
import { type Question, questionKey } from '../../../src/model/questionKey.ts';

const question: Question = {
  task: 'explain',
  client: 'ollama http://127.0.0.1:11434 test-model:1b chat',
  languageId: 'typescript',
  code: 'const a = 1;',
  range: { start: 0, end: 5 },
  options: { temperature: 0 },
  templateVersion: 1,
  settings: { language: 'en' },
};

const others: readonly (readonly [what: string, change: Partial<Question>])[] = [
  ['task', { task: 'fix' }],
  ['model or endpoint', { client: 'openai https://api.openai.com/v1 test-model chat' }],
  ['language', { languageId: 'javascript' }],
  ['a blank in the code', { code: 'const a =  1;' }],
  ['start', { range: { start: 1, end: 5 } }],
  ['end', { range: { start: 0, end: 6 } }],
  ['value of an option', { options: { temperature: 1 } }],
  ['type of an option', { options: { temperature: '0' } }],
  ['a further option', { options: { temperature: 0, top: 1 } }],
  [
    'an option that became a setting',
    { options: {}, settings: { temperature: 0, language: 'en' } },
  ],
  ['template', { templateVersion: 2 }],
  ['setting', { settings: { language: 'zh-cn' } }],
];

describe('question key', () => {
  for (const [what, change] of others) {
    it(`S41 differs by ${what}`, () => {
      assert.notEqual(questionKey({ ...question, ...change }), questionKey(question));
    });
  }

  it('is the same in whatever order facts are given', () => {
    const one = questionKey({ ...question, options: { a: 1, b: true } });
    assert.equal(questionKey({ ...question, options: { b: true, a: 1 } }), one);
  });
});
