import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { LRUCache } from 'lru-cache';

/** A raw reply fit to be served again; cancelled, failed, cut and damaged replies are never kept. */
export interface CachedReply {
  readonly text: string;
  /** `end`: the model was done. `enough`: we stopped it; the reply serves up to there. */
  readonly stopped: 'end' | 'enough';
}

/** Replies by everything that determined them. Completion, explain and fix share one. */
export interface ResponseCache {
  /** What memory has: takes microseconds. */
  get(key: string): CachedReply | undefined;
  /** Opens the disk in the background, so that the first look-up finds it open. */
  warm(): void;
  /**
   * What an earlier window or another one left on disk. Undefined when there is nothing, mostly at once;
   * a promise only where there is an entry or where it is not known yet. Never rejects.
   */
  lookup(key: string, signal: AbortSignal): Promise<CachedReply | undefined> | undefined;
  set(key: string, reply: CachedReply): void;
  delete(key: string): void;
  /** Forgets everything, on disk too. @throws an error when the disk refused */
  clear(): Promise<void>;
  /** Moves the key of what is on disk to the secret storage: the user has just put an API key there. */
  protect(): Promise<void>;
  /** Finishes with the disk and opens it anew: its settings changed. */
  reopen(): Promise<void>;
  /** Resolves when everything is on disk. */
  idle(): Promise<void>;
  readonly stats: { readonly entries: number; readonly bytes: number };
}

/** The second level: what outlives the window. */
export interface DiskReplies
  extends Pick<ResponseCache, 'warm' | 'lookup' | 'set' | 'delete' | 'protect' | 'stats'> {
  /** Makes everything unreadable and removes it; the user asked for it. @throws an error of the disk */
  clear(): Promise<void>;
  /** The same where no user's command runs, so that the secret storage must not be written. */
  erase(): Promise<void>;
  /** Resolves when everything is written. */
  idle(): Promise<void>;
}

/** What an entry costs besides its text: measured 501 bytes with a hashed key. */
const entryBytes = 500;

/** What the response cache is built from. */
export interface ResponseCacheDeps {
  /** Bytes of memory. */
  readonly maxBytes: number;
  /** Opens the second level on first use; undefined where there is to be none. Must not reject. */
  readonly openDisk?: (onErased: () => void) => Promise<DiskReplies | undefined>;
}

/**
 * Creates a cache of two levels. In memory the least recently used replies go first; the disk takes every
 * reply and gives it back to memory when it is asked for.
 */
export function createResponseCache({ maxBytes, openDisk }: ResponseCacheDeps): ResponseCache {
  const replies = new LRUCache<string, CachedReply>({
    maxSize: maxBytes,
    sizeCalculation: (reply) => entryBytes + 2 * reply.text.length,
  });
  let opening: Promise<DiskReplies | undefined> | undefined;
  let opened: { readonly disk: DiskReplies | undefined } | undefined =
    openDisk === undefined ? { disk: undefined } : undefined;
  let era = 0;

  const forget = () => {
    era += 1;
    replies.clear();
  };
  const open = async (): Promise<DiskReplies | undefined> => {
    opening ??= openDisk?.(forget);
    const disk = await opening;
    opened = { disk };
    return disk;
  };
  const onDisk = (use: (disk: DiskReplies | undefined) => void) => {
    if (opened === undefined) {
      void open().then(use);
    } else {
      use(opened.disk);
    }
  };
  /** What comes from the disk stays in memory, unless all was forgotten or replaced meanwhile. */
  const remember = async (key: string, found: Promise<CachedReply | undefined>) => {
    const before = era;
    const reply = await found;
    if (era !== before) {
      return undefined;
    }
    if (reply !== undefined && !replies.has(key)) {
      replies.set(key, reply);
    }
    return replies.get(key) ?? reply;
  };

  return {
    get: (key) => replies.get(key),
    warm: () => onDisk((disk) => disk?.warm()),
    lookup(key, signal) {
      const found =
        opened === undefined
          ? open().then((disk) => disk?.lookup(key, signal))
          : opened.disk?.lookup(key, signal);
      return found && remember(key, found);
    },
    set(key, reply) {
      replies.set(key, reply);
      onDisk((disk) => disk?.set(key, reply));
    },
    delete(key) {
      replies.delete(key);
      onDisk((disk) => disk?.delete(key));
    },
    async clear() {
      forget();
      await (await open())?.clear();
    },
    async protect() {
      await (await open())?.protect();
    },
    async idle() {
      await (await opening)?.idle();
    },
    async reopen() {
      await (await opening)?.idle();
      opening = undefined;
      opened = undefined;
      await open();
    },
    get stats() {
      return { entries: replies.size, bytes: replies.calculatedSize };
    },
  };
}

/**
 * Key of a reply: a SHA-256 over all that determines it. Each part is preceded by its length, so that
 * two different lists never make one key.
 */
export function promptKey(parts: readonly string[]): string {
  const message = parts.map((part) => `${part.length}:${part}`).join('');
  return bytesToHex(sha256(utf8ToBytes(message)));
}
