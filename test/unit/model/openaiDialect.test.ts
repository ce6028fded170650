import assert from 'node:assert/strict';
import { defaultOpenAiModel } from '../../../src/model/chooseModel.ts';
import { ModelError } from '../../../src/model/client.ts';
import { type Dialect, dialectOf, nextDialect } from '../../../src/model/openaiDialect.ts';
import { defaultOpenAiBaseUrl } from '../../../src/settings.ts';
import refusals from '../../fixtures/wire/refusals.json';

const { origin } = new URL(defaultOpenAiBaseUrl);
const reasoning: Dialect = {
  kind: 'reasoning',
  effort: 'none',
  takesTemperature: true,
  countsTokens: true,
};
const plain: Dialect = { kind: 'plain', mostStops: 4, countsTokens: true };
const refused = (detail: string, status = 400) =>
  new ModelError('rejected', { origin, status, detail });

describe('the dialect of an OpenAI-compatible server', () => {
  it('begins without reasoning for the models that are known to reason', () => {
    for (const model of [defaultOpenAiModel, 'gpt-5-nano', 'gpt-5.6-luna', 'gpt-10', 'o4-mini']) {
      assert.deepEqual(dialectOf(origin, model), reasoning, model);
    }
  });

  it('begins plainly for others and elsewhere, with as many stops as are taken', () => {
    for (const model of ['gpt-4o-mini', 'gpt-5-chat-latest', 'my-o4', 'ft:gpt-4']) {
      assert.deepEqual(dialectOf(origin, model), plain, model);
    }
    assert.deepEqual(dialectOf('http://127.0.0.1:8080', defaultOpenAiModel), {
      kind: 'plain',
      mostStops: Number.POSITIVE_INFINITY,
      countsTokens: true,
    });
  });

  it('understands the documented refusals', () => {
    const next = refusals.map(({ name, status, body }) => {
      const message = JSON.stringify(body);
      const from = name.includes('effort') ? reasoning : plain;
      return [name, nextDialect(from, refused(message, status))] as const;
    });
    assert.deepEqual(
      next.filter(([, dialect]) => dialect !== undefined),
      [
        ['OpenAI: a reasoning model asked with max_tokens', reasoning],
        [
          'OpenAI: an effort that the model does not know',
          { ...reasoning, effort: 'minimal', takesTemperature: false },
        ],
      ],
    );
  });

  it('comes to an end, whatever is refused', () => {
    let dialect: Dialect | undefined = reasoning;
    const efforts: unknown[] = [];
    while (dialect !== undefined) {
      efforts.push(dialect.kind === 'reasoning' && dialect.effort);
      dialect = nextDialect(dialect, refused("'reasoning_effort' and 'temperature': unsupported"));
    }
    assert.deepEqual(efforts, ['none', 'none', 'minimal', 'low', undefined]);
  });

  it('leaves a number that is too large, and failures of another kind, as they are', () => {
    assert.equal(nextDialect(plain, refused("'max_tokens' is too large: 9999999")), undefined);
    assert.equal(nextDialect(plain, refused('max_tokens: unsupported', 500)), undefined);
  });

  it('leaves out the count of tokens where it is refused, and nothing else', () => {
    const words = 'stream_options: Extra inputs are not permitted, max_tokens is fine';
    assert.deepEqual(nextDialect(plain, refused(words, 422)), { ...plain, countsTokens: false });
    assert.deepEqual(nextDialect(reasoning, refused(words)), { ...reasoning, countsTokens: false });
    assert.equal(nextDialect({ ...plain, countsTokens: false }, refused(words)), undefined);
  });
});
