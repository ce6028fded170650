import type { Log } from '../log.ts';
import { isDataKey, newDataKey, openCacheKey } from './cacheKey.ts';
import type { Bytes, CacheStorage, SecretSlot } from './cachePorts.ts';
import type { Content } from './cacheRecord.ts';
import { createShelf, type DiskLimits, type NewEntry, type Shelf } from './cacheShelf.ts';
import type { DiskReplies } from './responseCache.ts';

/** What a cache on disk is built from. */
export interface PersistentCacheDeps {
  readonly storage: CacheStorage;
  /** Where the data key goes once the user keeps an API key there. */
  readonly secret: SecretSlot;
  readonly limits: DiskLimits;
  /** Unix time in milliseconds. */
  readonly now: () => number;
  readonly log: Log;
  /** Told when another window has cleared the cache. */
  readonly onErased: () => void;
}

const keyFile = 'key';
const tagFile = 'CACHEDIR.TAG';
/** Backup programs leave a folder out that has this file; the line is fixed by bford.info/cachedir. */
const tag = 'Signature: 8a477f597d28d172789f06886806bc55\n';
/** So often at most it is looked at what other windows wrote. */
const refreshMs = 15_000;
const batchEntries = 64;
/** More replies than this wait only for a disk that stands still; memory has them too. */
const maxWaiting = 1_000;

/**
 * Creates the part of the response cache that outlives the window. Nothing is read before the first
 * look-up and nothing is written before the first reply. Whatever fails costs one line in the log and
 * the persistence of this session, never an answer.
 */
export function createPersistentCache(deps: PersistentCacheDeps): DiskReplies {
  const { log, now, secret, storage } = deps;
  let shelf: Shelf | undefined;
  let dataKey: string | undefined;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let off: 'no' | 'writes' | 'all' = 'no';
  let erasing = 0;
  let waiting: NewEntry[] = [];
  let first: Promise<void> | undefined;
  let ready = false;
  let looking = false;
  let writing: Promise<void> | undefined;
  let damaged = false;
  let turn: Promise<unknown> = Promise.resolve();

  /** One thing at a time; look-ups alone do not queue. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turn.then(work);
    turn = mine.catch(() => undefined);
    return mine;
  };

  const fail = (what: 'writes' | 'all', error: unknown) => {
    waiting = [];
    ready = true;
    if (off === 'no') {
      log.warn(`cache on disk: ${what === 'all' ? 'off' : 'no writes'}, ${nameOf(error)}`);
    }
    off = off === 'all' ? 'all' : what;
  };

  const openShelf = async (holding: string): Promise<Shelf> => {
    const onDamaged = () => {
      if (!damaged) {
        damaged = true;
        log.warn('cache on disk: dropped a damaged entry');
      }
    };
    const opened = createShelf({ ...deps, cacheKey: await openCacheKey(holding), onDamaged });
    await opened.refresh();
    return opened;
  };

  /** Opens the shelf of the key that holds now; another window may have changed or removed it. */
  const look = async (mayCreate: boolean): Promise<void> => {
    const holding = await currentDataKey(storage, secret, mayCreate);
    const due = Math.abs(now() - lookedAt) > refreshMs;
    if (due) {
      lookedAt = now();
    }
    if (holding === dataKey) {
      ready = true;
      await (due ? shelf?.refresh() : undefined);
      return;
    }
    const erasedElsewhere = dataKey !== undefined;
    dataKey = undefined;
    shelf = undefined;
    if (erasedElsewhere) {
      waiting = [];
      deps.onErased();
    }
    shelf = holding === undefined ? undefined : await openShelf(holding);
    dataKey = holding;
    ready = true;
  };

  const lookAgain = () => {
    if (!looking && Math.abs(now() - lookedAt) > refreshMs) {
      looking = true;
      inTurn(() => look(false))
        .catch((error) => fail('all', error))
        .finally(() => {
          looking = false;
        });
    }
  };

  const read = async (key: string, signal: AbortSignal) => {
    const open = shelf;
    const reply = signal.aborted || erasing > 0 ? undefined : await open?.read(key);
    return open === shelf && erasing === 0 ? reply : undefined;
  };

  const write = async (): Promise<void> => {
    while (waiting.length > 0) {
      await look(true);
      const entries = waiting.splice(0, batchEntries);
      await shelf?.append(entries);
    }
  };

  const startWriting = () => {
    writing ??= inTurn(write)
      .catch((error) => fail('writes', error))
      .finally(() => {
        writing = undefined;
        if (waiting.length > 0) {
          startWriting();
        }
      });
  };

  const put = (key: string, content: Content) => {
    if (off === 'no') {
      waiting.push({ key, content, atMs: now() });
      waiting.splice(0, waiting.length - maxWaiting);
      startWriting();
    }
  };

  const firstLook = (): Promise<void> => {
    first ??= inTurn(() => look(false)).then(
      () => log.info(`cache on disk: open, ${shelf?.stats.entries ?? 0} entries`),
      (error) => fail('all', error),
    );
    return first;
  };

  const idle = async (): Promise<void> => {
    while (writing !== undefined) {
      await writing;
    }
    await turn;
  };

  const erase = async (newKey: (() => Promise<void>) | undefined): Promise<void> => {
    erasing += 1;
    waiting = [];
    try {
      await inTurn(async () => {
        shelf = undefined;
        dataKey = undefined;
        await eraseAll(storage, secret, newKey);
        off = 'no';
      });
    } finally {
      erasing -= 1;
    }
  };

  return {
    warm: () => void firstLook(),
    lookup(key, signal) {
      if (off === 'all') {
        return undefined;
      }
      if (!ready) {
        return firstLook().then(() => read(key, signal));
      }
      if (shelf?.has(key) === true) {
        return read(key, signal);
      }
      lookAgain();
      return undefined;
    },
    set: put,
    delete: (key) => put(key, 'deleted'),
    clear: () => erase(() => secret.store(newDataKey())),
    erase: () => erase(undefined),
    protect: () =>
      inTurn(async () => {
        if ((await secret.get()) === undefined) {
          const text = await readKeyFile(storage);
          await secret.store(text !== undefined && isDataKey(text) ? text : newDataKey());
          await storage.remove(keyFile);
        }
      }),
    idle,
    get stats() {
      return shelf?.stats ?? { entries: 0, bytes: 0 };
    },
  };
}

