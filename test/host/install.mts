import { type SpawnOptions, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { access, constants, cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { withLock } from './lock.mts';

/** A VS Code server and a browser that are ready to start. */
export interface TestHost {
  /** Folder of VS Code's server: holds `out/server-main.js` and `extensions`. */
  readonly serverRoot: string;
  /** Node executable that the server asks for; older servers hang on a newer one. */
  readonly node: string;
  /** The browser's executable and the variables it needs on top of the caller's environment. */
  readonly browser: { readonly executable: string; readonly env: Readonly<Record<string, string>> };
}

/** The VS Code that the lock file beside this module pins, as a `code-server` version. */
export const pinnedVersion = '4.139.1';

const here = import.meta.dirname;
const readyFile = 'ready.json';
/** Raise it when `fill` changes what it puts where. */
const layout = '1';
const browserPackage = '@sparticuz/chromium';

/**
 * Installs VS Code's server and a browser from npm on first use and returns where they are. Later calls only read a
 * stamp. The folder is `.host/` in the checkout or `GHOSTLINE_HOST_CACHE`; several processes may call this at once.
 *
 * @param version a `code-server` version; other versions than the pinned one are resolved without a lock file
 * @throws Error that names the remedy when npm fails
 */
export async function installHost(version: string = pinnedVersion): Promise<TestHost> {
  const cache = path.resolve(
    process.env['GHOSTLINE_HOST_CACHE'] ?? path.join(here, '..', '..', '.host'),
  );
  const folder = path.join(cache, await cacheKey(version));
  if (!existsSync(path.join(folder, readyFile))) {
    await mkdir(cache, { recursive: true });
    await withLock(`${folder}.lock`, async () => {
      if (!existsSync(path.join(folder, readyFile))) {
        await install(version, folder);
      }
    });
  }
  const ready = JSON.parse(await readFile(path.join(folder, readyFile), 'utf8')) as ReadyStamp;
  return {
    serverRoot: path.join(folder, 'node_modules', 'code-server', 'lib', 'vscode'),
    node: ready.node === undefined ? process.execPath : path.join(folder, ready.node),
    browser: browserOf(folder, ready),
  };
}

interface ReadyStamp {
  /** `bundled`: as it is; `bundledWithLibraries`: with the shared libraries it brings; else a path of the system's. */
  readonly browser: 'bundled' | 'bundledWithLibraries' | { readonly system: string };
  /** Relative path of a Node of the installation's own; absent: ours will do. */
  readonly node?: string;
}

/** One folder per content of what decides the installation, so that a changed lock file never meets an old install. */
async function cacheKey(version: string): Promise<string> {
  const hash = createHash('sha256').update(layout);
  for (const file of ['package.json', 'package-lock.json', 'spdlog.cjs']) {
    hash.update(await readFile(path.join(here, file)));
  }
  return `${version}-${process.platform}-${process.arch}-${hash.digest('hex').slice(0, 12)}`;
}

async function install(version: string, folder: string): Promise<void> {
  const started = Date.now();
  console.log(
    `Installing VS Code's server (code-server ${version}) and a browser from npm, once …`,
  );
  const partial = `${folder}.partial-${process.pid}`;
  await mkdir(partial, { recursive: true });
  try {
    await fill(version, partial);
    await rename(partial, folder);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  console.log(`Installed in ${Math.round((Date.now() - started) / 1000)} s: ${folder}`);
}

async function fill(version: string, partial: string): Promise<void> {
  await copyManifest(version, partial);
  // `code-server` needs a compiler to build its native modules; everything we use runs without them.
  const quiet = ['--ignore-scripts', '--omit=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  await npm([version === pinnedVersion ? 'ci' : 'install', ...quiet], partial);
  const serverRoot = path.join(partial, 'node_modules', 'code-server', 'lib', 'vscode');
  for (const root of [serverRoot, path.join(serverRoot, 'extensions')]) {
    await takeWatcherFromRegistry(root);
    await npm(['install', ...quiet], root);
  }
  await replaceNativeLogger(serverRoot);
  const node = await installNode(partial, (args) => npm([...args, ...quiet], partial));
  const browser = await prepareBrowser(partial);
  const stamp: ReadyStamp = { browser, ...(node === undefined ? {} : { node }) };
  await writeFile(path.join(partial, readyFile), JSON.stringify(stamp));
}

async function copyManifest(version: string, folder: string): Promise<void> {
  if (version === pinnedVersion) {
    await cp(path.join(here, 'package.json'), path.join(folder, 'package.json'));
    await cp(path.join(here, 'package-lock.json'), path.join(folder, 'package-lock.json'));
    return;
  }
  const manifest = JSON.parse(await readFile(path.join(here, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  manifest.dependencies['code-server'] = version;
  await writeFile(path.join(folder, 'package.json'), JSON.stringify(manifest, null, 2));
}

/**
 * Older servers name a Git commit of `@parcel/watcher` and pin it; the released package does the same and comes from
 * the registry, with a binary.
 */
async function takeWatcherFromRegistry(folder: string): Promise<void> {
  const shrinkwrap = path.join(folder, 'npm-shrinkwrap.json');
  if (!existsSync(shrinkwrap) || !(await readFile(shrinkwrap, 'utf8')).includes('git+ssh:')) {
    return;
  }
  const file = path.join(folder, 'package.json');
  const manifest = await readFile(file, 'utf8');
  const released = manifest.replace(/("@parcel\/watcher": )"parcel-bundler[^"]+"/, '$1"2.5.6"');
  await writeFile(file, released);
  await rm(shrinkwrap);
}

/** Adds the Node that the server's manifest asks for when it is not of our major version. */
async function installNode(
  folder: string,
  npm: (args: readonly string[]) => Promise<void>,
): Promise<string | undefined> {
  const manifest = path.join(folder, 'node_modules', 'code-server', 'package.json');
  const { engines } = JSON.parse(await readFile(manifest, 'utf8')) as { engines: { node: string } };
  const major = /\d+/.exec(engines.node)?.[0];
  if (major === undefined || process.versions.node.startsWith(`${major}.`)) {
    return undefined;
  }
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const name = `node-${platform}-${process.arch}`;
  await npm(['install', `${name}@${major}`]);
  return path.join('node_modules', name, 'bin', platform === 'win' ? 'node.exe' : 'node');
}

/** Runs npm on this process's Node: the server's packages ask for Node 24 whatever Node started the script. */
async function npm(args: readonly string[], cwd: string): Promise<void> {
  const cli = npmCli();
  const [command, first] =
    cli === undefined ? ['npm', []] : ([process.execPath, [cli]] as [string, string[]]);
  const result = await run(command, [...first, ...args], {
    cwd,
    // A parent npm's settings for its own run (`npm_config_prefix`, omitted scripts …) must not leak into this one.
    env: { ...process.env, npm_config_global: 'false', npm_config_ignore_scripts: 'true' },
    shell: cli === undefined && process.platform === 'win32',
  });
  if (result.code !== 0) {
    throw new Error(
      `The test host could not be installed: "npm ${args.join(' ')}" failed in ${cwd}.\n${result.output.trim()}\n` +
        'It needs the npm registry once. Check the network and `npm config get registry` and run the command again, ' +
        'or copy the folder .host from another machine and point GHOSTLINE_HOST_CACHE at it.',
    );
  }
}

/** npm's own script: from the npm that started us, else beside a Node or an `npm` on PATH. */
function npmCli(): string | undefined {
  const fromParent = process.env['npm_execpath'];
  const nearby = searchPath().flatMap((dir) => [
    path.join(dir, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    path.join(dir, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
  ]);
  const candidates = fromParent?.endsWith('npm-cli.js') ? [fromParent, ...nearby] : nearby;
  return candidates.find((file) => existsSync(file));
}

/**
 * Puts a plain JavaScript logger in the place of the native `@vscode/spdlog`, so that output channels reach the disk.
 * Without it the server writes no log file at all.
 */
async function replaceNativeLogger(serverRoot: string): Promise<void> {
  const target = path.join(serverRoot, 'node_modules', '@vscode', 'spdlog');
  await cp(path.join(here, 'spdlog.cjs'), path.join(target, 'index.js'));
}

async function prepareBrowser(folder: string): Promise<ReadyStamp['browser']> {
  if (await unpackBrowser(folder)) {
    for (const browser of ['bundled', 'bundledWithLibraries'] as const) {
      const { executable, env } = browserOf(folder, { browser });
      const version = await run(executable, ['--version'], { env: { ...process.env, ...env } });
      if (version.code === 0) {
        return browser;
      }
    }
  }
  const system = await findSystemBrowser();
  if (system === undefined) {
    throw new Error(
      `The browser of the npm package ${browserPackage} does not run on ${process.platform} ${process.arch} and none is ` +
        'installed. Install Chromium or Chrome so that `chromium`, `chromium-browser` or `google-chrome` is on PATH.',
    );
  }
  return { system };
}

/** Inflates the browser into the folder. The package writes to the temporary folder, so a child gets one of its own. */
async function unpackBrowser(folder: string): Promise<boolean> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return false;
  }
  const target = path.join(folder, 'browser');
  await mkdir(target, { recursive: true });
  const entry = path.join(folder, 'node_modules', browserPackage, 'build', 'index.js');
  const script = `import(${JSON.stringify(pathToFileURL(entry).href)}).then((m) => m.default.executablePath())`;
  const result = await run(process.execPath, ['-e', script], {
    // The second variable makes the package unpack the shared libraries that a bare system lacks.
    env: { ...process.env, TMPDIR: target, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x' },
  });
  return result.code === 0;
}

function browserOf(folder: string, stamp: ReadyStamp): TestHost['browser'] {
  if (typeof stamp.browser === 'object') {
    return { executable: stamp.browser.system, env: {} };
  }
  const root = path.join(folder, 'browser');
  const env: Record<string, string> = {};
  if (!existsSync('/etc/fonts/fonts.conf')) {
    env['FONTCONFIG_PATH'] = path.join(root, 'fonts');
  }
  if (stamp.browser === 'bundledWithLibraries') {
    env['LD_LIBRARY_PATH'] = path.join(root, 'al2023', 'lib');
  }
  return { executable: path.join(root, 'chromium'), env };
}

async function findSystemBrowser(): Promise<string | undefined> {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const candidates = [
    ...searchPath().flatMap((dir) => names.map((name) => path.join(dir, name + suffix))),
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  ];
  for (const file of candidates) {
    const runs = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (runs) {
      return file;
    }
  }
  return undefined;
}

function searchPath(): string[] {
  return (process.env['PATH'] ?? '').split(path.delimiter).filter((dir) => dir !== '');
}

/** Runs a command to its end and collects what it prints; a command that cannot start has the code -1. */
async function run(
  command: string,
  args: readonly string[],
  options: SpawnOptions,
): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    const collect = (chunk: Buffer): void => {
      output += chunk.toString();
    };
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
    child.on('error', (error) => resolve({ code: -1, output: error.message }));
    child.on('close', (code) => resolve({ code: code ?? -1, output }));
  });
}

if (process.argv[1] === import.meta.filename) {
  await installHost(process.argv[2]);
}
