/**
 * Takes guards out of a copy of the source, one at a time, and runs the test that names the rule: it has to fail.
 *   npm run bench -- mutations
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { verdict } from './editorLines.mts';
import { type Mutation, mutations } from './mutationsList.mts';

const root = path.resolve(import.meta.dirname, '..');
/** What the tests read besides what they are bundled from. */
const copied = ['src', 'test', 'docs', 'l10n', 'package.json', 'tsconfig.json', 'biome.json'];
/** One test file takes seconds; one that hangs because its guard is gone fails by that. */
const longestMs = 60_000;

/** One line for each guard: what was taken out, which test fails, and whether it passes with it. */
export async function benchMutations(): Promise<readonly string[]> {
  const copy = mkdtempSync(path.join(tmpdir(), 'ghostline-mutations-'));
  try {
    for (const name of copied) {
      cpSync(path.join(root, name), path.join(copy, name), { recursive: true });
    }
    symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));
    const lines: string[] = [];
    for (const mutation of mutations) {
      lines.push(await lineFor(copy, mutation));
    }
    return lines;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

async function lineFor(copy: string, mutation: Mutation): Promise<string> {
  const { from, guard, id, source, to } = mutation;
  const file = path.join(copy, source);
  const before = readFileSync(file, 'utf8');
  if (before.split(from).length !== 2) {
    throw new Error(`${source} does not hold the guard "${guard}" once: ${from}`);
  }
  const whole = await runTest(copy, mutation);
  writeFileSync(
    file,
    before.replace(from, () => to),
  );
  const without = await runTest(copy, mutation);
  writeFileSync(file, before);
  const caught = whole === 'passes' && without !== 'passes';
  return `${id} ${guard}: with it the test ${whole}, without it ${without}: ${verdict(caught, 'caught')}`;
}

/** Bundles one test file of the copy and runs the tests in it whose title holds the id. */
async function runTest(copy: string, { id, test }: Mutation): Promise<string> {
  const outfile = path.join(copy, 'out', 'mutation.js');
  await build({
    absWorkingDir: copy,
    entryPoints: [path.join(copy, test)],
    bundle: true,
    outfile,
    platform: 'node',
    format: 'cjs',
    target: 'node24',
    external: ['mocha', 'esbuild'],
    logLevel: 'silent',
  });
  const mocha = path.join(root, 'node_modules', 'mocha', 'bin', 'mocha.js');
  const arguments_ = [mocha, '--reporter', 'json', '--exit', '--grep', id, outfile];
  const { error, stdout } = spawnSync(process.execPath, arguments_, {
    cwd: copy,
    encoding: 'utf8',
    timeout: longestMs,
    maxBuffer: 64 * 1_048_576,
  });
  const { failures, passes } = countsIn(stdout);
  if (error !== undefined || (failures === 0 && passes === 0)) {
    return error === undefined ? 'does not run' : 'hangs';
  }
  return failures === 0 ? 'passes' : `fails (${failures} of ${failures + passes})`;
}

function countsIn(report: string): { readonly failures: number; readonly passes: number } {
  const [, passes = '0'] = /"passes": (\d+)/.exec(report) ?? [];
  const [, failures = '0'] = /"failures": (\d+)/.exec(report) ?? [];
  return { failures: Number(failures), passes: Number(passes) };
}
