import type * as vscode from 'vscode';
import { type Comparison, type NotVerified, type Verdict, verdictOf } from '../edit/verdict.ts';
import type { ExportedName } from '../edit/verdictExports.ts';
import { closedUsers } from './checkUsers.ts';

/** What a check found. */
export interface CheckResult {
  readonly verdict: Verdict;
  /** What is wrong with the change, for the next attempt; [] when nothing is known to be. */
  readonly complaints: readonly string[];
  /** The text became another one before anything was tried in it: the check may be asked for again. */
  readonly outdated?: true;
}

/** What a comparison of problems comes to, with the closed files that use what is different now. */
export async function resultOf(
  document: vscode.TextDocument,
  comparison: Comparison,
  openFiles: number,
  changed: readonly ExportedName[],
  signal: AbortSignal,
): Promise<CheckResult> {
  const isGood = comparison.added.length === 0 && comparison.fixed === comparison.of;
  const unchecked = isGood ? await closedUsers(document, changed, signal) : 0;
  const verdict = verdictOf(comparison, openFiles, unchecked);
  return { verdict, complaints: verdict.kind === 'partly' ? verdict.messages : [] };
}

/** Nobody can say. */
export function unknown(reason: NotVerified): CheckResult {
  return { verdict: { kind: 'not verified', reason }, complaints: [] };
}

/** The user typed before anything was tried. */
export const outdated: CheckResult = { ...unknown('typing'), outdated: true };
