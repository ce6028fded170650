import type { Feature } from '../model/meter.ts';
import { addHistograms, type Histogram, isHistogram } from './histogram.ts';

/** What a row counts; two rows of one key are added number by number. */
export const counters = [
  /** HTTP requests that went out. */
  'requests',
  /** Of these: refused, broken off by the server or never answered. */
  'failed',
  /** Of these: ended by us, because we had enough or the user went on. */
  'stopped',
  'promptTokens',
  'outputTokens',
  /** The part of the tokens that no server counted. */
  'estimatedPromptTokens',
  'estimatedOutputTokens',
  /** Answers from the cache instead of a request. */
  'cacheHits',
  /** Suggestions of the instant engine. */
  'instantHits',
  /** Suggestions that the user took. */
  'accepted',
] as const;

/** One number of a row. */
export type Counter = (typeof counters)[number];

/** Whose numbers a row holds. */
export interface RowKey {
  /** Day of this machine's calendar, `2026-11-25`. */
  readonly day: string;
  /** '' for the instant engine. */
  readonly model: string;
  /** Host (and port) of its server; '' for the instant engine. */
  readonly host: string;
  readonly local: boolean;
  readonly feature: Feature;
}

/** What one model did for one feature on one day. */
export interface Row extends RowKey, Readonly<Record<Counter, number>> {
  /** Milliseconds from sending to the first text. */
  readonly firstTextMs: Histogram;
}

/** Rows by their key: no two are for the same. */
export type Rows = ReadonlyMap<string, Row>;

/** What is added to a row. */
export type Addition = RowKey &
  Partial<Record<Counter, number>> & { readonly firstTextMs?: Histogram };

function keyOf({ day, model, host, local, feature }: RowKey): string {
  return JSON.stringify([day, model, host, local, feature]);
}

/** The rows with something added; the rows given stay as they are. */
export function added(rows: Rows, additions: Iterable<Addition>): Rows {
  const sum = new Map(rows);
  for (const addition of additions) {
    const { day, feature, firstTextMs = {}, local, model, host } = addition;
    const key = keyOf(addition);
    const known = sum.get(key);
    const numbers = Object.fromEntries(
      counters.map((name) => [name, (known?.[name] ?? 0) + (addition[name] ?? 0)]),
    ) as Record<Counter, number>;
    sum.set(key, {
      ...{ day, model, host, local, feature },
      ...numbers,
      firstTextMs: addHistograms(known?.firstTextMs ?? {}, firstTextMs),
    });
  }
  return sum;
}

/** No rows. */
export const noRows: Rows = new Map();

const features: readonly Feature[] = [
  'completion',
  'explain',
  'fix',
  'edit',
  'document',
  'tests',
  'chat',
];

/** True for the name of a feature. */
export function isFeature(value: unknown): value is Feature {
  return features.some((feature) => feature === value);
}

/** Rows as a file holds them; undefined when any of it is not what we write. */
export function parseRows(value: unknown): readonly Row[] | undefined {
  return Array.isArray(value) && value.every(isRow) ? value : undefined;
}

function isRow(value: unknown): value is Row {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  const row: Readonly<Record<string, unknown>> = { ...value };
  return (
    /^\d{4}-\d{2}-\d{2}$/.test(String(row['day'])) &&
    typeof row['model'] === 'string' &&
    typeof row['host'] === 'string' &&
    typeof row['local'] === 'boolean' &&
    isFeature(row['feature']) &&
    counters.every((name) => isCount(row[name])) &&
    isHistogram(row['firstTextMs'])
  );
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** As many days with something to count as are kept: more than a year. */
export const mostDays = 400;

/**
 * Leaves out the oldest days beyond `mostDays`. Days that have not come yet are left out first: the clock was
 * wrong when they were written, and must not cost the days that were right.
 */
export function bounded(rows: Rows, today: string): Rows {
  const days = [...new Set([...rows.values()].map(({ day }) => day))];
  if (days.length <= mostDays) {
    return rows;
  }
  const past = days.filter((day) => day <= today).sort();
  const future = days.filter((day) => day > today).sort();
  const kept = new Set([...future.reverse(), ...past].slice(-mostDays));
  return new Map([...rows].filter(([, { day }]) => kept.has(day)));
}
