import * as vscode from 'vscode';
import type { Log } from '../log.ts';
import { createGate, type Gate, type RuleFile, ruleFileNames } from '../privacy/gate.ts';
import type { Configuration } from './configuration.ts';
import { fileOf, toPlace } from './convert.ts';
import { generatedGlob } from './sourceFiles.ts';

/** The privacy gate by the ignore files of the workspace, the settings and the trust as they are now. */
export interface IgnoreFiles extends vscode.Disposable {
  gate(): Gate;
  /** True when all ignore files that concern a file are known; until then the gate is not to be asked about it. */
  cover(file: vscode.Uri): boolean;
  /** Reads those that concern one file: quick, also in a large workspace. */
  readFor(file: vscode.Uri): Promise<void>;
  /** Reads those of the whole workspace, once. */
  readAll(): Promise<void>;
  /** After a change of what may be read. */
  readonly onChange: vscode.Event<void>;
}

const ruleGlob = `**/{${ruleFileNames.join(',')}}`;
const mostNested = 2_000;
const largestBytes = 1_000_000;
const quietMs = 300;

/** Creates the gate; nothing is read before it is asked for. */
export function createIgnoreFiles(configuration: Configuration, log: Log): IgnoreFiles {
  const changed = new vscode.EventEmitter<void>();
  let rules = new Map</* uri */ string, RuleFile>();
  let covered = new Set</* uri of a folder, or `all` */ string>();
  let reading: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let latest = 0;
  /** Changes when what is being read is out of date. */
  let generation = 0;

  const make = (): Gate =>
    createGate({
      ruleFiles: covered.size === 0 ? 'unknown' : [...rules.values()],
      excludeFiles: configuration.settings()['privacy.excludeFiles'],
      redactSecrets: configuration.settings()['privacy.redactSecrets'],
      trusted: vscode.workspace.isTrusted,
    });
  let gate = make();
  const remake = () => {
    gate = make();
    changed.fire();
  };
  const cover = (document: vscode.Uri) => {
    const file = fileOf(document);
    return (
      covered.has('all') ||
      vscode.workspace.getWorkspaceFolder(file) === undefined ||
      covered.has(folderOf(file).toString())
    );
  };
  const readAll = async () => {
    const mine = ++latest;
    const found = await readRuleFiles([...topFiles(), ...(await search(log))], log);
    if (mine === latest) {
      rules = new Map(found);
      covered = new Set(['all']);
      remake();
    }
  };
  /** What was read no longer holds: until it is read again nothing is known. */
  const forget = () => {
    clearTimeout(timer);
    log.info('ignore files changed');
    generation++;
    rules = new Map();
    covered = new Set();
    reading = reading && readAll();
    remake();
  };
  const readAgain = () => {
    clearTimeout(timer);
    timer = setTimeout(forget, quietMs);
  };
  const watcher = vscode.workspace.createFileSystemWatcher(ruleGlob);
  const listeners = vscode.Disposable.from(
    changed,
    watcher,
    watcher.onDidCreate(readAgain),
    watcher.onDidChange(readAgain),
    watcher.onDidDelete(readAgain),
    vscode.workspace.onDidChangeWorkspaceFolders(forget),
    vscode.workspace.onDidGrantWorkspaceTrust(remake),
    configuration.onChange((affects) => affects('privacy') && remake()),
  );
  return {
    gate: () => gate,
    cover,
    async readFor(document) {
      const asOf = generation;
      const file = fileOf(document);
      const found = await readRuleFiles(filesAbove(file), log);
      if (asOf === generation && !cover(file)) {
        rules = new Map([...rules, ...found]);
        covered.add(folderOf(file).toString());
        remake();
      }
    },
    readAll: () => {
      reading ??= readAll();
      return reading;
    },
    onChange: changed.event,
    dispose() {
      clearTimeout(timer);
      listeners.dispose();
    },
  };
}

function folderOf(file: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(file, '..');
}

/** Where ignore files of the workspace folders are: the user's `files.exclude` may hide them from a search. */
function topFiles(): readonly vscode.Uri[] {
  return (vscode.workspace.workspaceFolders ?? []).flatMap(({ uri }) => ruleFilesIn(uri));
}

/** Where ignore files that concern one file can be: its folders up to the workspace folder. */
function filesAbove(file: vscode.Uri): readonly vscode.Uri[] {
  const top = vscode.workspace.getWorkspaceFolder(file)?.uri;
  const found: vscode.Uri[] = [];
  for (let folder = folderOf(file); top !== undefined; folder = folderOf(folder)) {
    found.push(...ruleFilesIn(folder));
    if (folder.path.length <= top.path.length) {
      break;
    }
  }
  return found;
}

function ruleFilesIn(folder: vscode.Uri): readonly vscode.Uri[] {
  return ruleFileNames.map((name) => vscode.Uri.joinPath(folder, name));
}

async function search(log: Log): Promise<readonly vscode.Uri[]> {
  try {
    return await vscode.workspace.findFiles(ruleGlob, generatedGlob, mostNested);
  } catch (error) {
    log.warn(`ignore files below the workspace folders not found: ${String(error)}`);
    return [];
  }
}

async function readRuleFiles(
  files: readonly vscode.Uri[],
  log: Log,
): Promise<readonly (readonly [uri: string, RuleFile])[]> {
  const unique = new Map(files.map((uri) => [uri.toString(), uri]));
  const read = await Promise.all(
    [...unique].map(async ([key, uri]) => [key, await readRuleFile(uri, log)] as const),
  );
  return read.flatMap(([key, file]) => (file === undefined ? [] : [[key, file] as const]));
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
