import * as vscode from 'vscode';
import type { Log } from '../log.ts';
import { createGate, type Gate, type RuleFile, ruleFileNames } from '../privacy/gate.ts';
import { readSettings } from './configuration.ts';
import { toGuardedFile, toRelativePath } from './convert.ts';

/** The part of the instant engine that is kept current here. */
export interface Index {
  update(
    file: { uri: string; languageId: string; text: string },
    signal: AbortSignal,
  ): Promise<void>;
  remove(uri: string): void;
  clear(): void;
}

/** Keeps the index and the privacy gate in step with the workspace. */
export interface WorkspaceIndex extends vscode.Disposable {
  /** The gate by the rules that are known now. */
  gate(): Gate;
  /** Begins to read the workspace; the first document of code calls it. */
  start(): void;
}

const mostFiles = 4_000;
const mostBytes = 1_000_000;
const quietMs = 300;

/** Endings of text that is source code; what else is opened is indexed when it is opened. */
const sources =
  '**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs,vue,svelte,py,pyi,go,rs,java,kt,kts,scala,swift,c,h,cc,cpp,hpp,cs,php,rb,lua,dart,ex,exs,sh,sql,css,scss,r,jl,pl,zig}';
const generated =
  '**/{node_modules,dist,out,build,target,vendor,.git,.venv,venv,__pycache__,coverage}/**';

/** Creates the keeper; nothing is read before `start`. */
export function createWorkspaceIndex(index: Index, log: Log): WorkspaceIndex {
  let ruleFiles: readonly RuleFile[] = [];
  const makeGate = () =>
    createGate({ ruleFiles, excludeFiles: readSettings()['privacy.excludeFiles'] });
  let gate = makeGate();
  let run = new AbortController();
  let started = false;
  const pending = new Map</* uri */ string, NodeJS.Timeout>();

  const readOpen = (document: vscode.TextDocument) => {
    const { languageId, uri } = document;
    const purpose = 'index';
    if (gate.refusalOf(toGuardedFile(uri, languageId), purpose) !== undefined) {
      index.remove(uri.toString());
      return;
    }
    void index
      .update({ uri: uri.toString(), languageId, text: document.getText() }, run.signal)
      .catch(() => {});
  };

  const later = (document: vscode.TextDocument) => {
    const key = document.uri.toString();
    clearTimeout(pending.get(key));
    pending.set(
      key,
      setTimeout(() => {
        pending.delete(key);
        readOpen(document);
      }, quietMs),
    );
  };

  const readRules = async () => {
    const found = await vscode.workspace.findFiles(
      `**/{${ruleFileNames.join(',')}}`,
      generated,
      200,
    );
    ruleFiles = await Promise.all(
      found.map(async (uri) => {
        const path = toRelativePath(uri);
        const slash = path.lastIndexOf('/');
        const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
        return {
          folder: slash === -1 ? '' : path.slice(0, slash),
          name: path.slice(slash + 1),
          text,
        };
      }),
    );
    gate = makeGate();
  };

  const readWorkspace = async (signal: AbortSignal) => {
    await readRules();
    for (const document of vscode.workspace.textDocuments) {
      readOpen(document);
    }
    // In a workspace that is not trusted, only what the user opened is read.
    const files = vscode.workspace.isTrusted
      ? await vscode.workspace.findFiles(sources, generated, mostFiles)
      : [];
    const open = new Set(vscode.workspace.textDocuments.map((document) => document.uri.toString()));
    let count = 0;
    for (const uri of files) {
      if (signal.aborted) {
        return;
      }
      if (!open.has(uri.toString()) && (await readFile(uri, signal))) {
        count++;
      }
    }
    log.info(`instant index ready files=${count + open.size}`);
  };

  const readFile = async (uri: vscode.Uri, signal: AbortSignal): Promise<boolean> => {
    if (gate.refusalOf(toGuardedFile(uri, ''), 'index') !== undefined) {
      return false;
    }
    try {
      const { size } = await vscode.workspace.fs.stat(uri);
      if (size > mostBytes) {
        return false;
      }
      const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
      await index.update({ uri: uri.toString(), languageId: '', text }, signal);
      return true;
    } catch (error) {
      log.debug(`not indexed: ${String(error)}`);
      return false;
    }
  };

  const restart = () => {
    if (!started) {
      return;
    }
    run.abort();
    run = new AbortController();
    index.clear();
    readWorkspace(run.signal).catch((error) => log.warn(`index: ${String(error)}`));
  };

  const watcher = vscode.workspace.createFileSystemWatcher(sources);
  const ruleWatcher = vscode.workspace.createFileSystemWatcher(`**/{${ruleFileNames.join(',')}}`);
  const refresh = (uri: vscode.Uri) => {
    const isOpen = vscode.workspace.textDocuments.some(
      (document) => document.uri.toString() === uri.toString(),
    );
    if (started && vscode.workspace.isTrusted && !isOpen) {
      void readFile(uri, run.signal);
    }
  };
  const listeners = vscode.Disposable.from(
    watcher,
    ruleWatcher,
    watcher.onDidCreate(refresh),
    watcher.onDidChange(refresh),
    watcher.onDidDelete((uri) => index.remove(uri.toString())),
    ruleWatcher.onDidCreate(restart),
    ruleWatcher.onDidChange(restart),
    ruleWatcher.onDidDelete(restart),
    vscode.workspace.onDidOpenTextDocument((document) => started && later(document)),
    vscode.workspace.onDidChangeTextDocument((event) => {
      if (started && event.contentChanges.length > 0) {
        later(event.document);
      }
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(restart),
    vscode.workspace.onDidChangeWorkspaceFolders(restart),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('ghostline.privacy.excludeFiles')) {
        gate = makeGate();
        restart();
      }
    }),
  );
  return {
    gate: () => gate,
    start() {
      if (!started) {
        started = true;
        restart();
      }
    },
    dispose() {
      run.abort();
      for (const timer of pending.values()) {
        clearTimeout(timer);
      }
      listeners.dispose();
    },
  };
}
