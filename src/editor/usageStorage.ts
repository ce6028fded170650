import { randomUUID } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { UsageStorage } from '../usage/ledger.ts';
import { orMissing } from './missingFile.ts';

const folderMode = 0o700;
const fileMode = 0o600;

/** A draft that its writer left behind: no name of ours. */
const draftEnd = '.tmp';

/**
 * A folder of small files of this user's own. It is made on the first write. A file is written under another name
 * and renamed, so that it is there whole or not at all.
 * In a browser `web/usageStorage.ts` stands in its place.
 * @param where the folder; absolute
 */
export function createUsageStorage(where: { readonly fsPath: string }): UsageStorage {
  const { fsPath: folder } = where;
  const fileOf = (name: string) => path.join(folder, name);
  return {
    async list() {
      const names = (await orMissing(readdir(folder))) ?? [];
      return names.filter((name) => name.endsWith('.json'));
    },
    read: (name) => orMissing(readFile(fileOf(name), 'utf8')),
    async write(name, text) {
      await mkdir(folder, { recursive: true, mode: folderMode });
      await chmod(folder, folderMode);
      const draft = fileOf(`${randomUUID()}${draftEnd}`);
      try {
        await writeFile(draft, text, { mode: fileMode, flag: 'wx' });
        await rename(draft, fileOf(name));
      } finally {
        await rm(draft, { force: true });
      }
    },
    remove: (name) => rm(fileOf(name), { force: true }),
    rename: async (name, next) => {
      await orMissing(rename(fileOf(name), fileOf(next)));
    },
  };
}
