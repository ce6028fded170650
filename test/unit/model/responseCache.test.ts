import assert from 'node:assert/strict';
import {
  type CachedReply,
  createResponseCache,
  type DiskReplies,
  promptKey,
} from '../../../src/model/responseCache.ts';

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

  it('forgets one reply, or all', async () => {
    const cache = createResponseCache({ maxBytes: 10_000 });
    cache.set('a', whole('1'));
    cache.set('b', whole('2'));
    cache.delete('a');
    assert.deepEqual([cache.get('a'), cache.get('b')], [undefined, whole('2')]);
    await cache.clear();
    assert.deepEqual(cache.stats, { entries: 0, bytes: 0 });
  });
});

/** A second level whose look-ups end when the test says so. */
function scriptedDisk(has: Readonly<Record<string, CachedReply>>) {
  const stored = new Map(Object.entries(has));
  const done: string[] = [];
  let release: () => void = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const disk: DiskReplies = {
    warm: () => void done.push('warm'),
    lookup: (key) => (stored.has(key) ? held.then(() => stored.get(key)) : undefined),
    set: (key, reply) => void stored.set(key, reply),
    delete: (key) => void stored.delete(key),
    clear: async () => void done.push('clear'),
    erase: async () => void done.push('erase'),
    protect: async () => void done.push('protect'),
    idle: async () => void done.push('idle'),
    stats: { entries: 0, bytes: 0 },
  };
  return { disk, stored, done, release };
}

describe('response cache with a disk', () => {
  const signal = new AbortController().signal;

  it('opens the disk on first use only, and once', async () => {
    let opened = 0;
    const { disk, release } = scriptedDisk({ a: whole('1') });
    release();
    const openDisk = async () => {
      opened += 1;
      return disk;
    };
    const cache = createResponseCache({ maxBytes: 10_000, openDisk });
    cache.get('a');
    assert.equal(opened, 0);
    await Promise.all([cache.lookup('a', signal), cache.lookup('b', signal)]);
    assert.equal(opened, 1);
  });

  it('opens the disk ahead of the first question when told so', async () => {
    const { disk, done } = scriptedDisk({});
    const opened = Promise.resolve(disk);
    const cache = createResponseCache({ maxBytes: 10_000, openDisk: () => opened });
    cache.warm();
    await opened.then(() => undefined).then(() => undefined);
    assert.deepEqual(done, ['warm']);
    assert.equal(cache.lookup('a', signal), undefined);
  });

  it('keeps in memory what the disk gave', async () => {
    const { disk, release } = scriptedDisk({ a: whole('1') });
    const cache = createResponseCache({ maxBytes: 10_000, openDisk: async () => disk });
    release();
    assert.deepEqual(await cache.lookup('a', signal), whole('1'));
    assert.deepEqual(cache.get('a'), whole('1'));
  });

  it('says at once that there is nothing, once the disk is open', async () => {
    const { disk } = scriptedDisk({});
    const cache = createResponseCache({ maxBytes: 10_000, openDisk: async () => disk });
    await cache.lookup('a', signal);
    assert.equal(cache.lookup('a', signal), undefined);
    assert.equal(
      createResponseCache({ maxBytes: 10_000 }).lookup('a', signal),
      undefined,
      'without a disk',
    );
  });

  it('hands every reply to the disk, also one from before it was open', async () => {
    const { disk, stored } = scriptedDisk({});
    const cache = createResponseCache({ maxBytes: 10_000, openDisk: async () => disk });
    cache.set('a', whole('1'));
    await cache.lookup('other', signal);
    cache.set('b', whole('2'));
    assert.deepEqual(
      [...stored],
      [
        ['a', whole('1')],
        ['b', whole('2')],
      ],
    );
  });

  it('S40 gives nothing that was on its way when the cache was cleared', async () => {
    const { disk, done, release } = scriptedDisk({ a: whole('1') });
    const cache = createResponseCache({ maxBytes: 10_000, openDisk: async () => disk });
    await cache.lookup('other', signal);
    const found = cache.lookup('a', signal);
    await cache.clear();
    release();
    assert.equal(await found, undefined);
    assert.equal(cache.get('a'), undefined);
    assert.deepEqual(done, ['clear']);
  });

  it('never replaces a reply in memory by an older one from the disk', async () => {
    const { disk, release } = scriptedDisk({ a: whole('old') });
    const cache = createResponseCache({ maxBytes: 10_000, openDisk: async () => disk });
    const found = cache.lookup('a', signal);
    cache.set('a', whole('new'));
    release();
    assert.deepEqual(await found, whole('new'));
  });

  it('finishes writing before it opens the disk anew', async () => {
    const disks = [scriptedDisk({}), scriptedDisk({ a: whole('1') })] as const;
    disks[1].release();
    let opened = 0;
    const openDisk = async () => disks[opened++ === 0 ? 0 : 1].disk;
    const cache = createResponseCache({ maxBytes: 10_000, openDisk });
    await cache.lookup('a', signal);
    await cache.reopen();
    assert.deepEqual(disks[0].done, ['idle']);
    assert.deepEqual(await cache.lookup('a', signal), whole('1'));
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
