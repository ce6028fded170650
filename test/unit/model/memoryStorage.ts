import type { Bytes, CacheStorage, SecretSlot } from '../../../src/model/cachePorts.ts';
import { createPersistentCache } from '../../../src/model/persistentCache.ts';
import type { DiskReplies } from '../../../src/model/responseCache.ts';

type Operation = keyof CacheStorage;

/** A folder in memory, for as many windows as a test wants. */
export interface MemoryFolder {
  readonly files: Map<string, { content: Bytes; modifiedAtMs: number }>;
  nowMs: number;
}

export function memoryFolder(): MemoryFolder {
  return { files: new Map(), nowMs: Date.UTC(2026, 10, 24) };
}

/** What the disk of one window does wrong. */
export interface Faults {
  /** Code of the error that these operations end with. */
  failing?: { readonly operations: readonly Operation[]; readonly code: string };
  /** The window dies after so many more bytes were written; nothing it does has an effect afterwards. */
  killAfterBytes?: number;
}

/** One window's view of a folder; every operation takes a few turns, so that windows interleave. */
export function storageOn(
  folder: MemoryFolder,
  faults: Faults = {},
): CacheStorage & { readonly calls: Operation[] } {
  const calls: Operation[] = [];
  let dead = false;
  const start = async (operation: Operation) => {
    calls.push(operation);
    await Promise.resolve();
    await Promise.resolve();
    if (dead) {
      await new Promise(() => {});
    }
    if (faults.failing?.operations.includes(operation)) {
      throw Object.assign(new Error('of the disk'), { code: faults.failing.code });
    }
  };
  const put = (name: string, before: Bytes, content: Bytes): number => {
    const written = content.slice(0, faults.killAfterBytes ?? content.length);
    if (faults.killAfterBytes !== undefined) {
      faults.killAfterBytes -= written.length;
      dead = written.length < content.length;
    }
    const whole = new Uint8Array(before.length + written.length);
    whole.set(before);
    whole.set(written, before.length);
    folder.files.set(name, { content: whole, modifiedAtMs: folder.nowMs });
    return whole.length;
  };
  return {
    calls,
    async list() {
      await start('list');
      return [...folder.files].map(([name, { content, modifiedAtMs }]) => ({
        name,
        bytes: content.length,
        modifiedAtMs,
      }));
    },
    async read(name, offset, bytes) {
      await start('read');
      return folder.files.get(name)?.content.slice(offset, offset + bytes);
    },
    async append(name, content) {
      await start('append');
      const size = put(name, folder.files.get(name)?.content ?? new Uint8Array(), content);
      return dead ? new Promise<number>(() => {}) : size;
    },
    async create(name, content) {
      await start('create');
      if (folder.files.has(name)) {
        return false;
      }
      put(name, new Uint8Array(), content);
      return dead ? new Promise<boolean>(() => {}) : true;
    },
    async remove(name) {
      await start('remove');
      folder.files.delete(name);
    },
  };
}

/** A secret storage that notes what was stored. */
export function memorySecret(value?: string): SecretSlot & {
  value: string | undefined;
  readonly stored: string[];
} {
  const slot = {
    value,
    stored: [] as string[],
    get: async () => slot.value,
    async store(next: string) {
      slot.value = next;
      slot.stored.push(next);
    },
    async delete() {
      slot.value = undefined;
    },
  };
  return slot;
}

/** A window's cache on a folder, with all that it said. */
export interface Window {
  readonly cache: DiskReplies;
  readonly storage: ReturnType<typeof storageOn>;
  readonly warnings: string[];
  erased: number;
}

export function openWindow(
  folder: MemoryFolder,
  options: {
    readonly faults?: Faults;
    readonly secret?: SecretSlot;
    readonly maxBytes?: number;
    readonly maxAgeMs?: number;
  } = {},
): Window {
  const storage = storageOn(folder, options.faults);
  const warnings: string[] = [];
  const silent = () => {};
  const window: Window = {
    storage,
    warnings,
    erased: 0,
    cache: createPersistentCache({
      storage,
      secret: options.secret ?? memorySecret(),
      limits: {
        maxBytes: options.maxBytes ?? 64 * 1_048_576,
        maxAgeMs: options.maxAgeMs ?? 14 * dayMs,
      },
      now: () => folder.nowMs,
      log: {
        trace: silent,
        debug: silent,
        info: silent,
        warn: (message) => warnings.push(message),
        error: (message) => warnings.push(message),
      },
      onErased() {
        window.erased += 1;
      },
    }),
  };
  return window;
}

export const dayMs = 24 * 3_600_000;
