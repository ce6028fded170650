import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A folder of this process, removed by `remove` and at the latest when the process ends. */
export interface TempFolder {
  readonly path: string;
  remove(): void;
}

export function createTempFolder(prefix: string): TempFolder {
  // The real path: VS Code names files by it, whatever link the system's temporary folder is.
  const folder = mkdtempSync(path.join(realpathSync(tmpdir()), prefix));
  const removeNow = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  process.once('exit', removeNow);
  return {
    path: folder,
    remove: () => {
      process.off('exit', removeNow);
      removeNow();
    },
  };
}
