/**
 * Replays typing sessions through the completion pipeline in virtual time, beside what it has to beat.
 *
 *   node bench/replay/run.mts [--traces DIR] [--seeds N] [--keys N] [--model NAME,…] [--rows 'NAME;…']
 *        [--horizon run|place|final] [--profile MS,…] [--source FILE] [--faults SHARE] [--json FILE]
 *   node bench/replay/run.mts --loopback [--keys N]
 *
 * Without `--traces` (or GHOSTLINE_TRACES) the sessions are generated from the sample sources.
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { runSession } from './cell.mts';
import { startLoopback } from './loopback.mts';
import { type PipelineKind, pipelines, rivalName } from './pipelines.mts';
import {
  type CellResult,
  type Figures,
  figuresOf,
  legend,
  lineOf,
  meanOf,
  summarize,
  tableOf,
} from './report.mts';
import { type ModelSetting, modelSettings } from './settings.mts';
import { personTraces, steadyTraces } from './sources.mts';
import { verdictsOf } from './targets.mts';
import { firstKeys, loadTraces, type Trace } from './trace.mts';
import { type Horizon, type Truth, truthsOf } from './truth.mts';

/** Sessions that one table is about; with several, a figure of a seed is the mean over them. */
interface Group {
  readonly name: string;
  /** The same ones for the same seed. */
  readonly traces: (seed: number) => readonly Trace[];
}

interface Plan {
  readonly groups: readonly Group[];
  readonly settings: readonly ModelSetting[];
  readonly rows: readonly string[];
  readonly seeds: number;
  readonly horizon: Horizon;
  readonly faults: number;
}

/** Runs every group × model × row; `tell` gets each table when it is there. */
async function runPlan(plan: Plan, tell: (line: string) => void): Promise<readonly CellResult[]> {
  const results: CellResult[] = [];
  for (const { name, traces } of plan.groups) {
    const sessions = Array.from({ length: plan.seeds }, (_, index) => traces(index + 1));
    const truths = new Map(
      [...new Set(sessions.flat())].map((trace) => [trace, truthsOf(trace)] as const),
    );
    for (const setting of plan.settings) {
      const cells: CellResult[] = [];
      for (const pipeline of pipelines.filter((row) => plan.rows.includes(row.name))) {
        const figures: Figures[] = [];
        for (const [index, ofSeed] of sessions.entries()) {
          const pairs = ofSeed.map((trace) => ({ trace, truths: truths.get(trace) ?? [] }));
          figures.push(meanOf(await runSeed(pairs, pipeline, setting, plan, index + 1)));
        }
        cells.push({
          trace: name,
          model: setting.name,
          pipeline: pipeline.name,
          keys: sessions[0]?.reduce((sum, { events }) => sum + events.length, 0) ?? 0,
          seeds: plan.seeds,
          figures: summarize(figures),
        });
      }
      for (const line of tableOf(cells)) {
        tell(line);
      }
      for (const { met, text } of verdictsOf(cells, rivalName)) {
        tell(`  ${met ? 'met   ' : 'MISSED'} ${text}`);
      }
      results.push(...cells);
    }
  }
  return results;
}

async function runSeed(
  sessions: readonly { trace: Trace; truths: readonly Truth[] }[],
  pipeline: PipelineKind,
  { oracle, server }: ModelSetting,
  { faults, horizon }: Plan,
  seed: number,
): Promise<readonly Figures[]> {
  const figures: Figures[] = [];
  for (const session of sessions) {
    const options = {
      ...session,
      pipeline,
      server: { ...server, faults },
      oracle: { ...oracle, horizon, seed },
    };
    figures.push(figuresOf(await runSession(options)));
  }
  return figures;
}

const everySpeed = [90, 180, 250, 400];
const defaultSeeds = 5;
const recordedModels = ['cloud', 'slow'];
/** Of the other models only the rows that do something with them. */
const otherModels = ['local', 'wrong', 'diverges', 'over-generates'];
const everyRow = pipelines.map(({ name }) => name);
const comparedRows = everyRow.slice(0, 5);

type PlanBase = Pick<Plan, 'seeds' | 'horizon' | 'faults'>;

function settingsNamed(names: readonly string[]): readonly ModelSetting[] {
  return modelSettings.filter(({ name }) => names.includes(name));
}

/** What is run with the recorded sessions of a folder. */
async function recordedPlans(folder: string, base: PlanBase): Promise<readonly Plan[]> {
  const groups = (await loadTraces(folder)).map((trace) => ({
    name: trace.name,
    traces: () => [trace],
  }));
  return [{ ...base, groups, rows: everyRow, settings: settingsNamed(recordedModels) }];
}

/** What is run without arguments. */
async function generatedPlans(base: PlanBase): Promise<readonly Plan[]> {
  const people = [{ name: 'generated, 180 ms per key', traces: await personTraces(180) }];
  const steady: Group[] = [];
  for (const keyMs of everySpeed) {
    steady.push({ name: `even keys, ${keyMs} ms`, traces: await steadyTraces(keyMs) });
  }
  return [
    { ...base, groups: people, rows: everyRow, settings: settingsNamed(recordedModels) },
    { ...base, groups: people, rows: comparedRows, settings: settingsNamed(otherModels) },
    { ...base, groups: steady, rows: comparedRows, settings: settingsNamed(['steady']) },
  ];
}

