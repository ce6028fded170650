/**
 * Quality and speed of the instant engine, forward in time: one version of a public package is
 * indexed, and the lines that the next version adds are predicted.
 *
 *   node --expose-gc bench/instant.mts [--only NAME,NAME] [--json FILE] [--fit]
 *
 * The first run fetches the packages into `.host/corpora` (or GHOSTLINE_CORPORA). `--fit` writes src/instant/coefficients.ts, fitted on all packages; every figure printed for a
 * package comes from a model that was fitted on the others.
 */
import { writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Corpus, corpora, fetched } from './corpora.mts';
import { coefficientsSource, fitModel, judge, type Point, thresholdFor } from './instantJudge.mts';
import { type CorpusRun, runCorpus } from './instantRun.mts';
import { measureSpeed } from './instantSpeed.mts';
import { typeThrough } from './instantWalk.mts';

/** The default threshold, chosen so that each package stays above 90 % right when it was not seen. */
const defaultThreshold = 0.95;
const thresholds = [0.85, 0.9, 0.92, 0.94, 0.95, 0.96, 0.97, 0.98];
const shares = [0.05, 0.1, 0.2];

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    json: { type: 'string' },
    fit: { type: 'boolean', default: false },
  },
});

const only = values.only?.split(',');
const wanted: Corpus[] = [];
for (const corpus of corpora.filter(({ name }) => only?.includes(name) ?? true)) {
  const had = await fetched(corpus);
  if (had.lines.length > 0) {
    wanted.push(had);
  }
}
const [cpu] = cpus();
const machine = `${cpu?.model ?? 'unknown processor'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.version}`;
console.log(`instant engine, ${machine}\n`);

// First, while the heap is small: what is kept for the fit would make each collection long.
const speed = await measureSpeed(wanted);
const runs: CorpusRun[] = [];
for (const corpus of wanted) {
  const run = await runCorpus(corpus);
  runs.push(run);
  console.log(
    `${corpus.name}: ${run.pairs} pairs, ${run.hunks} hunks, ${run.forward.length} positions (${corpus.note})`,
  );
}

const results = [];
for (const run of runs) {
  const others = runs.filter(({ name }) => name !== run.name).flatMap(({ forward }) => forward);
  const model = fitModel(others.length > 0 ? others : run.forward, defaultThreshold);
  const curve = thresholds.map((threshold) => judge(run.forward, model, threshold));
  const byShare = shares.map((share) =>
    judge(run.forward, model, thresholdFor(run.forward, model, share)),
  );
  results.push({
    name: run.name,
    pairs: run.pairs,
    hunks: run.hunks,
    atDefault: judge(run.forward, model, defaultThreshold),
    finished: judge(run.finished, model, defaultThreshold),
    curve,
    byShare,
    typing: await typeThrough(run.walks, model),
  });
}

console.log(
  `\nforward in time, each package judged by a model fitted on the others, threshold ${defaultThreshold};` +
    '\nsaved: characters of 100 typed; wrong: keys of 100 with a wrong text on the screen',
);
console.log(
  '                  n  shown %  right %  chars  saved  wrong | finished: n  shown %  right %',
);
for (const { name, atDefault, finished, typing } of results) {
  const keys = [typing.savedPercent, typing.wrongPercent].map((value) => value.toFixed(1));
  console.log(
    `${name.padEnd(13)} ${cells(atDefault)}  ${keys.map((value) => value.padStart(5)).join('  ')} | ${cells(finished)}`,
  );
}
console.log('\nright % (shown %, mean characters) by threshold:');
console.log(`${''.padEnd(13)} ${thresholds.map((value) => String(value).padStart(17)).join('')}`);
for (const { name, curve } of results) {
  console.log(`${name.padEnd(13)} ${curve.map(compact).join('')}`);
}
console.log('\nright % (threshold) where 5, 10 and 20 % of the positions get a proposal:');
for (const { name, byShare } of results) {
  const row = byShare.map(
    (point) => `${percent(point.right, point.shown)} (${point.threshold.toFixed(2)})`,
  );
  console.log(`${name.padEnd(13)} ${row.join('   ')}`);
}

console.log('\nspeed and memory, all sources of the last versions in one index:');
console.log(speed.lines.join('\n'));
const asked = runs.flatMap(({ suggestMs }) => suggestMs).sort((a, b) => a - b);
const quantile = (share: number) => (asked[Math.floor(share * asked.length)] ?? 0).toFixed(3);
console.log(
  `suggest() ms at the positions above: p50 ${quantile(0.5)}, p95 ${quantile(0.95)}, p99 ${quantile(0.99)}, n ${asked.length}`,
);

if (values.fit) {
  const model = fitModel(
    runs.flatMap(({ forward }) => forward),
    defaultThreshold,
  );
  const file = join(import.meta.dirname, '..', 'src', 'instant', 'coefficients.ts');
  await writeFile(file, coefficientsSource(model));
  console.log('\ncoefficients written');
}
if (values.json !== undefined) {
  await writeFile(values.json, JSON.stringify({ machine, results, speed }, undefined, 2));
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '–'.padStart(5) : ((100 * part) / whole).toFixed(1).padStart(5);
}

function cells({ positions, shown, right, characters }: Point): string {
  return `${String(positions).padStart(5)}  ${percent(shown, positions)}    ${percent(right, shown)}  ${characters.toFixed(1).padStart(5)}`;
}

function compact({ positions, shown, right, characters }: Point): string {
  const text = `${percent(right, shown).trim()} (${percent(shown, positions).trim()}, ${characters.toFixed(0)})`;
  return text.padStart(17);
}
