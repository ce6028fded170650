import { readFileSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** Runs `work` while no other process does. A lock whose owner died is taken over. */
export async function withLock(lock: string, work: () => Promise<void>): Promise<void> {
  while (!(await takeLock(lock))) {
    // Another process installs; it announces its end only by removing the file.
    await sleep(250);
  }
  try {
    await work();
  } finally {
    await rm(lock, { force: true });
  }
}

async function takeLock(lock: string): Promise<boolean> {
  try {
    await writeFile(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
      throw error;
    }
  }
  if (!isAlive(lock)) {
    // Renaming is atomic: of several processes that see the dead owner, one clears the lock.
    const stale = `${lock}.${process.pid}`;
    await rename(lock, stale).catch(() => undefined);
    await rm(stale, { force: true });
  }
  return false;
}

function isAlive(lock: string): boolean {
  try {
    const pid = Number(readFileSync(lock, 'utf8'));
    // An empty file is one that its owner is about to write.
    return pid === 0 || process.kill(pid, 0);
  } catch (error) {
    // EPERM: alive, of another user. ENOENT: released meanwhile. Only ESRCH says dead.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
