import assert from 'node:assert/strict';
import { createTokenScale } from '../../../src/model/tokenScale.ts';

describe('characters per token', () => {
  it('begin with what is usual for code and move towards what the server counts', () => {
    const scale = createTokenScale();
    assert.equal(scale.charactersPerToken(), 3.2);
    for (let count = 0; count < 20; count++) {
      scale.note('m', 4_000, 2_000);
    }
    assert.ok(Math.abs(scale.charactersPerToken() - 2) < 0.01);
  });

  it('believe fewer at once and more only slowly: a prompt that is too long is cut', () => {
    const [down, up] = [createTokenScale(), createTokenScale()];
    down.note('m', 4_400, 2_000);
    up.note('m', 8_400, 2_000);
    assert.ok(3.2 - down.charactersPerToken() > up.charactersPerToken() - 3.2);
  });

  it('do not believe counts of short prompts, and of what was not computed before', () => {
    const scale = createTokenScale();
    scale.note('m', 100, 50);
    scale.note('m', 8_000, 40);
    scale.note('m', 8_000, 0);
    scale.note('m', 8_000, 9_000);
    assert.equal(scale.charactersPerToken(), 3.2);
  });

  it('begin anew with another model', () => {
    const scale = createTokenScale();
    for (let count = 0; count < 20; count++) {
      scale.note('m', 4_000, 2_000);
    }
    scale.note('other', 4_000, 1_250);
    assert.equal(scale.charactersPerToken(), 3.2);
  });
});
