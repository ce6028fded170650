// Runs the suite that lives inside the extension host.
//   node test/host/runInHost.mts [--desktop] [--vscode VERSION] [--report FILE]
// Default: VS Code's server from npm. `--desktop` takes the desktop build of `@vscode/test-electron` instead.
// VERSION is a `code-server` version (4.106.3 holds VS Code 1.106), with `--desktop` a VS Code version.
import { existsSync, readdirSync } from 'node:fs';
import { chmod, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { downloadAndUnzipVSCode, runTests, TestRunFailedError } from '@vscode/test-electron';
import { build } from 'esbuild';
import { createTempFolder } from './tempFolder.mts';

const root = path.join(import.meta.dirname, '..', '..');
const suite = path.join(root, 'test', 'inhost');
const outdir = path.join(root, 'out', 'inhost');

const { values: flags } = parseArgs({
  options: {
    desktop: { type: 'boolean', default: false },
    vscode: { type: 'string' },
    report: { type: 'string' },
  },
});

async function bundleSuite(): Promise<void> {
  const tests = readdirSync(suite).filter((file) => file.endsWith('.ts'));
  await build({
    entryPoints: tests.map((file) => path.join(suite, file)),
    bundle: true,
    outdir,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
}

async function desktopExecutable(): Promise<string> {
  if (process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) {
    throw new Error(
      'The desktop VS Code needs a display: run this under `xvfb-run`, or without --desktop.',
    );
  }
  const version = flags.vscode;
  return downloadAndUnzipVSCode(version === undefined ? {} : { version }).catch(
    (error: unknown) => {
      throw new Error(
        'The desktop VS Code could not be downloaded. Run this where update.code.visualstudio.com can be reached, ' +
          `or without --desktop. (${error instanceof Error ? error.message : String(error)})`,
      );
    },
  );
}

/** An executable of this Node and the launcher: the runner starts one file, whatever Node is on PATH. */
async function launcherExecutable(folder: string): Promise<string> {
  const launcher = path.join(import.meta.dirname, 'launcher.mts');
  const windows = process.platform === 'win32';
  const file = path.join(folder, windows ? 'vscode.cmd' : 'vscode');
  const script = windows
    ? `@"${process.execPath}" "${launcher}" %*\r\n`
    : `#!/bin/sh\nexec "${process.execPath}" "${launcher}" "$@"\n`;
  await writeFile(file, script);
  await chmod(file, 0o755);
  return file;
}

async function main(): Promise<number> {
  if (!existsSync(path.join(root, 'dist', 'extension.js'))) {
    throw new Error('dist/extension.js is missing: build first with `node esbuild.js`.');
  }
  const folder = createTempFolder('ghostline-inhost-');
  try {
    await bundleSuite();
    await runTests({
      vscodeExecutablePath: flags.desktop
        ? await desktopExecutable()
        : await launcherExecutable(folder.path),
      extensionDevelopmentPath: root,
      extensionTestsPath: path.join(outdir, 'index.js'),
      launchArgs: [folder.path],
      extensionTestsEnv: {
        ...(flags.report === undefined
          ? {}
          : { GHOSTLINE_TEST_REPORT: path.resolve(flags.report) }),
        ...(flags.vscode === undefined ? {} : { GHOSTLINE_VSCODE_VERSION: flags.vscode }),
      },
    });
    return 0;
  } catch (error) {
    if (error instanceof TestRunFailedError) {
      return error.code ?? 1;
    }
    throw error;
  } finally {
    folder.remove();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
