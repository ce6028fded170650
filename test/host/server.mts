import { type ChildProcess, spawn } from 'node:child_process';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { installHost, type TestHost } from './install.mts';
import { newestLog } from './logReader.mts';
import { stillSettings, stillUserSettings } from './stillSettings.mts';
import { createTempFolder } from './tempFolder.mts';

/**
 * An extension of the session: under development (at most one: VS Code in a page loads the last one only), installed
 * by copying its folder, or installed from a package.
 */
export type ExtensionSource =
  | { readonly kind: 'development'; readonly path: string }
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'vsix'; readonly file: string };

/** Values of settings by their full names, e.g. `{ 'editor.fontSize': 14 }`. */
export type Settings = Readonly<Record<string, unknown>>;

/** What a VS Code session starts with. */
export interface ServerOptions {
  /** Workspace folder, absolute. */
  readonly folder: string;
  readonly extensions: readonly ExtensionSource[];
  /** Machine settings, on top of those that keep tests still. */
  readonly settings?: Settings;
  /** Module whose `run()` is the test run, absolute; the page then reports its result. */
  readonly extensionTestsPath?: string;
  /** Whether the extension under development runs in the page's own worker, as in a browser without a server. */
  readonly inBrowser?: boolean;
  /** Whether workspace trust is on; an extension under development is exempt from it. Default: off. */
  readonly workspaceTrust?: boolean;
  /** Variables of the server and the extension host. */
  readonly env?: Readonly<Record<string, string>>;
  /** `code-server` version, default: the pinned one. */
  readonly version?: string;
  /** Port, default: a free one. */
  readonly port?: number;
}

