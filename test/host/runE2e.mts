// Runs the page suite against a real VS Code, two files at a time where the machine has two cores.
//   node test/host/runE2e.mts [FILE…] [--vsix FILE | --installed] [--vscode VERSION] [--grep TEXT] [--workers N] [--report FILE]
import { type ChildProcess, execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, statSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { installHost } from './install.mts';
import type { PageFile, PageFileResult, WorkerStart } from './pageWorker.mts';
import type { ExtensionSource } from './server.mts';

const root = path.join(import.meta.dirname, '..', '..');
const failuresFolder = path.join(root, 'out', 'e2e-failures');

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    vsix: { type: 'string' },
    installed: { type: 'boolean', default: false },
    vscode: { type: 'string' },
    grep: { type: 'string' },
    workers: { type: 'string' },
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

/** The largest first: what is left at the end is short. */
function testFiles(): string[] {
  if (positionals.length > 0) {
    return positionals.map((file) => path.resolve(file));
  }
  const folder = path.join(root, 'test', 'e2e');
  return readdirSync(folder, { recursive: true })
    .map((file) => path.join(folder, String(file)))
    .filter((file) => file.endsWith('.test.ts'))
    .sort((a, b) => statSync(b).size - statSync(a).size);
}

/** A process that runs files; what it prints comes with the result. */
interface Worker {
  run(wanted: PageFile): Promise<{ readonly result: PageFileResult; readonly output: string }>;
  stop(): Promise<void>;
}

async function startWorker(start: WorkerStart): Promise<Worker> {
  const child: ChildProcess = fork(path.join(import.meta.dirname, 'pageWorker.mts'), {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const printed: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => printed.push(text));
  }
  const exited = once(child, 'exit');
  const answer = async (): Promise<unknown> => {
    const ended = exited.then(([code]) => {
      throw new Error(`A page worker ended with ${code}.\n${printed.join('')}`);
    });
    const [message] = await Promise.race([once(child, 'message'), ended]);
    return message;
  };
  const ready = answer();
  child.send(start);
  await ready;
  return {
    run: async (wanted) => {
      const answered = answer();
      child.send(wanted);
      const result = (await answered) as PageFileResult;
      return { result, output: printed.splice(0).join('') };
    },
    stop: async () => {
      child.disconnect();
      await exited;
    },
  };
}

interface Failure {
  readonly file: string;
  readonly title: string;
}

async function runFiles(
  start: WorkerStart,
  count: number,
): Promise<{ passed: number; failures: readonly Failure[] }> {
  const files = testFiles();
  const failures: Failure[] = [];
  let passed = 0;
  const work = async (): Promise<void> => {
    const worker = await startWorker(start);
    for (let file = files.shift(); file !== undefined; file = files.shift()) {
      const { output, result } = await worker.run({
        file,
        ...(flags.grep === undefined ? {} : { grep: flags.grep }),
      });
      console.log(output);
      passed += result.passed;
      for (const title of result.failed) {
        failures.push({ file, title });
      }
    }
    await worker.stop();
  };
  await Promise.all(Array.from({ length: Math.min(count, files.length) }, work));
  return { passed, failures };
}

/** More than that is no accident of a busy machine. */
const mostSecondAttempts = 3;

/** Runs what failed once more, alone on the machine, and says so; what fails again has failed. */
async function secondAttempt(
  start: WorkerStart,
  failures: readonly Failure[],
): Promise<{ passed: number; failed: number }> {
  if (failures.length === 0 || failures.length > mostSecondAttempts) {
    return { passed: 0, failed: failures.length };
  }
  let passed = 0;
  for (const { file, title } of failures) {
    console.log(`Second attempt, with nothing else running: ${title}`);
    const worker = await startWorker(start);
    const { output, result } = await worker.run({
      file,
      grep: `^${title.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`,
    });
    await worker.stop();
    console.log(output);
    passed += result.failed.length === 0 && result.passed > 0 ? 1 : 0;
  }
  return { passed, failed: failures.length - passed };
}

async function runSuite(): Promise<{ passed: number; failed: number }> {
  await rm(failuresFolder, { recursive: true, force: true });
  const start: WorkerStart = {
    extension: prepareExtension(),
    failuresFolder,
    ...(flags.vscode === undefined ? {} : { version: flags.vscode }),
  };
  await installHost(flags.vscode);
  const count = Number(flags.workers ?? Math.min(2, availableParallelism()));
  const first = await runFiles(start, count);
  const second = await secondAttempt(start, first.failures);
  return { passed: first.passed + second.passed, failed: second.failed };
}

const result = await runSuite();
if (flags.report !== undefined) {
  await writeFile(flags.report, `${JSON.stringify(result)}\n`);
}
process.exitCode = result.failed === 0 && result.passed > 0 ? 0 : 1;
