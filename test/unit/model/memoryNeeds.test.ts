import assert from 'node:assert/strict';
import { memoryWarning } from '../../../src/model/memoryNeeds.ts';
import { recommendedFor } from '../../../src/model/recommended.ts';

const gigabyte = 1e9;
/** 8,192 tokens take half a gigabyte, weights 1.2 times their file. */
const contextTokens = 8_192;
const model = (name: string, size: number, rest: { loaded?: boolean; remote?: boolean } = {}) => ({
  name,
  sizeBytes: size * gigabyte,
  loaded: false,
  remote: false,
  ...rest,
});
const kindOf = (
  ...[chosen, other, free]: [ReturnType<typeof model>, ReturnType<typeof model> | undefined, number]
) => memoryWarning(chosen, other, { contextTokens, freeBytes: free * gigabyte })?.kind;

describe('what choosing a model means for the memory', () => {
  const small = model('small', 1);
  const large = model('large', 4.7);

  it('is nothing where it fits, alone and beside the other one', () => {
    assert.equal(kindOf(large, undefined, 7), undefined);
    assert.equal(kindOf(large, small, 8.5), undefined);
    assert.equal(kindOf({ ...large, loaded: true }, { ...small, loaded: true }, 0), undefined);
  });

  it('is said where it is too large, with what the loaded one would free', () => {
    assert.equal(kindOf(large, undefined, 5), 'too large');
    assert.equal(kindOf(large, { ...small, loaded: true }, 3), 'too large');
    const warning = memoryWarning(large, undefined, { contextTokens, freeBytes: gigabyte });
    assert.deepEqual(warning, {
      kind: 'too large',
      neededBytes: 4.7e9 * 1.2 + 8_192 * 65_536,
      freeBytes: gigabyte,
    });
  });

  it('is said where two fit only in turn', () => {
    assert.equal(kindOf(large, small, 7), 'reloads');
    assert.equal(kindOf(large, { ...small, loaded: true }, 5.5), 'reloads');
  });

  it('is unknown of another machine and of a model that runs elsewhere', () => {
    assert.equal(kindOf(large, small, Number.POSITIVE_INFINITY), undefined);
    assert.equal(kindOf(model('cloud', 400, { remote: true }), undefined, 1), undefined);
    const nameless = { name: 'm', loaded: false, remote: false };
    assert.equal(memoryWarning(nameless, undefined, { contextTokens, freeBytes: 0 }), undefined);
  });
});

describe('the model to begin with', () => {
  for (const [free, name] of [
    [0.5, 'qwen2.5-coder:0.5b'],
    [1.2, 'qwen2.5-coder:0.5b'],
    [2, 'qwen2.5-coder:1.5b'],
    [4, 'qwen2.5-coder:3b'],
    [8, 'qwen2.5-coder:7b'],
    [100, 'qwen2.5-coder:7b'],
    [Number.POSITIVE_INFINITY, 'qwen2.5-coder:3b'],
  ] as const) {
    it(`is ${name} with ${free} GB`, () => {
      assert.equal(recommendedFor(free * gigabyte, contextTokens).name, name);
    });
  }

  it('is said to fit only where the memory is known and has room for it', () => {
    const fits = (free: number) => recommendedFor(free * gigabyte, contextTokens).fits;
    assert.deepEqual(
      [fits(8), fits(0.1), fits(Number.POSITIVE_INFINITY)],
      [true, false, undefined],
    );
  });
});
