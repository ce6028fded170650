/**
 * One entry on disk:
 *
 *     0  length of the content (4 bytes, little endian, as all numbers)
 *     4  name (16)
 *    20  when it was stored, seconds of Unix time (4)
 *    24  initialisation vector (12)
 *    36  checksum of all before (4)
 *    40  content, encrypted by AES-GCM and bound to length, name, time and key
 *
 * The checksum finds the end of what was written whole; against a forger stands the encryption alone.
 */
import { type CacheKey, nameBytes } from './cacheKey.ts';
import type { Bytes } from './cachePorts.ts';
import type { CachedReply } from './responseCache.ts';

/** Where a record lies in the bytes that were scanned. */
export interface FoundRecord {
  readonly name: string;
  readonly storedAtSeconds: number;
  readonly offset: number;
  readonly bytes: number;
}

/** What a record holds: a reply, or that there is none any more. */
export type Content = CachedReply | 'deleted';

const nameAt = 4;
const timeAt = nameAt + nameBytes;
const ivAt = timeAt + 4;
const ivBytes = 12;
const checksumAt = ivAt + ivBytes;
const headerBytes = checksumAt + 4;
const tagBytes = 16;
/** A reply is a few lines, an explanation a few pages. */
const maxContentBytes = 256 * 1024;
/** No record is larger. */
export const maxRecordBytes = headerBytes + maxContentBytes;

// A byte order mark is part of a reply like any other character.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const kinds = ['end', 'enough', 'deleted'] as const;

/** Makes the record of a content; undefined when it is too large or would not come back as it is. */
export async function sealRecord(
  cacheKey: CacheKey,
  key: string,
  content: Content,
  storedAtSeconds: number,
): Promise<Bytes | undefined> {
  const text = content === 'deleted' ? '' : content.text;
  const encoded = new TextEncoder().encode(text);
  if (!text.isWellFormed() || encoded.length + 1 + tagBytes > maxContentBytes) {
    return undefined;
  }
  const plain = new Uint8Array(1 + encoded.length);
  plain[0] = kinds.indexOf(content === 'deleted' ? 'deleted' : content.stopped);
  plain.set(encoded, 1);
  const record = new Uint8Array(headerBytes + plain.length + tagBytes);
  const header = new DataView(record.buffer);
  header.setUint32(0, plain.length + tagBytes, true);
  record.set(bytesOf(cacheKey.nameOf(key)), nameAt);
  header.setUint32(timeAt, storedAtSeconds, true);
  const iv = crypto.getRandomValues(record.subarray(ivAt, checksumAt));
  header.setUint32(checksumAt, checksum(record.subarray(0, checksumAt)), true);
  record.set(await cacheKey.encrypt(iv, boundTo(record, key), plain), headerBytes);
  return record;
}

/** Reads a record back; undefined when it is damaged or belongs to another key. */
export async function openRecord(
  cacheKey: CacheKey,
  key: string,
  record: Bytes,
): Promise<Content | undefined> {
  try {
    const iv = record.slice(ivAt, checksumAt);
    const plain = await cacheKey.decrypt(iv, boundTo(record, key), record.slice(headerBytes));
    const kind = kinds[plain[0] ?? kinds.length];
    if (kind === undefined || kind === 'deleted') {
      return kind;
    }
    return { text: decoder.decode(plain.subarray(1)), stopped: kind };
  } catch {
    return undefined;
  }
}

/** Finds the records that lie whole in `bytes`, up to the first that does not. */
export function scanRecords(bytes: Bytes): {
  readonly records: readonly FoundRecord[];
  /** Bytes that were understood. */
  readonly end: number;
} {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const records: FoundRecord[] = [];
  let offset = 0;
  while (offset + headerBytes <= bytes.length) {
    const length = view.getUint32(offset, true);
    const end = offset + headerBytes + length;
    const sum = checksum(bytes.subarray(offset, offset + checksumAt));
    const whole = view.getUint32(offset + checksumAt, true) === sum && end <= bytes.length;
    if (!whole || length <= tagBytes || length > maxContentBytes) {
      break;
    }
    records.push({
      name: String.fromCharCode(...bytes.subarray(offset + nameAt, offset + timeAt)),
      storedAtSeconds: view.getUint32(offset + timeAt, true),
      offset,
      bytes: headerBytes + length,
    });
    offset = end;
  }
  return { records, end: offset };
}

function bytesOf(name: string): Bytes {
  return Uint8Array.from(name, (character) => character.charCodeAt(0));
}

/** A record moved under another name, another time or another key does not open. */
function boundTo(record: Bytes, key: string): Bytes {
  const encodedKey = new TextEncoder().encode(key);
  const bound = new Uint8Array(ivAt + encodedKey.length);
  bound.set(record.subarray(0, ivAt));
  bound.set(encodedKey, ivAt);
  return bound;
}

/** FNV-1a, 32 bits: a file of zeros, as a power cut may leave it, has no record. */
function checksum(bytes: Bytes): number {
  let hash = 0x811c9dc5;
  for (const byte of bytes) {
    hash = Math.imul(hash ^ byte, 0x01000193);
  }
  return hash >>> 0;
}
