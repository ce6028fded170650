import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Bytes } from './cachePorts.ts';

/** Everything that is derived from the data key of a cache. */
export interface CacheKey {
  /** Tells keys apart in names of files; says nothing about the key itself. */
  readonly id: string;
  /** Name of an entry: 16 bytes, one per character. Without the key nobody can tell what it stands for. */
  nameOf(key: string): string;
  encrypt(iv: Bytes, bound: Bytes, content: Bytes): Promise<Bytes>;
  /** @throws OperationError when any byte, or what it was bound to, is not as it was encrypted */
  decrypt(iv: Bytes, bound: Bytes, content: Bytes): Promise<Bytes>;
}

/** Bytes of a data key, and of an entry's name. */
const keyBytes = 32;
/** Bytes of an entry's name: too many for two of them ever to be the same by chance. */
export const nameBytes = 16;

/** A new data key as text. */
export function newDataKey(): string {
  return bytesToHex(crypto.getRandomValues(new Uint8Array(keyBytes)));
}

/** True when a text is a data key, also one that a crash or an editor may have left behind incomplete. */
export function isDataKey(text: string): boolean {
  return text.length === 2 * keyBytes && /^[\da-f]+$/.test(text);
}

/** Derives one key for each purpose (HMAC-SHA-256 over the purpose), so that none tells about another. */
export async function openCacheKey(dataKey: string): Promise<CacheKey> {
  const secret = hexToBytes(dataKey);
  const derive = (purpose: string) =>
    new Uint8Array(hmac(sha256, secret, utf8ToBytes(`ghostline cache ${purpose}`)));
  const naming = derive('names');
  const aes = await crypto.subtle.importKey('raw', derive('entries'), 'AES-GCM', false, [
    'encrypt',
    'decrypt',
  ]);
  return {
    id: bytesToHex(derive('id').subarray(0, 4)),
    nameOf: (key) =>
      String.fromCharCode(...hmac(sha256, naming, utf8ToBytes(key)).subarray(0, nameBytes)),
    encrypt: async (iv, additionalData, content) =>
      new Uint8Array(
        await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData }, aes, content),
      ),
    decrypt: async (iv, additionalData, content) =>
      new Uint8Array(
        await crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData }, aes, content),
      ),
  };
}