/**
 * The data key: in the secret storage once the user keeps an API key there, else in a file that only
 * the user may read. It is 64 hexadecimal digits; anything else was cut by a crash and is made anew.
 */
async function currentDataKey(
  storage: CacheStorage,
  secret: SecretSlot,
  mayCreate: boolean,
): Promise<string | undefined> {
  const kept = await secret.get();
  if (kept !== undefined && isDataKey(kept)) {
    return kept;
  }
  const text = await readKeyFile(storage);
  if (text !== undefined && isDataKey(text)) {
    return text;
  }
  if (!mayCreate) {
    return undefined;
  }
  if (text !== undefined) {
    await storage.remove(keyFile);
  }
  const encoder = new TextEncoder();
  const made = newDataKey();
  if (await storage.create(keyFile, encoder.encode(made))) {
    await storage.create(tagFile, encoder.encode(tag));
    return made;
  }
  // Another window was faster.
  return currentDataKey(storage, secret, false);
}

async function readKeyFile(storage: CacheStorage): Promise<string | undefined> {
  const content: Bytes | undefined = await storage.read(keyFile, 0, 1024);
  return content === undefined ? undefined : new TextDecoder().decode(content);
}

/**
 * Removes the key first, for without it the rest is noise, then every file.
 * @throws the first error, after everything was tried
 */
async function eraseAll(
  storage: CacheStorage,
  secret: SecretSlot,
  newKey: (() => Promise<void>) | undefined,
): Promise<void> {
  const errors: unknown[] = [];
  const attempt = (work: () => Promise<void>) =>
    work().catch((error: unknown) => void errors.push(error));
  await attempt(() => storage.remove(keyFile));
  await attempt(async () => {
    if ((await secret.get()) !== undefined) {
      await (newKey?.() ?? secret.delete());
    }
  });
  await attempt(async () => {
    for (const { name } of await storage.list()) {
      await attempt(() => storage.remove(name));
    }
  });
  if (errors.length > 0) {
    throw errors[0];
  }
}

/** The code of a system error, e.g. `ENOSPC`: its message would tell the folder's path. */
function nameOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : error instanceof Error ? error.name : 'unknown';
}
