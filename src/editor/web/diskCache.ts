import type { openDiskCache as openOnDisk } from '../diskCache.ts';

/** A browser has no disk of its own: replies are remembered as long as the window is open. */
export const openDiskCache: typeof openOnDisk = async ({ log }) => {
  log.info('cache on disk: not in a browser; replies are kept in memory');
  return undefined;
};
