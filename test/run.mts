// Runs the test layers in order and adds up their counts:
//   node test/run.mts                    every layer
//   node test/run.mts unit integration   only these
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

interface Counts {
  readonly passed: number;
  readonly failed: number;
}

const root = path.resolve(import.meta.dirname, '..');
const mocha = path.join(root, 'node_modules', 'mocha', 'bin', 'mocha.js');
const reports = mkdtempSync(path.join(tmpdir(), 'ghostline-test-'));

function run(args: readonly string[], report?: string): number {
  const env =
    report === undefined ? process.env : { ...process.env, GHOSTLINE_TEST_REPORT: report };
  return spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit', env }).status ?? 1;
}

/** A test that hangs ends; how fast something is, a benchmark says. */
const hangMs = '20000';

const layers: Record<string, (report: string) => number> = {
  unit: (report) =>
    run(
      [mocha, '--timeout', hangMs, '--reporter', 'test/reporter.cjs', 'out/unit/**/*.test.js'],
      report,
    ),
  integration: (report) =>
    run(
      [
        mocha,
        '--timeout',
        hangMs,
        '--reporter',
        'test/reporter.cjs',
        'out/integration/**/*.test.js',
      ],
      report,
    ),
  inhost: (report) => run(['test/host/runInHost.mts', '--report', report]),
  e2e: (report) => run(['test/host/runE2e.mts', '--installed', '--report', report]),
};

function countsOf(layer: string): Counts {
  const report = path.join(reports, `${layer}.json`);
  const status = layers[layer]?.(report) ?? 1;
  const counts: Counts = existsSync(report)
    ? JSON.parse(readFileSync(report, 'utf8'))
    : { passed: 0, failed: 1 };
  // A layer that ends badly after its last test failed too.
  return status !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

const wanted = process.argv.slice(2);
const chosen = wanted.length > 0 ? wanted : Object.keys(layers);
if (run(['esbuild.js', '--tests']) !== 0) {
  process.exit(1);
}
let passed = 0;
let failed = 0;
for (const layer of chosen) {
  console.log(`\n== ${layer}`);
  const counts = countsOf(layer);
  passed += counts.passed;
  failed += counts.failed;
}
rmSync(reports, { recursive: true, force: true });
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
