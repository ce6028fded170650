import * as vscode from 'vscode';
import type { UsageStorage } from '../../usage/ledger.ts';

/** The same as on a machine's disk, in the storage that the browser gives VS Code, which writes a file as a whole. */
export function createUsageStorage(folder: vscode.Uri): UsageStorage {
  const { fs } = vscode.workspace;
  const fileOf = (name: string) => vscode.Uri.joinPath(folder, name);
  return {
    async list() {
      const entries = (await orMissing(fs.readDirectory(folder))) ?? [];
      return entries.map(([name]) => name);
    },
    async read(name) {
      const content = await orMissing(fs.readFile(fileOf(name)));
      return content && new TextDecoder().decode(content);
    },
    async write(name, text) {
      await fs.createDirectory(folder);
      await fs.writeFile(fileOf(name), new TextEncoder().encode(text));
    },
    async remove(name) {
      await orMissing(fs.delete(fileOf(name)));
    },
    async rename(name, next) {
      await orMissing(fs.rename(fileOf(name), fileOf(next), { overwrite: true }));
    },
  };
}

async function orMissing<T>(work: Thenable<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') {
      return undefined;
    }
    throw error;
  }
}
