import { isProtectedPath } from '../../privacy/protectedPaths.ts';
import type { isProtectedFile as isProtectedOnDisk } from '../protectedFile.ts';

/** A browser's file systems have no links to follow. */
export const isProtectedFile: typeof isProtectedOnDisk = async ({ path }) => isProtectedPath(path);
