import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { type RecordingProxy, startRecordingProxy } from '../servers/recordingProxy.ts';
import { launchBrowser } from './browser.mts';
import { createLogReader, type LogReader } from './logReader.mts';
import { openWorkbench, type Workbench, type WorkbenchOptions } from './page.mts';
import { type ExtensionSource, type Settings, startVsCode, type VsCodeServer } from './server.mts';
import { stillVariables } from './stillSettings.mts';
import { createTempFolder } from './tempFolder.mts';

/** What a test needs of VS Code. Tests that ask for the same share one server and one page. */
export interface SessionOptions {
  /** Machine settings from the start on. */
  readonly settings?: Settings;
  /** Whether Ghostline is there. Default: true. */
  readonly ghostline?: boolean;
  /** Ghostline, from this checkout's `dist`, runs in the page's own worker as in VS Code for the Web. */
  readonly inBrowser?: boolean;
  /** Folders of further extensions to install. */
  readonly otherExtensions?: readonly string[];
  readonly workspaceTrust?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  /** Files of the workspace by their relative paths, there before VS Code starts. */
  readonly files?: Readonly<Record<string, string>>;
  /**
   * Records every request of the window, and of the server and its hosts those that are not for loopback, which VS Code
   * takes past every proxy: names of this machine that only the proxy knows, for servers that the tests run.
   */
  readonly recordedNames?: readonly string[];
}

/** One VS Code with a workspace of its own. */
export interface Session {
  readonly server: VsCodeServer;
  readonly workbench: Workbench;
  /** Workspace folder, absolute. */
  readonly folder: string;
  /** What records the requests. @throws Error where the options ask for none */
  readonly proxy: RecordingProxy;
  /** Writes a file of the workspace and returns its absolute path. */
  write(name: string, text: string): Promise<string>;
  /** Writes a file, opens it and puts the cursor where the text has a `█`. */
  open(name: string, text: string): Promise<void>;
  /** Changes user settings until the next `reset`; returns when extensions see them. */
  configure(settings: Settings): Promise<void>;
  /** What Ghostline logs from now on. */
  logFromNow(): Promise<LogReader>;
  /**
   * Closes the editors and the window and opens the window anew, with the same browser profile.
   * @param options `keepEditors`: as a person who reloads the window, with unsaved changes in it; the files are absolute
   */
  reload(options?: {
    readonly openFile?: string;
    readonly workspaceFile?: string;
    readonly keepEditors?: boolean;
  }): Promise<void>;
  /** Closes the editors without saving and takes `configure` back. */
  reset(): Promise<void>;
}

/** Keeps one browser and one session per distinct options. */
export interface Sessions {
  acquire(options: SessionOptions): Promise<Session>;
  stop(): Promise<void>;
}

/** Each is an editor with a server: what was not asked for the longest ends. */
const mostRunning = 3;

const repository = path.join(import.meta.dirname, '..', '..');

/**
 * What a window without a machine loads of this checkout. VS Code takes an extension into the worker of a page only
 * where it is under development, and beside a server prefers its code for Node when it has any.
 */
async function forBrowser(folder: string): Promise<ExtensionSource> {
  const { main: _, ...manifest } = JSON.parse(
    await readFile(path.join(repository, 'package.json'), 'utf8'),
  );
  await cp(path.join(repository, 'dist', 'web'), path.join(folder, 'dist', 'web'), {
    recursive: true,
  });
  for (const name of ['package.nls.json', 'package.nls.zh-cn.json', 'l10n', 'media']) {
    await cp(path.join(repository, name), path.join(folder, name), { recursive: true });
  }
  await writeFile(path.join(folder, 'package.json'), JSON.stringify(manifest));
  return { kind: 'development', path: folder };
}

const probeFolder = path.join(import.meta.dirname, 'probe');

/** @param ghostline how Ghostline is brought into the sessions; `version` is a `code-server` version */
export function createSessions(ghostline: ExtensionSource, version?: string): Sessions {
  const running = new Map<string, Promise<RunningSession>>();
  let browser: Promise<Browser> | undefined;
  const browserFor = (server: VsCodeServer): Promise<Browser> => {
    browser ??= launchBrowser(server.host);
    return browser;
  };
  return {
    acquire: async (options) => {
      const key = JSON.stringify(options);
      const started = running.get(key) ?? startSession(ghostline, version, options, browserFor);
      // The one asked for becomes the last in the order of the map.
      running.delete(key);
      running.set(key, started);
      const [oldest] = running.keys();
      if (running.size > mostRunning && oldest !== undefined) {
        await running.get(oldest)?.then(({ stop }) => stop());
        running.delete(oldest);
      }
      return (await started).session;
    },
    stop: async () => {
      for (const started of running.values()) {
        await started.then(({ stop }) => stop()).catch(() => undefined);
      }
      running.clear();
      await (await browser)?.close();
    },
  };
}

