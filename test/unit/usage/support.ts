import type { UsageStorage } from '../../../src/usage/ledger.ts';
import { type Addition, added, noRows, type Row, type Rows } from '../../../src/usage/row.ts';

/** A row with these numbers, of a cloud model on one day unless something else is said. */
export function rowOf(row: Partial<Addition>): Row {
  const [made] = rowsOf(row).values();
  if (made === undefined) {
    throw new Error('no row was made');
  }
  return made;
}

export function rowsOf(...rows: readonly Partial<Addition>[]): Rows {
  const key = { day: '2026-11-25', model: 'm', host: 'api.test', local: false } as const;
  return added(
    noRows,
    rows.map((row) => ({ ...key, feature: 'completion' as const, ...row })),
  );
}

/** A folder in memory that can refuse to be written. */
export function memoryStorage() {
  const files = new Map<string, string>();
  const refusals = { write: false };
  const storage: UsageStorage = {
    list: async () => [...files.keys()],
    read: async (name) => files.get(name),
    async write(name, text) {
      if (refusals.write) {
        throw new Error('ENOSPC');
      }
      files.set(name, text);
    },
    remove: async (name) => void files.delete(name),
    async rename(name, next) {
      const text = files.get(name);
      files.delete(name);
      files.set(next, text ?? '');
    },
  };
  return { files, refusals, storage };
}
