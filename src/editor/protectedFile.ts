import { realpath } from 'node:fs/promises';
import path from 'node:path';
import type { Uri } from 'vscode';
import { isProtectedPath } from '../privacy/protectedPaths.ts';

/** True where no change is made: by the path itself, and by the one that links on disk lead to. */
export async function isProtectedFile(
  uri: Pick<Uri, 'scheme' | 'path' | 'fsPath'>,
): Promise<boolean> {
  if (isProtectedPath(uri.path)) {
    return true;
  }
  return uri.scheme === 'file' && isProtectedPath(await resolved(uri.fsPath));
}

/** Of a file that is not there yet its folder may be a link. */
async function resolved(file: string): Promise<string> {
  try {
    return await realpath(file);
  } catch {
    const folder = path.dirname(file);
    return folder === file ? file : path.join(await resolved(folder), path.basename(file));
  }
}
