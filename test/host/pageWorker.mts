// Runs page tests, one file after the other, in editors that it keeps for the next file. Forked by runE2e.mts.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import Mocha from 'mocha';
import type {} from '../e2e/session.ts';
import type { ExtensionSource } from './server.mts';
import { createSessions, type Session } from './sessions.mts';

/** What a worker is started with. */
export interface WorkerStart {
  readonly extension: ExtensionSource;
  readonly version?: string;
  /** Where pictures and logs of failed tests go, absolute. */
  readonly failuresFolder: string;
}

/** What a worker is asked for. */
export interface PageFile {
  readonly file: string;
  /** A regular expression: only tests whose full titles it matches. */
  readonly grep?: string;
}

/** What became of a file. */
export interface PageFileResult {
  readonly passed: number;
  readonly failed: readonly string[];
}

/** The first test of a session waits for VS Code to start, on a cold machine for its installation too. */
const testTimeoutMs = 240_000;

function keepEvidenceIn(folder: string) {
  return async (title: string, session: Session): Promise<void> => {
    const name = path.join(folder, title.replaceAll(/[^\w]+/g, '-').slice(0, 120));
    await mkdir(folder, { recursive: true });
    await session.workbench.screenshot(`${name}.png`);
    await writeFile(`${name}.keys.log`, (await session.workbench.keyLog()).join('\n'));
    await writeFile(`${name}.log`, await session.server.outputChannel('Ghostline'));
    await writeFile(`${name}.server.log`, session.server.output());
  };
}

/** Runs one file; `this.sessions` of its tests are those given. */
async function runFile(
  { file, grep }: PageFile,
  hooks: { readonly beforeAll: (this: Mocha.Context) => void },
): Promise<PageFileResult> {
  const mocha = new Mocha({
    timeout: testTimeoutMs,
    slow: 5000,
    ...(grep === undefined ? {} : { grep }),
  });
  mocha.rootHooks(hooks);
  mocha.addFile(file);
  await mocha.loadFilesAsync();
  const failed: string[] = [];
  return new Promise((resolve) => {
    const runner = mocha.run(() => resolve({ passed: runner.stats?.passes ?? 0, failed }));
    const fail = (test: Mocha.Test) => {
      failed.push(test.fullTitle());
    };
    runner.on(Mocha.Runner.constants.EVENT_TEST_FAIL, fail);
    // A test that is switched off counts as failed: nothing may be skipped silently.
    runner.on(Mocha.Runner.constants.EVENT_TEST_PENDING, fail);
  });
}

function work({ extension, failuresFolder, version }: WorkerStart): void {
  const sessions = createSessions(extension, version);
  const keepEvidence = keepEvidenceIn(failuresFolder);
  const hooks = {
    beforeAll(this: Mocha.Context) {
      this.sessions = sessions;
      this.keepEvidence = keepEvidence;
    },
  };
  process.on('message', async (asked: PageFile) => {
    const result = await runFile(asked, hooks).catch((error: unknown): PageFileResult => {
      console.error(error);
      return { passed: 0, failed: [asked.file] };
    });
    process.send?.(result);
  });
  process.once('disconnect', async () => {
    await sessions.stop();
    process.exit();
  });
  process.send?.('ready');
}

// Each editor of the suite, its folders and the browser end with this process by a listener of their own.
process.setMaxListeners(30);
process.once('message', work);
