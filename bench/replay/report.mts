/** Figures of sessions, and the table that shows them. */
import type { Session } from './cell.mts';

/** Figures of one session; everything per 100 keys where the name says so. */
export interface Figures {
  readonly right: number;
  readonly wrong: number;
  readonly none: number;
  readonly bound: number;
  readonly correctPer100: number;
  readonly wrongCharactersPer100: number;
  readonly flickerPer100: number;
  readonly requestsPer100: number;
  readonly abortsPer100: number;
  readonly tokensPer100: number;
  readonly wastedTokensPer100: number;
  readonly mostTokensAfterDivergence: number;
  readonly mostAtOnce: number;
  readonly visibleMsP50: number;
  readonly visibleMsP95: number;
  readonly resultMsP50: number;
  readonly resultMsP95: number;
  readonly blindPercent: number;
  /** Share of the prompt that a server with the last prompt in memory reads anew: median, %. */
  readonly newPromptPercent: number;
  readonly workMsP50: number;
  readonly workMsP95: number;
  readonly cpuMsPerKey: number;
  readonly heapKb: number;
}

/** The name of one figure. */
export type FigureName = keyof Figures;

const figureNames: readonly FigureName[] = [
  'right',
  'wrong',
  'none',
  'bound',
  'correctPer100',
  'wrongCharactersPer100',
  'flickerPer100',
  'requestsPer100',
  'abortsPer100',
  'tokensPer100',
  'wastedTokensPer100',
  'mostTokensAfterDivergence',
  'mostAtOnce',
  'visibleMsP50',
  'visibleMsP95',
  'resultMsP50',
  'resultMsP95',
  'blindPercent',
  'newPromptPercent',
  'workMsP50',
  'workMsP95',
  'cpuMsPerKey',
  'heapKb',
];

