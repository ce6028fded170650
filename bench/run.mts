// Says what the parts cost on this machine:
//   npm run bench
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';
import { createInstantEngine } from '../src/instant/engine.ts';
import { promptKey } from '../src/model/responseCache.ts';
import { scopeAt } from '../src/text/scope.ts';

const root = path.resolve(import.meta.dirname, '..');

function percentile(values: readonly number[], share: number): string {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[Math.floor(sorted.length * share)] ?? Number.NaN).toFixed(3);
}

function report(name: string, timesMs: readonly number[]): void {
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => percentile(timesMs, share));
  console.log(
    `${name.padEnd(34)} p50 ${p50} ms   p95 ${p95} ms   p99 ${p99} ms   n ${timesMs.length}`,
  );
}

function timed(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

console.log(`${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}`);
for (const file of ['extension.js', 'openai.js', 'ollama.js']) {
  console.log(`${`dist/${file}`.padEnd(34)} ${statSync(path.join(root, 'dist', file)).size} bytes`);
}

const files = readdirSync(path.join(root, 'src'), { recursive: true })
  .map((file) => path.join(root, 'src', String(file)))
  .filter((file) => file.endsWith('.ts'))
  .map((file) => ({
    uri: `file://${file}`,
    languageId: 'typescript',
    text: readFileSync(file, 'utf8'),
  }));
const characters = files.reduce((sum, { text }) => sum + text.length, 0);

let sliceStart = performance.now();
const slicesMs: number[] = [];
const engine = createInstantEngine({
  now: () => performance.now(),
  yieldNow: () => {
    slicesMs.push(performance.now() - sliceStart);
    return new Promise((resolve) =>
      setImmediate(() => {
        sliceStart = performance.now();
        resolve();
      }),
    );
  },
});
const indexStart = performance.now();
for (const file of files) {
  await engine.update(file, new AbortController().signal);
}
const indexMs = performance.now() - indexStart;
console.log(
  `instant index                      ${(characters / 1e3 / indexMs).toFixed(1)} MB/s over ${characters} characters`,
);
console.log(
  `instant index, longest slice       ${Math.max(0, ...slicesMs).toFixed(1)} ms of ${slicesMs.length}`,
);
console.log(
  `instant index, memory              ${(engine.stats.bytes / characters).toFixed(1)} bytes per character (own estimate)`,
);

const positions = files.flatMap((file) =>
  Array.from({ length: 20 }, (_, index) => ({
    document: { ...file, path: file.uri, version: 1 },
    offset: Math.floor((file.text.length * index) / 20),
  })),
);
report(
  'instant suggestion',
  positions.map(({ document, offset }) => timed(() => engine.suggest(document, offset))),
);
report(
  'scope at the cursor',
  positions.map(({ document, offset }) => timed(() => scopeAt(document, offset))),
);
report(
  'cache key of a whole prompt',
  positions.map(({ document, offset }) =>
    timed(() => promptKey(['model', document.text.slice(Math.max(0, offset - 6_000), offset)])),
  ),
);
