import assert from 'node:assert/strict';
import type { CatalogModel } from '../../../src/model/catalog.ts';
import { largerModel } from '../../../src/model/largerModel.ts';

function model(name: string, sizeBytes?: number, more: Partial<CatalogModel> = {}): CatalogModel {
  return {
    name,
    fills: false,
    chats: true,
    thinks: false,
    tools: false,
    images: false,
    remote: false,
    loaded: false,
    fits: true,
    ...(sizeBytes === undefined ? {} : { sizeBytes }),
    ...more,
  };
}

describe('a model that is larger than another one', () => {
  const small = model('small', 1e9);

  it('is the next in size', () => {
    const models = [model('huge', 9e9), small, model('large', 4e9), model('tiny', 5e8)];
    assert.equal(largerModel(models, 'small'), 'large');
  });

  it('is of use there also where the free memory is unknown', () => {
    assert.equal(largerModel([small, model('a', 4e9, { fits: undefined })], 'small'), 'a');
  });

  for (const [what, other] of [
    ['does not answer in words', model('x', 4e9, { chats: false })],
    ['is not known to answer in words', model('x', 4e9, { chats: undefined })],
    ['does not fit the memory', model('x', 4e9, { fits: false })],
    ['runs on another host', model('x', 4e9, { remote: true })],
    ['has no known size', model('x')],
    ['has the same size', model('x', 1e9)],
  ] as const) {
    it(`is none that ${what}`, () => {
      assert.equal(largerModel([small, other], 'small'), undefined);
    });
  }

  it('is not guessed where the first is unknown', () => {
    const large = model('large', 4e9);
    assert.equal(largerModel([large], 'small'), undefined);
    assert.equal(largerModel([model('small'), large], 'small'), undefined);
  });
});
