import assert from 'node:assert/strict';
import { createResponseCache, promptKey } from '../../../src/model/responseCache.ts';

const whole = (text: string) => ({ text, stopped: 'end' }) as const;

describe('response cache', () => {
  it('gives back what was stored under a key, with how it ended', () => {
    const cache = createResponseCache({ maxBytes: 10_000 });
    cache.set('a', { text: 'return 1;', stopped: 'enough' });
    assert.deepEqual(cache.get('a'), { text: 'return 1;', stopped: 'enough' });
    assert.equal(cache.get('b'), undefined);
  });

  it('drops the replies that were used longest ago when it is full', () => {
    const cache = createResponseCache({ maxBytes: 3_000 });
    cache.set('a', whole('x'.repeat(200)));
    cache.set('b', whole('x'.repeat(200)));
    cache.get('a');
    cache.set('c', whole('x'.repeat(500)));
    assert.notEqual(cache.get('a'), undefined);
    assert.equal(cache.get('b'), undefined);
    assert.ok(cache.stats.bytes <= 3_000);
  });

  it('does not keep a reply larger than itself', () => {
    const cache = createResponseCache({ maxBytes: 3_000 });
    cache.set('a', whole('small'));
    cache.set('b', whole('x'.repeat(3_000)));
    assert.equal(cache.get('b'), undefined);
    assert.notEqual(cache.get('a'), undefined);
  });

  it('forgets one reply, or all', () => {
    const cache = createResponseCache({ maxBytes: 10_000 });
    cache.set('a', whole('1'));
    cache.set('b', whole('2'));
    cache.delete('a');
    assert.deepEqual([cache.get('a'), cache.get('b')], [undefined, whole('2')]);
    cache.clear();
    assert.deepEqual(cache.stats, { entries: 0, bytes: 0 });
  });
});

describe('prompt key', () => {
  it('is the same for the same parts', () => {
    assert.equal(promptKey(['model', 'prefix']), promptKey(['model', 'prefix']));
  });

  it('differs when text moves from one part to the next', () => {
    assert.notEqual(promptKey(['ab', 'c']), promptKey(['a', 'bc']));
    assert.notEqual(promptKey(['a', '']), promptKey(['a']));
    assert.notEqual(promptKey(['1:a2:bc']), promptKey(['a', 'bc']));
  });

  it('differs by a single character of white space', () => {
    assert.notEqual(promptKey(['if (a)']), promptKey(['if  (a)']));
  });
});
