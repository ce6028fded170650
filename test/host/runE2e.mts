// Runs the page suite against a real VS Code.
//   node test/host/runE2e.mts [FILE…] [--vsix FILE | --installed] [--vscode VERSION] [--grep TEXT] [--report FILE]
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import Mocha from 'mocha';
import type {} from '../e2e/session.ts';
import type { ExtensionSource } from './server.mts';
import { createSessions, type Session } from './sessions.mts';

const root = path.join(import.meta.dirname, '..', '..');
const failuresFolder = path.join(root, 'out', 'e2e-failures');

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    vsix: { type: 'string' },
    installed: { type: 'boolean', default: false },
    vscode: { type: 'string' },
    grep: { type: 'string' },
    report: { type: 'string' },
  },
});

function prepareExtension(): ExtensionSource {
  if (flags.vsix !== undefined) {
    return { kind: 'vsix', file: path.resolve(flags.vsix) };
  }
  if (flags.installed) {
    const file = path.join(root, 'out', 'ghostline.vsix');
    const vsce = path.join(root, 'node_modules', '@vscode', 'vsce', 'vsce');
    execFileSync(process.execPath, [vsce, 'package', '--no-dependencies', '--out', file], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    return { kind: 'vsix', file };
  }
  execFileSync(process.execPath, ['esbuild.js'], { cwd: root, stdio: 'inherit' });
  return { kind: 'development', path: root };
}

function testFiles(): string[] {
  if (positionals.length > 0) {
    return positionals.map((file) => path.resolve(file));
  }
  const folder = path.join(root, 'test', 'e2e');
  return readdirSync(folder, { recursive: true })
    .map((file) => path.join(folder, String(file)))
    .filter((file) => file.endsWith('.test.ts'))
    .sort();
}

async function keepEvidence(title: string, session: Session): Promise<void> {
  const name = path.join(failuresFolder, title.replaceAll(/[^\w]+/g, '-').slice(0, 120));
  await mkdir(failuresFolder, { recursive: true });
  await session.workbench.screenshot(`${name}.png`);
  await writeFile(`${name}.keys.log`, (await session.workbench.keyLog()).join('\n'));
  await writeFile(`${name}.log`, await session.server.outputChannel('Ghostline'));
  await writeFile(`${name}.server.log`, session.server.output());
}

// Each editor of the suite, its folders and the browser end with this process by a listener of their own.
process.setMaxListeners(30);

async function runSuite(): Promise<{ passed: number; failed: number }> {
  await rm(failuresFolder, { recursive: true, force: true });
  const sessions = createSessions(prepareExtension(), flags.vscode);
  const mocha = new Mocha({
    // The first test of a session waits for VS Code to start, on a cold machine for its installation too.
    timeout: 240_000,
    slow: 5000,
    ...(flags.grep === undefined ? {} : { grep: flags.grep }),
  });
  mocha.rootHooks({
    beforeAll(this: Mocha.Context) {
      this.sessions = sessions;
      this.keepEvidence = keepEvidence;
    },
  });
  try {
    for (const file of testFiles()) {
      mocha.addFile(file);
    }
    await mocha.loadFilesAsync();
    return await new Promise((resolve) => {
      const runner = mocha.run((failures) => {
        const { passes = 0, pending = 0 } = runner.stats ?? {};
        // A test that is switched off counts as failed: nothing may be skipped silently.
        resolve({ passed: passes, failed: failures + pending });
      });
    });
  } finally {
    await sessions.stop();
  }
}

const result = await runSuite();
if (flags.report !== undefined) {
  await writeFile(flags.report, `${JSON.stringify(result)}\n`);
}
process.exitCode = result.failed === 0 && result.passed > 0 ? 0 : 1;
