/** A window in a process of its own: `FOLDER NAME ENTRIES`, for `fork`. It tells each tenth key once it is written. */
import { createCacheStorage } from '../../src/editor/cacheStorage.ts';
import { createPersistentCache } from '../../src/model/persistentCache.ts';

const [folder = '', name = '', entries = '0'] = process.argv.slice(2);
const silent = () => {};

async function writeAll(): Promise<void> {
  const cache = createPersistentCache({
    storage: createCacheStorage(folder),
    secret: { get: async () => undefined, store: async () => {}, delete: async () => {} },
    limits: { maxBytes: 64 * 1_048_576, maxAgeMs: 14 * 24 * 3_600_000 },
    now: Date.now,
    log: { trace: silent, debug: silent, info: silent, warn: silent, error: silent },
    onErased: silent,
  });
  for (let count = 0; count < Number(entries); count++) {
    const key = `${name} ${count}`;
    cache.set(key, { text: `answer ${key}`, stopped: 'end' });
    if (count % 10 === 9) {
      await cache.idle();
      process.send?.(key);
    }
  }
  await cache.idle();
}

writeAll().then(
  () => process.disconnect?.(),
  () => process.exit(1),
);
