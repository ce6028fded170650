import type { SecretStorage } from 'vscode';
import type { Log } from '../log.ts';
import { createPersistentCache } from '../model/persistentCache.ts';
import type { DiskReplies } from '../model/responseCache.ts';
import type { Settings } from '../settings.ts';
import { createCacheStorage } from './cacheStorage.ts';

/** What the cache on disk is opened with. */
export interface DiskCacheDeps {
  /** Ghostline's own folder, absolute. */
  readonly folder: string;
  readonly secrets: Pick<SecretStorage, 'get' | 'store' | 'delete'>;
  readonly settings: Pick<Settings, 'cache.persist' | 'cache.maxMegabytes' | 'cache.maxAgeDays'>;
  readonly log: Log;
  readonly onErased: () => void;
}

const secretName = 'cacheKey';
const megabyte = 1_048_576;
const dayMs = 24 * 3_600_000;

/** Opens the cache on disk; where the user wants none, removes what an earlier one left. Never rejects. */
export async function openDiskCache(deps: DiskCacheDeps): Promise<DiskReplies | undefined> {
  const { log, onErased, secrets, settings } = deps;
  const cache = createPersistentCache({
    storage: createCacheStorage(`${deps.folder}/replies`),
    secret: {
      get: async () => secrets.get(secretName),
      store: async (value) => secrets.store(secretName, value),
      delete: async () => secrets.delete(secretName),
    },
    limits: {
      maxBytes: settings['cache.maxMegabytes'] * megabyte,
      maxAgeMs: settings['cache.maxAgeDays'] * dayMs,
    },
    now: Date.now,
    log,
    onErased,
  });
  if (settings['cache.persist']) {
    return cache;
  }
  await cache.erase().catch((error) => log.warn(`cache on disk: not removed, ${error.code}`));
  return undefined;
}