/** A median over seeds with the least and the most. */
export interface Interval {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** Figures of one pipeline in one cell. */
export interface CellResult {
  readonly trace: string;
  readonly model: string;
  readonly pipeline: string;
  readonly keys: number;
  readonly seeds: number;
  readonly figures: Readonly<Record<FigureName, Interval>>;
}

/** The value below which `share` (0 to 1) of the values lie; NaN for none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

/** Turns the counts of a session into figures. */
export function figuresOf(session: Session): Figures {
  const { requests, score } = session;
  const keys = Math.max(1, score.keys);
  const per100 = (count: number) => (100 * count) / keys;
  const tokens = requests.reduce((sum, request) => sum + request.tokens, 0);
  const after = requests.map(({ tokensAfterDivergence }) => tokensAfterDivergence);
  return {
    right: per100(score.right),
    wrong: per100(score.wrong),
    none: per100(score.keys - score.right - score.wrong),
    bound: per100(score.bound),
    correctPer100: per100(score.correctCharacters),
    wrongCharactersPer100: per100(score.wrongCharacters),
    flickerPer100: per100(score.flicker),
    requestsPer100: per100(requests.length),
    abortsPer100: per100(requests.filter(({ end }) => end === 'aborted').length),
    tokensPer100: per100(tokens),
    wastedTokensPer100: per100(Math.max(0, tokens - session.usedTokens)),
    mostTokensAfterDivergence: Math.max(0, ...after),
    mostAtOnce: session.mostAtOnce,
    visibleMsP50: quantile(score.visibleMs, 0.5),
    visibleMsP95: quantile(score.visibleMs, 0.95),
    resultMsP50: quantile(score.resultMs, 0.5),
    resultMsP95: quantile(score.resultMs, 0.95),
    blindPercent: (100 * score.blindRejections) / Math.max(1, score.appearances),
    newPromptPercent: quantile(
      requests.map((request) => (100 * request.newCharacters) / request.promptCharacters),
      0.5,
    ),
    workMsP50: quantile(session.workMs, 0.5),
    workMsP95: quantile(session.workMs, 0.95),
    cpuMsPerKey: session.cpuMs / keys,
    heapKb: session.heapBytes / 1024,
  };
}

/** The mean over several sessions; of the figures called `most…` the most. */
export function meanOf(sessions: readonly Figures[]): Figures {
  return fromNames((name) => {
    const values = known(sessions, name);
    return name.startsWith('most')
      ? Math.max(...values)
      : values.reduce((sum, value) => sum + value, 0) / values.length;
  });
}

/** Medians over the seeds, with the least and the most. */
export function summarize(seeds: readonly Figures[]): Readonly<Record<FigureName, Interval>> {
  return fromNames((name) => {
    const values = known(seeds, name);
    return {
      median: quantile(values, 0.5),
      least: Math.min(...values),
      most: Math.max(...values),
    };
  });
}

function known(figures: readonly Figures[], name: FigureName): readonly number[] {
  return figures.map((one) => one[name]).filter((value) => !Number.isNaN(value));
}

function fromNames<Value>(make: (name: FigureName) => Value): Readonly<Record<FigureName, Value>> {
  const entries = figureNames.map((name) => [name, make(name)] as const);
  return Object.fromEntries(entries) as Record<FigureName, Value>;
}

const columns: readonly (readonly [title: string, name: FigureName, digits: number])[] = [
  ['right%', 'right', 1],
  ['wrong%', 'wrong', 1],
  ['none%', 'none', 1],
  ['ok ch', 'correctPer100', 0],
  ['bad ch', 'wrongCharactersPer100', 0],
  ['flick', 'flickerPer100', 1],
  ['blind%', 'blindPercent', 0],
  ['req', 'requestsPer100', 1],
  ['abort', 'abortsPer100', 1],
  ['tok', 'tokensPer100', 0],
  ['waste', 'wastedTokensPer100', 0],
  ['div', 'mostTokensAfterDivergence', 0],
  ['slots', 'mostAtOnce', 0],
  ['see50', 'visibleMsP50', 0],
  ['see95', 'visibleMsP95', 0],
  ['res50', 'resultMsP50', 0],
  ['res95', 'resultMsP95', 0],
  ['new%', 'newPromptPercent', 0],
  ['work50', 'workMsP50', 2],
  ['work95', 'workMsP95', 2],
  ['cpu', 'cpuMsPerKey', 2],
  ['heapK', 'heapKb', 0],
];

/** What the columns mean, one line each group. */
export const legend: readonly string[] = [
  'per key: right (visible text begins with what is typed next), wrong, none; medians over the seeds [least–most]',
  'per 100 keys: ok/bad ch = visible characters that were (not) written there, flick = visible text replaced or',
  'removed while typed along, req, abort, tok = tokens generated, waste = of these never on the screen',
  'blind% = appearances typed over within 300 ms; div = most tokens of one reply after it contradicted the text;',
  'slots = most requests at once; see/res = ms from key to visible text / to the answer (the editor takes 50);',
  'new% = median share of the prompt that differs from the last one from there on; work50/95 = real ms of work per',
  'key, cpu = mean ms of thread time per key, both with the simulation (see `never`); heapK = kB of live heap left',
];

/** The table of one trace and model, with the interval of the main figures. */
export function tableOf(cells: readonly CellResult[]): readonly string[] {
  const width = Math.max(...cells.map(({ pipeline }) => pipeline.length));
  const [cell] = cells;
  const bound = cell?.figures.bound.median.toFixed(1) ?? '';
  return [
    `\n${cell?.trace}, ${cell?.model}, ${cell?.keys} keys, ${cell?.seeds} seeds, bound ${bound} %`,
    `${''.padEnd(width)} ${columns.map(([title]) => title.padStart(7)).join('')}  right [least–most]`,
    ...cells.map(({ figures, pipeline }) => {
      const row = columns.map(([, name, digits]) => padded(figures[name].median, digits)).join('');
      const { least, most } = figures.right;
      return `${pipeline.padEnd(width)} ${row}  [${least.toFixed(1)}–${most.toFixed(1)}]`;
    }),
  ];
}

/** The figures that time decides, of one session. */
export function lineOf(name: string, figures: Figures): string {
  const { abortsPer100, requestsPer100, resultMsP50, right, visibleMsP95, wrong } = figures;
  return `${name.padEnd(18)} right ${right.toFixed(1)} %, wrong ${wrong.toFixed(1)} %, per 100 keys ${requestsPer100.toFixed(1)} requests, ${abortsPer100.toFixed(1)} aborted; ms to visible text p95 ${visibleMsP95.toFixed(0)}, to the answer p50 ${resultMsP50.toFixed(1)}`;
}

function padded(value: number, digits: number): string {
  return (Number.isFinite(value) ? value.toFixed(digits) : '–').padStart(7);
}