/** A running VS Code server. */
export interface VsCodeServer {
  readonly host: TestHost;
  /** Address of the workbench; the files are absolute, and a workspace file is opened instead of the folder. */
  url(options?: { readonly openFile?: string; readonly workspaceFile?: string }): string;
  /** Replaces the given machine settings on disk (`undefined` removes one); VS Code reads them again by itself. */
  setSettings(changes: Settings): Promise<void>;
  /** What the server has printed. */
  output(): string;
  /** Text of the newest log file of an output channel (`LogOutputChannel` name), '' when there is none yet. */
  outputChannel(name: string): Promise<string>;
  /** Resolves when the server is gone, whoever ended it. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

const startTimeoutMs = 60_000;
/** A signal ends a process without its `exit` event, which is what takes the server and its folder along. */
const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Starts VS Code's server on loopback with folders of its own, removed again by `stop` and when this process ends. */
export async function startVsCode(options: ServerOptions): Promise<VsCodeServer> {
  const host = await installHost(options.version);
  const folder = createTempFolder('ghostline-vscode-');
  const data = folder.path;
  const machineSettings = path.join(data, 'data', 'Machine', 'settings.json');
  let settings: Record<string, unknown> = { ...stillSettings, ...options.settings };
  await mkdir(path.dirname(machineSettings), { recursive: true });
  await writeFile(machineSettings, JSON.stringify(settings, null, 2));
  const userSettings = path.join(data, 'data', 'User', 'settings.json');
  await mkdir(path.dirname(userSettings), { recursive: true });
  await writeFile(userSettings, JSON.stringify(stillUserSettings));
  let server: RunningServer;
  try {
    await installExtensions(host, data, options.extensions);
    server = await launch(host, data, options);
  } catch (error) {
    folder.remove();
    throw error;
  }
  return {
    host,
    url: ({ openFile, workspaceFile } = {}) =>
      workbenchUrl(server.port, options, openFile, workspaceFile),
    setSettings: async (changes) => {
      settings = { ...settings, ...changes };
      await writeFile(machineSettings, JSON.stringify(settings, null, 2));
    },
    output: server.output,
    ended: server.ended,
    outputChannel: (name) => newestLog(path.join(data, 'data', 'logs'), `${name}.log`),
    stop: async () => {
      await server.stop();
      folder.remove();
    },
  };
}

function workbenchUrl(
  port: number,
  options: ServerOptions,
  openFile?: string,
  workspaceFile?: string,
): string {
  const remote = (file: string): string => `vscode-remote://127.0.0.1:${port}${toUriPath(file)}`;
  const payload: [string, string][] = [['skipWelcome', 'true']];
  for (const extension of options.extensions) {
    if (extension.kind === 'development') {
      payload.push(['extensionDevelopmentPath', remote(extension.path)]);
    }
  }
  if (options.inBrowser) {
    payload.push(['extensionDevelopmentKind', 'web']);
  }
  if (options.extensionTestsPath !== undefined) {
    payload.push(['extensionTestsPath', remote(options.extensionTestsPath)]);
  }
  if (openFile !== undefined) {
    payload.push(['openFile', remote(openFile)]);
  }
  const url = new URL(`http://127.0.0.1:${port}/`);
  const opened = workspaceFile === undefined ? 'folder' : 'workspace';
  url.searchParams.set(opened, toUriPath(workspaceFile ?? options.folder));
  url.searchParams.set('payload', JSON.stringify(payload));
  return url.href;
}

function toUriPath(file: string): string {
  const slashed = file.split(path.sep).join('/');
  return slashed.startsWith('/') ? slashed : `/${slashed}`;
}

interface RunningServer {
  readonly port: number;
  readonly ended: Promise<void>;
  output(): string;
  stop(): Promise<void>;
}

/** The server process's own flags; `--enable-smoke-test-driver` makes it honour the page's development keys. */
function serverArguments(data: string, options: ServerOptions): string[] {
  const args = [
    '--host=127.0.0.1',
    `--port=${options.port ?? 0}`,
    '--without-connection-token',
    '--accept-server-license-terms',
    '--enable-smoke-test-driver',
    '--telemetry-level=off',
    `--server-data-dir=${data}`,
    `--extensions-dir=${path.join(data, 'extensions')}`,
  ];
  return options.workspaceTrust === true ? args : [...args, '--disable-workspace-trust'];
}

async function launch(
  host: TestHost,
  data: string,
  options: ServerOptions,
): Promise<RunningServer> {
  const child = spawnServer(host, data, serverArguments(data, options), options.env);
  let output = '';
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const killNow = (): void => killGroup(child, 'SIGKILL');
  const onSignal = (): never => process.exit(130);
  process.once('exit', killNow);
  for (const signal of endingSignals) {
    process.once(signal, onSignal);
  }
  void ended.then(() => {
    process.off('exit', killNow);
    for (const signal of endingSignals) {
      process.off(signal, onSignal);
    }
  });
  const port = await new Promise<number>((resolve, reject) => {
    const timer = setTimeout(() => fail('did not start in time'), startTimeoutMs);
    const fail = (reason: string): void => {
      clearTimeout(timer);
      killNow();
      reject(new Error(`VS Code's server ${reason}:\n${output}`));
    };
    const collect = (chunk: Buffer): void => {
      output += chunk.toString();
      const found = /Extension host agent listening on (\d+)/.exec(output)?.[1];
      if (found !== undefined) {
        clearTimeout(timer);
        resolve(Number(found));
      }
    };
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
    child.once('error', (error) => fail(`could not be started (${error.message})`));
    child.once('close', (code) => fail(`ended with code ${code}`));
  });
  return {
    port,
    ended,
    output: () => output,
    stop: async () => {
      killGroup(child, 'SIGTERM');
      const timer = setTimeout(killNow, 2000);
      await ended;
      clearTimeout(timer);
    },
  };
}

function spawnServer(
  host: TestHost,
  data: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): ChildProcess {
  const entry = path.join(host.serverRoot, 'out', 'server-main.js');
  return spawn(host.node, [entry, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own: the extension host and the watchers die with it.
    detached: process.platform !== 'win32',
    env: { ...process.env, ...env, ...socketFolder(data) },
  });
}

/** Where the server leaves its sockets; a killed one does not remove them. Elsewhere the path would be too long. */
function socketFolder(data: string): Record<string, string> {
  return process.platform === 'linux' ? { XDG_RUNTIME_DIR: data } : {};
}

function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) {
    return;
  }
  try {
    if (process.platform === 'win32') {
      child.kill(signal);
    } else {
      process.kill(-child.pid, signal);
    }
  } catch {
    // Already gone.
  }
}

async function installExtensions(
  host: TestHost,
  data: string,
  extensions: readonly ExtensionSource[],
): Promise<void> {
  if (extensions.filter(({ kind }) => kind === 'development').length > 1) {
    throw new Error('Only one extension of a session can be under development.');
  }
  // Folders first: the server takes over what lies there only when it makes the list of installed extensions.
  for (const extension of extensions) {
    if (extension.kind === 'folder') {
      const name = path.basename(extension.path);
      await cp(extension.path, path.join(data, 'extensions', name), { recursive: true });
    }
  }
  for (const extension of extensions) {
    if (extension.kind === 'vsix') {
      await installVsix(host, data, extension.file);
    }
  }
}

async function installVsix(host: TestHost, data: string, file: string): Promise<void> {
  const args = [
    `--install-extension=${file}`,
    '--force',
    '--accept-server-license-terms',
    `--server-data-dir=${data}`,
    `--extensions-dir=${path.join(data, 'extensions')}`,
  ];
  const child = spawnServer(host, data, args);
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  await new Promise<void>((resolve) => {
    child.once('close', () => resolve());
    child.once('error', () => resolve());
  });
  // The command's exit code is 0 even when the package was refused.
  if (!/successfully installed/.test(output)) {
    throw new Error(`VS Code did not install ${file}:\n${output}`);
  }
}
