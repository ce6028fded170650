import assert from 'node:assert/strict';
import { commonLength, createPrefill } from '../../servers/prefill.ts';

describe('a server that keeps what it computed', () => {
  it('reads only what stands behind the common beginning with the prompt before', () => {
    const prefill = createPrefill(2);
    assert.equal(prefill.waitMs('abcdefgh'), 4);
    assert.equal(prefill.waitMs('abcdefghij'), 1);
    assert.equal(prefill.waitMs('abXdefghij'), 4);
    assert.equal(prefill.waitMs('abXdefghij'), 0);
  });

  it('finds nothing in common with an empty prompt, nor with another beginning', () => {
    assert.deepEqual(
      [commonLength('', 'ab'), commonLength('ab', ''), commonLength('ab', 'ba')],
      [0, 0, 0],
    );
  });
});
