import * as vscode from 'vscode';
import type { ExportedName } from '../edit/verdictExports.ts';
import { documentsInTabs } from './checkFindings.ts';

const referencesMs = 3_000;
const mostExports = 5;

/**
 * How many files that are in no tab use the names; unknown when they are too many to ask about, or the language
 * server does not say in time.
 */
export async function closedUsers(
  document: vscode.TextDocument,
  changed: readonly ExportedName[],
  signal: AbortSignal,
): Promise<number | 'unknown'> {
  if (changed.length > mostExports) {
    return 'unknown';
  }
  const open = new Set(documentsInTabs(document).map(({ uri }) => uri.toString()));
  const found = await usesOf(document, changed, signal, referencesMs);
  const uris = found?.map(({ uri }) => uri.toString());
  return uris === undefined ? 'unknown' : new Set(uris.filter((uri) => !open.has(uri))).size;
}

/**
 * Where the names are used, as the language server says; undefined when it fails, or does not say it before the
 * time is over or the signal goes.
 */
export async function usesOf(
  document: vscode.TextDocument,
  names: readonly Pick<ExportedName, 'offset'>[],
  signal: AbortSignal,
  timeoutMs: number,
): Promise<readonly vscode.Location[] | undefined> {
  const asks = names.map(({ offset }) =>
    vscode.commands.executeCommand<readonly vscode.Location[] | undefined>(
      'vscode.executeReferenceProvider',
      document.uri,
      document.positionAt(offset),
    ),
  );
  const answers = Promise.all(asks).catch(() => undefined);
  const found = await Promise.race([answers, over(signal, timeoutMs)]);
  return found?.flatMap((locations) => locations ?? []);
}

/** Resolves when the time is over or the signal goes. */
export function over(signal: AbortSignal, delayMs: number): Promise<undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(undefined), Math.max(0, delayMs));
    const end = () => {
      clearTimeout(timer);
      resolve(undefined);
    };
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) {
      end();
    }
  });
}
