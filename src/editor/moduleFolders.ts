import * as vscode from 'vscode';
import type { ModuleExists } from '../completion/imports.ts';
import { foldersAbove, type Manifest, manifestOf, moduleExists } from '../completion/modules.ts';
import { fileOf, toPlace } from './convert.ts';

/** Knows which modules the open documents can import, without touching the disk when it is asked. */
export interface ModuleFolders extends vscode.Disposable {
  readonly exists: ModuleExists;
}

/** Of folders beside the document's and beside those above it; a name in another is looked up when it is met. */
const mostBeside = 40;
const largestBytes = 500_000;
/** A folder that nobody asked about is forgotten when there are more. */
const mostKept = 2_000;

/** Creates the listing and reads what belongs to the active document, when there is one. */
export function createModuleFolders(): ModuleFolders {
  const names = createReadings(async (folder) => {
    const entries = await vscode.workspace.fs.readDirectory(folder);
    return new Set(entries.map(([name]) => name));
  });
  const manifests = createReadings(async (folder) =>
    readManifest(folder, await names.read(folder)),
  );
  const prepare = async (document: vscode.TextDocument | undefined) => {
    const place = document === undefined ? undefined : placeOf(document.uri);
    if (place === undefined) {
      return;
    }
    for (const path of foldersAbove(place.path)) {
      const folder = childOf(place.root, path);
      await manifests.read(folder);
      const children = await names.read(folder);
      const likely = [...(children ?? [])].filter((name) => !/\.\w+$|^\./.test(name));
      const beside = likely.filter((name) => name !== 'node_modules').slice(0, mostBeside);
      const installed = likely.filter((name) => name === 'node_modules');
      await Promise.all(
        [...installed, ...beside].map((name) => names.read(vscode.Uri.joinPath(folder, name))),
      );
    }
  };
  const parted = (uri: vscode.Uri) => [vscode.Uri.joinPath(uri, '..'), nameOf(uri)] as const;
  const reread = (uri: vscode.Uri) => {
    const [folder, name] = parted(uri);
    if (isManifest(name)) {
      manifests.refresh(folder);
    }
  };
  const everything = vscode.workspace.createFileSystemWatcher('**/*', false, true, false);
  const contents = vscode.workspace.createFileSystemWatcher(
    '**/{package,tsconfig*,jsconfig*}.json',
  );
  const listeners = vscode.Disposable.from(
    everything,
    contents,
    everything.onDidCreate((uri) => {
      const [folder, name] = parted(uri);
      names.known(folder)?.add(name);
      reread(uri);
    }),
    everything.onDidDelete((uri) => {
      const [folder, name] = parted(uri);
      names.known(folder)?.delete(name);
      names.forget(uri);
      manifests.forget(uri);
      reread(uri);
    }),
    contents.onDidChange(reread),
    vscode.window.onDidChangeActiveTextEditor((editor) => void prepare(editor?.document)),
  );
  void prepare(vscode.window.activeTextEditor?.document);
  return {
    exists(document, specifier) {
      const place = placeOf(vscode.Uri.parse(document.uri));
      return (
        place === undefined ||
        moduleExists(
          {
            names: (path) => names.now(childOf(place.root, path)),
            manifest: (path) => manifests.now(childOf(place.root, path)),
          },
          place.path,
          specifier,
        )
      );
    },
    dispose: () => listeners.dispose(),
  };
}

/** Undefined for what is in no workspace folder: nothing is read there. */
function placeOf(
  uri: vscode.Uri,
): { readonly root: vscode.Uri; readonly path: string } | undefined {
  const root = vscode.workspace.getWorkspaceFolder(fileOf(uri))?.uri;
  return root === undefined ? undefined : { root, path: toPlace(uri).path };
}

function childOf(root: vscode.Uri, path: string): vscode.Uri {
  return path === '' ? root : vscode.Uri.joinPath(root, path);
}

interface Readings<Value> {
  /** What was read; begins to read when nothing was. */
  now(folder: vscode.Uri): Value | undefined;
  /** What was read, and no more than that. */
  known(folder: vscode.Uri): Value | undefined;
  /** Undefined for a folder that cannot be read. */
  read(folder: vscode.Uri): Promise<Value | undefined>;
  /** Reads again what was read; what is known stays until then. */
  refresh(folder: vscode.Uri): void;
  forget(folder: vscode.Uri): void;
}

interface Reading<Value> {
  value: Value | undefined;
  done: Promise<void>;
}

function createReadings<Value>(load: (folder: vscode.Uri) => Promise<Value>): Readings<Value> {
  const readings = new Map</* folder */ string, Reading<Value>>();
  const fill = async (reading: Reading<Value>, folder: vscode.Uri) => {
    try {
      reading.value = await load(folder);
    } catch {
      // Gone, or no folder: nothing is known of it.
      reading.value = undefined;
    }
  };
  const begin = (folder: vscode.Uri) => {
    const key = folder.toString();
    const known = readings.get(key);
    if (known !== undefined) {
      return known;
    }
    const reading: Reading<Value> = { value: undefined, done: Promise.resolve() };
    readings.set(key, reading);
    reading.done = fill(reading, folder);
    for (const oldest of [...readings.keys()].slice(0, -mostKept)) {
      readings.delete(oldest);
    }
    return reading;
  };
  return {
    now: (folder) => begin(folder).value,
    known: (folder) => readings.get(folder.toString())?.value,
    async read(folder) {
      const reading = begin(folder);
      await reading.done;
      return reading.value;
    },
    refresh(folder) {
      const reading = readings.get(folder.toString());
      if (reading !== undefined) {
        reading.done = fill(reading, folder);
      }
    },
    forget: (folder) => readings.delete(folder.toString()),
  };
}

function nameOf({ path }: vscode.Uri): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

const isManifest = (name: string): boolean => /^(?:package|[tj]sconfig.*)\.json$/.test(name);

async function readManifest(
  folder: vscode.Uri,
  names: ReadonlySet<string> | undefined,
): Promise<Manifest> {
  const files = [...(names ?? [])].filter(isManifest);
  const texts = await Promise.all(
    files.map(async (name) => readText(vscode.Uri.joinPath(folder, name))),
  );
  const package_ = files.indexOf('package.json');
  return manifestOf(
    texts[package_],
    texts.filter((_, index) => index !== package_),
  );
}

async function readText(uri: vscode.Uri): Promise<string> {
  const { size } = await vscode.workspace.fs.stat(uri);
  return size > largestBytes
    ? ''
    : new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
}
