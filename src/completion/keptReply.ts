import type { CachedReply, ResponseCache } from '../model/responseCache.ts';
import type { Clock } from './clock.ts';

/** A reply on disk spares a request and comes in a tenth of this time, or the disk is not worth waiting for. */
const diskPatienceMs = 50;

/**
 * The reply that was given before; undefined when there is none. Waits only where the disk is known to
 * have one, or is just being opened; what comes later is in memory for the next key.
 */
export function keptReply(
  cache: ResponseCache,
  key: string,
  clock: Clock,
  signal: AbortSignal,
): CachedReply | undefined | Promise<CachedReply | undefined> {
  const inMemory = cache.get(key);
  const onDisk = inMemory === undefined ? cache.lookup(key, signal) : undefined;
  if (onDisk === undefined || signal.aborted) {
    return inMemory;
  }
  return new Promise((resolve) => {
    const finish = (reply: CachedReply | undefined) => {
      stopTimer();
      signal.removeEventListener('abort', giveUp);
      resolve(reply);
    };
    const giveUp = () => finish(undefined);
    const stopTimer = clock.after(diskPatienceMs, giveUp);
    signal.addEventListener('abort', giveUp, { once: true });
    void onDisk.then(finish);
  });
}
