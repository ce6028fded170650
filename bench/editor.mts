/** Starts the real VS Code in which the sections `editor-…` measure. */
import path from 'node:path';
import { createSessions, type Session } from '../test/host/sessions.mts';
import { packageExtension } from './bundle.mts';

const root = path.resolve(import.meta.dirname, '..');

/** Folder of the extension whose inline completions cost nothing but VS Code's own time. */
export const nullProvider = path.join(root, 'test', 'e2e', 'fixtures', 'nullProvider');

/** Folder of a linter that is nobody's, for its own language. */
export const linter = path.join(root, 'test', 'e2e', 'fixtures', 'linter');

/** What one measurement in the editor is given. */
export interface EditorBench {
  readonly session: Session;
  /** When to stop measuring although more was wanted, on `performance.now()`. */
  readonly deadlineMs: number;
}

/**
 * Gives `measure` a VS Code with the packed Ghostline, the null provider and others.
 * @param files of the workspace
 * @param budgetMs time to measure in, without starting and preparing
 * @param others folders of more extensions
 * @throws Error with Ghostline's log when something that was waited for did not come
 */
export async function inEditor(
  files: Readonly<Record<string, string>>,
  budgetMs: number,
  measure: (bench: EditorBench) => Promise<string[]>,
  others: readonly string[] = [],
): Promise<string[]> {
  const sessions = createSessions({ kind: 'vsix', file: await packageExtension() });
  try {
    const session = await sessions.acquire({ files, otherExtensions: [nullProvider, ...others] });
    await session.workbench.probe.waitForExtension('ghostline.ghostline');
    try {
      return await measure({ session, deadlineMs: performance.now() + budgetMs });
    } catch (error) {
      await session.workbench.screenshot(path.join(root, 'out', 'bench-failure.png'));
      const log = await session.server.outputChannel('Ghostline');
      throw new Error(`Ghostline's log ends with:\n${log.slice(-2_000)}`, { cause: error });
    }
  } finally {
    await sessions.stop();
  }
}