interface RunningSession {
  readonly session: Session;
  stop(): Promise<void>;
}

async function startSession(
  ghostline: ExtensionSource,
  version: string | undefined,
  options: SessionOptions,
  browserFor: (server: VsCodeServer) => Promise<Browser>,
): Promise<RunningSession> {
  const root = createTempFolder('ghostline-session-');
  const folder = path.join(root.path, 'workspace');
  const probeFile = path.join(root.path, 'probe-port');
  const write = async (name: string, text: string): Promise<string> => {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
    return file;
  };
  await mkdir(folder);
  for (const [name, text] of Object.entries(options.files ?? {})) {
    await write(name, text);
  }
  const ours = options.inBrowser ? await forBrowser(path.join(root.path, 'ghostline')) : ghostline;
  const folders = [probeFolder, ...(options.otherExtensions ?? [])];
  const proxy = options.recordedNames && (await startRecordingProxy(options.recordedNames));
  const server = await startVsCode({
    folder,
    extensions: [
      ...(options.ghostline === false ? [] : [ours]),
      ...folders.map((path) => ({ kind: 'folder', path }) as const),
    ],
    env: {
      ...stillVariables,
      ...options.env,
      ...proxyVariables(proxy),
      GHOSTLINE_TEST_PROBE: probeFile,
    },
    ...(options.inBrowser === undefined ? {} : { inBrowser: options.inBrowser }),
    ...(options.settings === undefined ? {} : { settings: options.settings }),
    ...(options.workspaceTrust === undefined ? {} : { workspaceTrust: options.workspaceTrust }),
    ...(version === undefined ? {} : { version }),
  });
  const stop = async (): Promise<void> => {
    await server.stop();
    await proxy?.stop();
    root.remove();
  };
  try {
    const open = async (wanted: WorkbenchOptions = {}): Promise<Workbench> => {
      const opened = await openWorkbench(await browserFor(server), server, {
        probeFile,
        ...(proxy === undefined ? {} : { proxyUrl: proxy.url }),
        ...wanted,
      });
      if (options.inBrowser) {
        // The probe lives in another host and sees no extension of this one.
        await opened.waitForStatus('Ghostline', /Ghostline/);
      } else if (options.ghostline !== false) {
        // VS Code starts it after the probe. A key pressed before that asks nobody, and nobody asks again.
        await opened.probe.waitForExtension('ghostline.ghostline');
      }
      return opened;
    };
    const session = createSession(server, await open(), open, { folder, write, proxy });
    return {
      session,
      stop: async () => {
        await session.workbench.close();
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What of these the environment has besides would count before ours or be left out. */
function proxyVariables(proxy: RecordingProxy | undefined): Readonly<Record<string, string>> {
  if (proxy === undefined) {
    return {};
  }
  const { url } = proxy;
  const names = { http_proxy: url, https_proxy: url, no_proxy: '' };
  return { ...names, HTTP_PROXY: url, HTTPS_PROXY: url, NO_PROXY: '' };
}

function createSession(
  server: VsCodeServer,
  first: Workbench,
  openAgain: (options: WorkbenchOptions) => Promise<Workbench>,
  {
    folder,
    write,
    proxy,
  }: Pick<Session, 'folder' | 'write'> & { readonly proxy: RecordingProxy | undefined },
): Session {
  const changed = new Set<string>();
  let workbench = first;
  return {
    server,
    get workbench() {
      return workbench;
    },
    folder,
    get proxy() {
      if (proxy === undefined) {
        throw new Error('This session was started without a proxy.');
      }
      return proxy;
    },
    write,
    open: async (name, text) => {
      const at = text.indexOf('█');
      await workbench.openFile(await write(name, text.replace('█', '')));
      if (at >= 0) {
        const before = text.slice(0, at).split(/\r\n|\n/);
        await workbench.goTo(before.length - 1, (before.at(-1) ?? '').length);
      }
    },
    configure: async (settings) => {
      for (const name of Object.keys(settings)) {
        changed.add(name);
      }
      await workbench.probe.setSettings(settings);
    },
    logFromNow: () => createLogReader(() => server.outputChannel('Ghostline')),
    reload: async ({ keepEditors = false, ...options } = {}) => {
      const context = workbench.page.context();
      if (keepEditors) {
        const loaded = workbench.page.waitForEvent('load');
        // Nobody is there to answer.
        workbench.probe.command('workbench.action.reloadWindow').catch(() => {});
        await loaded;
      } else {
        await workbench.probe.closeAll();
      }
      await workbench.page.close();
      workbench = await openAgain({ context, ...options });
    },
    reset: async () => {
      await workbench.press('Escape');
      await workbench.probe.closeAll();
      await workbench.probe.setSettings(
        Object.fromEntries([...changed].map((name) => [name, null])),
      );
      changed.clear();
    },
  };
}
