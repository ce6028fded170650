import * as vscode from 'vscode';
import type { Log } from '../log.ts';
import { createGate, type Gate, type RuleFile, ruleFileNames } from '../privacy/gate.ts';
import type { Configuration } from './configuration.ts';
import { toPlace } from './convert.ts';
import { generatedGlob } from './sourceFiles.ts';

/** The privacy gate by the ignore files of the workspace, the settings and the trust as they are now. */
export interface IgnoreFiles extends vscode.Disposable {
  gate(): Gate;
  isKnown(): boolean;
  /** Resolves once the ignore files were read; the first call begins to read them. */
  known(): Promise<void>;
  /** After a change of what may be read. */
  readonly onChange: vscode.Event<void>;
}

const ruleGlob = `**/{${ruleFileNames.join(',')}}`;
const mostNested = 2_000;
const largestBytes = 1_000_000;
const quietMs = 300;

/** Creates the gate; nothing is read before `known`, and until then it refuses what is in the workspace. */
export function createIgnoreFiles(configuration: Configuration, log: Log): IgnoreFiles {
  const changed = new vscode.EventEmitter<void>();
  const make = (ruleFiles: readonly RuleFile[] | 'unknown'): Gate =>
    createGate({
      ruleFiles,
      excludeFiles: configuration.settings()['privacy.excludeFiles'],
      trusted: vscode.workspace.isTrusted,
    });
  let rules: readonly RuleFile[] | 'unknown' = 'unknown';
  let gate = make(rules);
  let reading: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let latest = 0;

  const remake = () => {
    gate = make(rules);
    changed.fire();
  };
  const read = async () => {
    const mine = ++latest;
    const found = await readRuleFiles(log);
    if (mine === latest) {
      rules = found;
      remake();
    }
  };
  const readAgain = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      reading = reading && read();
    }, quietMs);
  };
  const watcher = vscode.workspace.createFileSystemWatcher(ruleGlob);
  const listeners = vscode.Disposable.from(
    changed,
    watcher,
    watcher.onDidCreate(readAgain),
    watcher.onDidChange(readAgain),
    watcher.onDidDelete(readAgain),
    vscode.workspace.onDidChangeWorkspaceFolders(readAgain),
    vscode.workspace.onDidGrantWorkspaceTrust(remake),
    configuration.onChange((affects) => affects('privacy') && remake()),
  );
  return {
    gate: () => gate,
    isKnown: () => rules !== 'unknown',
    known: () => {
      reading ??= read();
      return reading;
    },
    onChange: changed.event,
    dispose() {
      clearTimeout(timer);
      listeners.dispose();
    },
  };
}

async function readRuleFiles(log: Log): Promise<readonly RuleFile[]> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  // Looked for by name, because the user's `files.exclude` may hide them from a search.
  const top = folders.flatMap(({ uri }) =>
    ruleFileNames.map((name) => vscode.Uri.joinPath(uri, name)),
  );
  const nested = await search(log);
  const files = new Map([...top, ...nested].map((uri) => [uri.toString(), uri]));
  const read = await Promise.all([...files.values()].map((uri) => readRuleFile(uri, log)));
  return read.filter((file) => file !== undefined);
}

async function search(log: Log): Promise<readonly vscode.Uri[]> {
  try {
    return await vscode.workspace.findFiles(ruleGlob, generatedGlob, mostNested);
  } catch (error) {
    log.warn(`ignore files below the workspace folders not found: ${String(error)}`);
    return [];
  }
}

async function readRuleFile(uri: vscode.Uri, log: Log): Promise<RuleFile | undefined> {
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    const { path, root } = toPlace(uri);
    const slash = path.lastIndexOf('/');
    const place = {
      folder: slash === -1 ? '' : path.slice(0, slash),
      name: path.slice(slash + 1),
      ...(root === undefined ? {} : { root }),
    };
    if (size > largestBytes) {
      log.warn(`ignore file too large, everything beside it is excluded: ${path}`);
      return { ...place, text: '*' };
    }
    return { ...place, text: new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)) };
  } catch (error) {
    if (!(error instanceof vscode.FileSystemError && error.code === 'FileNotFound')) {
      log.warn(`ignore file not read: ${String(error)}`);
    }
    return undefined;
  }
}
