import * as vscode from 'vscode';
import type { Log } from '../log.ts';
import { languageOf } from '../text/language.ts';
import { createClosedFiles } from './closedFiles.ts';
import { toGuardedFile } from './convert.ts';
import type { IgnoreFiles } from './ignoreFiles.ts';
import { generatedGlob, nearestFirst, sourceGlob } from './sourceFiles.ts';

/** The part of the instant engine that is kept current here. */
export interface Index {
  update(
    file: { readonly uri: string; readonly languageId: string; readonly text: string },
    signal: AbortSignal,
  ): Promise<void>;
  remove(uri: string): void;
  clear(): void;
  readonly stats: { readonly files: number; readonly characters: number };
}

/** What keeping the index is built from. */
export interface WorkspaceIndexDeps {
  readonly index: Index;
  readonly ignoreFiles: IgnoreFiles;
  readonly now: () => number;
  readonly log: Log;
}

/** Keeps the index in step with the workspace. */
export interface WorkspaceIndex extends vscode.Disposable {
  /** Begins to read the workspace. */
  start(): void;
}

const mostFiles = 10_000;

/** A document is read again when it was left alone for so long. */
const quietMs = 300;

/** Creates the keeper; nothing is read before `start`. */
export function createWorkspaceIndex(deps: WorkspaceIndexDeps): WorkspaceIndex {
  const { ignoreFiles, index, log } = deps;
  const edited = new Map</* uri */ string, NodeJS.Timeout>();
  const closed = createClosedFiles(deps);
  let run: AbortController | undefined;

  const updateOpen = async (document: vscode.TextDocument) => {
    const { languageId, uri } = document;
    const refused = ignoreFiles.gate().refusalOf(toGuardedFile(uri, languageId, true), 'index');
    if (refused !== undefined || languageOf(languageId).prose) {
      index.remove(uri.toString());
    } else if (run !== undefined) {
      const file = { uri: uri.toString(), languageId, text: document.getText() };
      await index
        .update(file, run.signal)
        .catch((error) => log.debug(`not indexed: ${String(error)}`));
    }
  };

  const updateSoon = (document: vscode.TextDocument) => {
    const key = document.uri.toString();
    clearTimeout(edited.get(key));
    const update = () => {
      edited.delete(key);
      if (!document.isClosed) {
        void updateOpen(document);
      }
    };
    edited.set(key, setTimeout(update, quietMs));
  };

  const readWorkspace = async ({ signal }: AbortController) => {
    const startedAt = deps.now();
    await ignoreFiles.readAll();
    if (signal.aborted) {
      return;
    }
    await Promise.all(vscode.workspace.textDocuments.map(updateOpen));
    const files = vscode.workspace.isTrusted
      ? await vscode.workspace.findFiles(sourceGlob, generatedGlob, mostFiles)
      : [];
    const here = vscode.window.activeTextEditor?.document.uri.path ?? '';
    await closed.add(
      nearestFirst(files, ({ path }) => path, here),
      signal,
    );
    if (!signal.aborted) {
      const { characters, files: count } = index.stats;
      const ms = Math.round(deps.now() - startedAt);
      log.info(`instant index ready files=${count} chars=${characters} ms=${ms}`);
    }
  };

  const restart = () => {
    if (run === undefined) {
      return;
    }
    run.abort();
    run = new AbortController();
    index.clear();
    readWorkspace(run).catch((error) => log.warn(`instant index failed: ${String(error)}`));
  };

  const start = () => {
    run = new AbortController();
    restart();
  };

  const refresh = (uri: vscode.Uri) => {
    if (run !== undefined) {
      void closed.add([uri], run.signal);
    }
  };
  const watcher = vscode.workspace.createFileSystemWatcher(sourceGlob);
  const listeners = vscode.Disposable.from(
    closed,
    watcher,
    watcher.onDidCreate(refresh),
    watcher.onDidChange(refresh),
    watcher.onDidDelete((uri) => index.remove(uri.toString())),
    vscode.workspace.onDidOpenTextDocument((document) => run && updateSoon(document)),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => {
      // What was typed and not saved is no longer part of the workspace.
      index.remove(uri.toString());
      refresh(uri);
    }),
    vscode.workspace.onDidChangeTextDocument(({ contentChanges, document }) => {
      if (run !== undefined && contentChanges.length > 0) {
        updateSoon(document);
      }
    }),
    vscode.workspace.onDidChangeWorkspaceFolders(restart),
    ignoreFiles.onChange(restart),
  );
  return {
    start,
    dispose() {
      run?.abort();
      for (const timer of edited.values()) {
        clearTimeout(timer);
      }
      listeners.dispose();
    },
  };
}
