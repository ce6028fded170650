import { randomUUID } from 'node:crypto';
import { chmod, link, mkdir, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { CacheStorage, StoredFile } from '../model/cachePorts.ts';
import { hasCode, isMissing, orMissing } from './missingFile.ts';

const folderMode = 0o700;
const fileMode = 0o600;

/**
 * A folder of this user's own, on this machine's disk. The folder is made on the first write; it and
 * its files are readable by nobody else where the system knows such rights, and by Windows' inherited
 * ones elsewhere. Nothing is forced to the disk: a power cut costs entries, a killed process none.
 * @param folder absolute
 */
export function createCacheStorage(folder: string): CacheStorage {
  const fileOf = (name: string) => path.join(folder, name);
  let made: Promise<void> | undefined;
  const makeFolder = (): Promise<void> => {
    made ??= mkdir(folder, { recursive: true, mode: folderMode })
      // A folder from elsewhere may be open to others.
      .then(() => chmod(folder, folderMode))
      .catch((error) => {
        made = undefined;
        throw error;
      });
    return made;
  };
  /** Makes the folder where there is none, also again after somebody removed it. */
  const inFolder = async <T>(write: () => Promise<T>): Promise<T> => {
    await makeFolder();
    try {
      return await write();
    } catch (error) {
      if (!isMissing(error)) {
        throw error;
      }
      made = undefined;
      await makeFolder();
      return write();
    }
  };
  return {
    async list() {
      const names = await orMissing(readdir(folder));
      const files = await Promise.all((names ?? []).map((name) => look(fileOf(name), name)));
      return files.filter((file) => file !== undefined);
    },
    async read(name, offset, bytes) {
      const handle = await orMissing(open(fileOf(name), 'r'));
      if (handle === undefined) {
        return undefined;
      }
      try {
        const content = new Uint8Array(bytes);
        const { bytesRead } = await handle.read(content, 0, bytes, offset);
        return content.subarray(0, bytesRead);
      } finally {
        await handle.close();
      }
    },
    append: (name, content) =>
      inFolder(async () => {
        const handle = await open(fileOf(name), 'a', fileMode);
        try {
          await handle.appendFile(content);
          return (await handle.stat()).size;
        } finally {
          await handle.close();
        }
      }),
    create: (name, content) =>
      inFolder(async () => {
        const draft = fileOf(`${randomUUID()}.tmp`);
        try {
          await writeFile(draft, content, { mode: fileMode, flag: 'wx' });
          return await giveName(draft, fileOf(name));
        } finally {
          await rm(draft, { force: true });
        }
      }),
    remove: (name) => rm(fileOf(name), { force: true }),
  };
}

/** A link fails where the name is taken, which a renaming does not; some file systems have no links. */
async function giveName(draft: string, file: string): Promise<boolean> {
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) {
      return false;
    }
    if (isMissing(error)) {
      throw error;
    }
    await rename(draft, file);
    return true;
  }
}

async function look(file: string, name: string): Promise<StoredFile | undefined> {
  const found = await orMissing(stat(file));
  return found?.isFile() === true
    ? { name, bytes: found.size, modifiedAtMs: found.mtimeMs }
    : undefined;
}
