import assert from 'node:assert/strict';
import { keptReply } from '../../../src/completion/keptReply.ts';
import {
  type CachedReply,
  createResponseCache,
  type ResponseCache,
} from '../../../src/model/responseCache.ts';
import { handClock } from './support.ts';

const never = new AbortController().signal;
const reply: CachedReply = { text: 'return total;', stopped: 'end' };

/** A cache with nothing in memory and this on disk. */
function onDisk(found: Promise<CachedReply | undefined> | undefined): ResponseCache {
  return { ...createResponseCache({ maxBytes: 10_000 }), lookup: () => found };
}

describe('kept reply', () => {
  it('is memory’s, at once and without asking the disk', () => {
    const cache = createResponseCache({ maxBytes: 10_000 });
    cache.set('a', reply);
    assert.deepEqual(keptReply({ ...cache, lookup: assert.fail }, 'a', handClock(), never), reply);
  });

  it('waits for nothing that is on no disk', () => {
    assert.equal(keptReply(onDisk(undefined), 'a', handClock(), never), undefined);
  });

  it('is the disk’s where it has one', async () => {
    assert.deepEqual(
      await keptReply(onDisk(Promise.resolve(reply)), 'a', handClock(), never),
      reply,
    );
  });

  it('goes on without a disk that takes its time', async () => {
    const clock = handClock();
    const kept = keptReply(onDisk(new Promise(() => {})), 'a', clock, never);
    await clock.pass(50);
    assert.equal(await kept, undefined);
  });

  it('goes on when the editor wants no answer any more', async () => {
    const controller = new AbortController();
    const kept = keptReply(onDisk(new Promise(() => {})), 'a', handClock(), controller.signal);
    controller.abort();
    assert.equal(await kept, undefined);
  });
});
