/** What a reply costs that was given before: in memory, on disk, and while it is stored. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createCacheStorage } from '../src/editor/cacheStorage.ts';
import { createPersistentCache } from '../src/model/persistentCache.ts';
import { createResponseCache, type DiskReplies, promptKey } from '../src/model/responseCache.ts';

const entries = 20_000;
const looks = 2_000;
const { signal } = new AbortController();

/** Replies of 20 to 200 characters, as completions have them. */
const replyOf = (at: number) =>
  ({
    text: `const value${at} = `.padEnd(20 + ((at * 37) % 180), 'compute(it); '),
    stopped: 'end',
  }) as const;
const keyOf = (at: number) => promptKey(['bench', String(at)]);

function openDisk(folder: string): DiskReplies {
  const silent = () => {};
  return createPersistentCache({
    storage: createCacheStorage(folder),
    secret: { get: async () => undefined, store: async () => {}, delete: async () => {} },
    limits: { maxBytes: 64 * 1_048_576, maxAgeMs: 14 * 24 * 3_600_000 },
    now: Date.now,
    log: { trace: silent, debug: silent, info: silent, warn: assert.fail, error: assert.fail },
    onErased: assert.fail,
  });
}

/** Measures on a folder of its own, which it removes; checks that what comes back is what was stored. */
export async function benchCache(): Promise<string[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'ghostline-bench-cache-'));
  try {
    return [measureMemory(), ...(await measureDisk(path.join(folder, 'replies')))];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function measureMemory(): string {
  const cache = createResponseCache({ maxBytes: 64 * 1_048_576 });
  const keys = Array.from({ length: entries }, (_, at) => keyOf(at));
  for (const [at, key] of keys.entries()) {
    cache.set(key, replyOf(at));
  }
  const times = keys.map((key, at) => {
    const started = performance.now();
    const reply = cache.get(key);
    const tookMs = performance.now() - started;
    assert.equal(reply?.text, replyOf(at).text);
    return tookMs;
  });
  return `memory hit: ${spread(times)}`;
}

async function measureDisk(folder: string): Promise<readonly string[]> {
  const single = openDisk(folder);
  const alone: number[] = [];
  for (let at = 0; at < looks / 10; at++) {
    const started = performance.now();
    single.set(`alone ${at}`, replyOf(at));
    await single.idle();
    alone.push(performance.now() - started);
  }
  const writer = openDisk(folder);
  const cpuBefore = process.cpuUsage();
  const startedWriting = performance.now();
  for (let from = 0; from < entries; from += 500) {
    for (let at = from; at < from + 500; at++) {
      writer.set(keyOf(at), replyOf(at));
    }
    await writer.idle();
  }
  const writtenMs = performance.now() - startedWriting;
  const { system, user } = process.cpuUsage(cpuBefore);
  const { bytes } = writer.stats;

  globalThis.gc?.();
  const heapBefore = process.memoryUsage().heapUsed;
  const reader = openDisk(folder);
  const startedOpening = performance.now();
  await reader.lookup('none', signal);
  const openedMs = performance.now() - startedOpening;
  globalThis.gc?.();
  const heapBytes = process.memoryUsage().heapUsed - heapBefore;
  assert.ok(reader.stats.entries >= entries);

  const hits: number[] = [];
  const misses: number[] = [];
  for (let look = 0; look < looks; look++) {
    const at = (look * 7919) % entries;
    const key = keyOf(at);
    const started = performance.now();
    const reply = await reader.lookup(key, signal);
    hits.push(performance.now() - started);
    assert.deepEqual(reply, replyOf(at));
    const startedMiss = performance.now();
    const nothing = reader.lookup(`not ${key}`, signal);
    misses.push(performance.now() - startedMiss);
    assert.equal(nothing, undefined);
  }
  const each = (total: number, unit: number) => ((total / entries) * unit).toFixed(3);
  return [
    `disk hit: ${spread(hits)}`,
    `disk miss: ${spread(misses)}, without the disk`,
    `stored alone: ${spread(alone)} until it is on disk, behind the answer`,
    `stored in bulk: ${each(writtenMs, 1)} ms and ${each((user + system) / 1000, 1)} ms of processor time each`,
    `opened: ${openedMs.toFixed(1)} ms for ${reader.stats.entries} entries, ${(bytes / 1e6).toFixed(1)} MB`,
    `per entry: ${Math.round(bytes / entries)} bytes on disk, ${Math.round(heapBytes / reader.stats.entries)} of memory${globalThis.gc ? '' : ' (run with --expose-gc for a true figure)'}`,
  ];
}

function spread(times: readonly number[]): string {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) => (sorted[Math.floor((sorted.length - 1) * share)] ?? 0).toFixed(4);
  return `p50 ${at(0.5)} ms, p95 ${at(0.95)} ms (n ${sorted.length})`;
}
