import type { Log } from '../log.ts';
import { added, bounded, noRows, parseRows, type Row, type Rows } from './row.ts';

/** A folder of small files. */
export interface UsageStorage {
  /** Names; none where there is no folder yet. */
  list(): Promise<readonly string[]>;
  /** Undefined where there is none. */
  read(name: string): Promise<string | undefined>;
  /** Whole or not at all. */
  write(name: string, text: string): Promise<void>;
  remove(name: string): Promise<void>;
  rename(name: string, next: string): Promise<void>;
}

/** What the ledger is built from. */
export interface LedgerDeps {
  readonly storage: UsageStorage;
  readonly today: () => string;
  /** Names this window; no other window has ever had the name. */
  readonly windowId: string;
  readonly log: Pick<Log, 'warn'>;
}

/**
 * What all windows of this machine counted. Each window writes only a file of its own, one per day, so no count
 * is lost and nothing is locked. Files of past days, which nobody writes any more, are folded into one.
 */
export interface Ledger {
  /** Adds to this window's file. @returns false when the disk refused; nothing was added then */
  add(rows: Rows): Promise<boolean>;
  /** What can be read; never rejects. */
  read(): Promise<Rows>;
  /** @throws an error of the disk */
  clear(): Promise<void>;
}

const historyName = 'history.json';
const damagedName = 'damaged.json';
const ownName = /^(\d{4}-\d{2}-\d{2}) .+\.json$/;

/** Bytes of a file that is ours; a year of many models has a tenth. */
const longestFile = 8_000_000;

interface History {
  readonly rows: readonly Row[];
  /** Files that are part of `rows` and may still lie there, and the day on which they were taken in. */
  readonly folded: Readonly<Record<string, string>>;
}

/** Creates the ledger; nothing is read before it is used. */
export function createLedger(deps: LedgerDeps): Ledger {
  const { log, storage, today, windowId } = deps;
  /** Counts the files of this window: a clock that is set back must not lead to one that was folded. */
  let files = 0;
  let lastDay = '';

  const ownFile = (): string => {
    files += lastDay === today() ? 0 : 1;
    lastDay = today();
    return `${lastDay} ${windowId}-${files}.json`;
  };

  /** A file that is not what we write is set aside, and what it counted is counted anew. */
  const readFile = async <T>(
    name: string,
    parse: (value: unknown) => T | undefined,
  ): Promise<T | undefined> => {
    const text = await storage.read(name);
    if (text === undefined) {
      return undefined;
    }
    const parsed = text.length > longestFile ? undefined : parse(jsonOf(text));
    if (parsed === undefined) {
      log.warn(`usage: ${name} is damaged, it is kept as ${damagedName} and counted anew`);
      await unlessRefused(() => storage.rename(name, damagedName));
    }
    return parsed;
  };

  /** What can be read is shown, also where nothing can be written. */
  const unlessRefused = async (write: () => Promise<void>) => {
    try {
      await write();
    } catch (error) {
      log.warn(`usage: not tidied, ${String(error)}`);
    }
  };

  const readHistory = async (): Promise<History> =>
    (await readFile(historyName, parseHistory)) ?? { rows: [], folded: {} };

  const readAll = async (): Promise<Rows> => {
    const names = (await storage.list()).filter((name) => ownName.test(name));
    const [history, ...files] = await Promise.all([
      readHistory(),
      ...names.map(async (name) => ({ name, rows: await readFile(name, parseRows) })),
    ]);
    const apart = files.filter(({ name }) => !Object.hasOwn(history.folded, name));
    const rows = added(noRows, [...history.rows, ...apart.flatMap((file) => file.rows ?? [])]);
    const past = apart.filter(({ name, rows: read }) => read && isPast(name, today()));
    const gone = Object.entries(history.folded).filter(([, day]) => day !== today());
    if (past.length > 0 || gone.length > 0) {
      await unlessRefused(() => fold(history, past, gone));
    }
    return bounded(rows, today());
  };

  /**
   * Two windows that fold at one time write the same or a part of it, for a file is removed only a day after it
   * was taken in: whatever the last one left out still lies there and is counted.
   */
  const fold = async (
    { folded, rows }: History,
    past: readonly { readonly name: string; readonly rows: readonly Row[] | undefined }[],
    gone: readonly (readonly [string, string])[],
  ) => {
    await Promise.all(gone.map(([name]) => storage.remove(name)));
    const still = Object.entries(folded).filter(([, day]) => day === today());
    const sum = added(noRows, [...rows, ...past.flatMap((file) => file.rows ?? [])]);
    const next: History = {
      rows: [...bounded(sum, today()).values()],
      folded: Object.fromEntries([...still, ...past.map(({ name }) => [name, today()])]),
    };
    await storage.write(historyName, JSON.stringify(next));
  };

  return {
    async add(rows) {
      const name = ownFile();
      try {
        const before = (await readFile(name, parseRows)) ?? [];
        await storage.write(name, JSON.stringify([...added(rows, before).values()]));
        return true;
      } catch (error) {
        log.warn(`usage: not written, ${String(error)}`);
        return false;
      }
    },
    async read() {
      try {
        return await readAll();
      } catch (error) {
        log.warn(`usage: not read, ${String(error)}`);
        return noRows;
      }
    },
    async clear() {
      for (const name of await storage.list()) {
        await storage.remove(name);
      }
    },
  };
}

/** Nobody writes the file of the day before yesterday; a window that slept over midnight may that of yesterday. */
function isPast(name: string, today: string): boolean {
  const [, day = today] = ownName.exec(name) ?? [];
  const yesterday = new Date(Date.parse(today) - 86_400_000).toISOString().slice(0, 10);
  return day < yesterday;
}

function parseHistory(value: unknown): History | undefined {
  if (typeof value !== 'object' || value === null || !('rows' in value && 'folded' in value)) {
    return undefined;
  }
  const rows = parseRows(value.rows);
  const { folded } = value;
  return rows !== undefined && isNames(folded) ? { rows, folded } : undefined;
}

function isNames(value: unknown): value is Readonly<Record<string, string>> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((day) => typeof day === 'string')
  );
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