/** The replay bench for `npm run bench`: the generated sessions, as lines of text. */
export async function benchReplay(): Promise<string[]> {
  const lines = [...legend];
  const base: PlanBase = { seeds: defaultSeeds, horizon: 'place', faults: 0 };
  for (const plan of await generatedPlans(base)) {
    await runPlan(plan, (line) => lines.push(line));
  }
  return lines;
}

function horizonNamed(name: string): Horizon {
  if (name !== 'run' && name !== 'place' && name !== 'final') {
    throw new Error(`no horizon ${name}`);
  }
  return name;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      traces: { type: 'string' },
      seeds: { type: 'string', default: String(defaultSeeds) },
      keys: { type: 'string' },
      model: { type: 'string' },
      rows: { type: 'string' },
      horizon: { type: 'string', default: 'place' },
      profile: { type: 'string' },
      source: { type: 'string' },
      faults: { type: 'string', default: '0' },
      json: { type: 'string' },
      loopback: { type: 'boolean', default: false },
    },
  });
  if (values.loopback) {
    console.log((await compareWithLoopback(Number(values.keys ?? loopbackKeys))).join('\n'));
    return;
  }
  const base: PlanBase = {
    seeds: Number(values.seeds),
    horizon: horizonNamed(values.horizon),
    faults: Number(values.faults),
  };
  const folder = values.traces ?? process.env['GHOSTLINE_TRACES'];
  const speeds = values.profile?.split(',').map(Number);
  const wanted =
    speeds !== undefined || values.source !== undefined
      ? await ownPlans(speeds ?? everySpeed, values.source, base)
      : folder !== undefined
        ? await recordedPlans(folder, base)
        : await generatedPlans(base);
  const plans = wanted.map((plan) => narrowed(plan, values));
  console.log(legend.join('\n'));
  const results: CellResult[] = [];
  for (const plan of plans) {
    results.push(...(await runPlan(plan, (line) => console.log(line))));
  }
  if (values.json !== undefined) {
    const report = { node: process.version, ...base, results };
    await writeFile(values.json, JSON.stringify(report, undefined, 2));
  }
}

const loopbackKeys = 120;
const loopbackKeyMs = 250;

/** One session in virtual time and, with both wire formats, in real time. */
async function compareWithLoopback(keys: number): Promise<readonly string[]> {
  const [pipeline] = pipelines;
  const [setting] = settingsNamed(['steady']);
  const [whole] = (await steadyTraces(loopbackKeyMs))(1);
  if (pipeline === undefined || setting === undefined || whole === undefined) {
    throw new Error('nothing to compare');
  }
  const trace = firstKeys(whole, keys);
  const options = {
    trace,
    truths: truthsOf(trace),
    pipeline,
    server: { ...setting.server, faults: 0 },
    oracle: { ...setting.oracle, horizon: 'place', seed: 1, oneLine: true },
  } as const;
  const lines = [lineOf('virtual time', figuresOf(await runSession(options)))];
  for (const format of ['ollama', 'openai'] as const) {
    const world = await startLoopback(format);
    try {
      lines.push(lineOf(`real time, ${format}`, figuresOf(await runSession(options, world))));
    } finally {
      await world.stop();
    }
  }
  return lines;
}

/** Sessions of people at other speeds or from a file of one's own. */
async function ownPlans(
  speeds: readonly number[],
  source: string | undefined,
  base: PlanBase,
): Promise<readonly Plan[]> {
  const groups: Group[] = [];
  for (const keyMs of speeds) {
    const traces = await personTraces(keyMs, source);
    groups.push({ name: `${source ?? 'generated'}, ${keyMs} ms per key`, traces });
  }
  return [{ ...base, groups, rows: everyRow, settings: settingsNamed(['cloud']) }];
}

/** A plan with what the command line leaves of it. */
function narrowed(
  plan: Plan,
  values: {
    readonly keys?: string | undefined;
    readonly model?: string | undefined;
    readonly rows?: string | undefined;
  },
): Plan {
  const most = Number(values.keys ?? Number.POSITIVE_INFINITY);
  return {
    ...plan,
    rows: values.rows?.split(';') ?? plan.rows,
    settings: values.model === undefined ? plan.settings : settingsNamed(values.model.split(',')),
    groups: plan.groups.map(({ name, traces }) => ({
      name,
      traces: shortened(traces, most),
    })),
  };
}

/** One shortened trace per trace, so that what is known of it is found again. */
function shortened(traces: Group['traces'], keys: number): Group['traces'] {
  const known = new Map<Trace, Trace>();
  return (seed) =>
    traces(seed).map((trace) => {
      const short = known.get(trace) ?? firstKeys(trace, keys);
      known.set(trace, short);
      return short;
    });
}

if (import.meta.main) {
  await main();
}
