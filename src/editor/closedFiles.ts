import * as vscode from 'vscode';
import { toGuardedFile } from './convert.ts';
import { readText } from './readText.ts';
import { languageOfFile } from './sourceFiles.ts';
import type { WorkspaceIndexDeps } from './workspaceIndex.ts';

/** Brings files that are not open into the index, one after the other and out of the typist's way. */
export interface ClosedFiles extends vscode.Disposable {
  /** Reads files again, or takes them out where they may no longer be read; resolves when all are done. */
  add(files: readonly vscode.Uri[], signal: AbortSignal): Promise<void>;
}

/** Nothing is read for so long after a key. */
const quietMs = 300;

/** Creates an empty queue. */
export function createClosedFiles(deps: WorkspaceIndexDeps): ClosedFiles {
  const { ignoreFiles, index, log, now } = deps;
  const waiting = new Map<string, { uri: vscode.Uri; signal: AbortSignal }>();
  let typedAt = Number.NEGATIVE_INFINITY;
  let working: Promise<void> | undefined;

  const read = async (uri: vscode.Uri, signal: AbortSignal) => {
    const languageId = languageOfFile(uri.path);
    if (languageId === undefined || isOpen(uri)) {
      return;
    }
    const refused = ignoreFiles.gate().refusalOf(toGuardedFile(uri, languageId, false), 'index');
    const text = refused === undefined ? await readText(uri) : undefined;
    if (text === undefined) {
      index.remove(uri.toString());
    } else if (!isOpen(uri)) {
      await index.update({ uri: uri.toString(), languageId, text }, signal);
    }
  };

  const work = async () => {
    for (const [key, { signal, uri }] of waiting) {
      waiting.delete(key);
      while (!signal.aborted && now() - typedAt < quietMs) {
        await new Promise((resolve) => setTimeout(resolve, quietMs));
      }
      if (!signal.aborted) {
        await read(uri, signal).catch((error) => log.debug(`not indexed: ${String(error)}`));
      }
    }
  };

  const listener = vscode.workspace.onDidChangeTextDocument(() => {
    typedAt = now();
  });
  return {
    add(files, signal) {
      for (const uri of files) {
        waiting.set(uri.toString(), { uri, signal });
      }
      working ??= work().finally(() => {
        working = undefined;
      });
      return working;
    },
    dispose() {
      waiting.clear();
      listener.dispose();
    },
  };
}

function isOpen(uri: vscode.Uri): boolean {
  const key = uri.toString();
  return vscode.workspace.textDocuments.some((document) => document.uri.toString() === key);
}
