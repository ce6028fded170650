/** What the operating system says about its memory, in bytes. */
export interface MemoryFacts {
  /** Node's `process.platform`. */
  readonly platform: string;
  readonly total: number;
  /** `os.freemem()`: on Linux and Windows what can be had without swapping, on macOS unused pages alone. */
  readonly free: number;
  /** `process.availableMemory()`: also knows the limits of a container. */
  readonly available: number;
}

/** An old libuv reports the same for both on macOS, give or take what changes between two calls. */
const noticeableShare = 1 / 64;

/**
 * macOS keeps nearly all memory in use, for caches too, and frees it on demand. Where the system’s figure
 * leaves that out, half of the machine counts as usable.
 */
const shareOfMac = 1 / 2;

/**
 * Memory in bytes that a model may take. libuv counts what macOS can free only since
 * https://github.com/libuv/libuv/pull/4908, which not every VS Code has.
 */
export function usableMemory({ platform, total, free, available }: MemoryFacts): number {
  const countsReclaimable = available - free > total * noticeableShare;
  return platform === 'darwin' && !countsReclaimable
    ? Math.max(available, total * shareOfMac)
    : available;
}
