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
  get(key: string): CachedReply | undefined;
  set(key: string, reply: CachedReply): void;
  delete(key: string): void;
  clear(): void;
  readonly stats: { readonly entries: number; readonly bytes: number };
}

/** What an entry costs besides its text: measured 501 bytes with a hashed key. */
const entryBytes = 500;

/** Creates a cache in memory; the least recently used replies go first when it is full. */
export function createResponseCache(limits: { readonly maxBytes: number }): ResponseCache {
  const replies = new LRUCache<string, CachedReply>({
    maxSize: limits.maxBytes,
    sizeCalculation: (reply) => entryBytes + 2 * reply.text.length,
  });
  return {
    get: (key) => replies.get(key),
    set: (key, reply) => {
      replies.set(key, reply);
    },
    delete: (key) => {
      replies.delete(key);
    },
    clear: () => replies.clear(),
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
