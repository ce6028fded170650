import type { Feature } from '../model/meter.ts';
import { addTo, amountOf, type Cost, costOf, type Money, type Prices, priceOf } from './cost.ts';
import { addHistograms, type Histogram, percentileMs } from './histogram.ts';
import { type Counter, counters, type Row, type Rows } from './row.ts';

/** Which rows are looked at; undefined: all of them. */
export interface UsageFilter {
  readonly model?: string;
  readonly feature?: Feature;
  /** First and last day, `2026-11-25`. */
  readonly from?: string;
  readonly to?: string;
}

/** What a group of rows comes to. */
export interface Figures extends Readonly<Record<Counter, number>> {
  readonly cost: Cost;
  readonly p50Ms: number | undefined;
  readonly p95Ms: number | undefined;
}

/** A group of rows: a model, a feature or a day. */
export interface Group<Name extends string = string> {
  readonly name: Name;
  readonly figures: Figures;
}

/** What answers that needed no request would have cost, about; a part that is not known is absent. */
export interface Saved {
  readonly tokens: number;
  readonly amounts: Money;
  readonly ms: number;
}

/** Everything that the page shows. */
export interface UsageView {
  readonly total: Figures;
  readonly saved: Saved;
  readonly byModel: readonly Group[];
  readonly byFeature: readonly Group<Feature>[];
  /** Oldest first, also days without anything in between. */
  readonly byDay: readonly Group[];
}

/** The figures of the rows that a filter lets through. */
export function viewOf(rows: Rows, filter: UsageFilter, prices: Prices): UsageView {
  const all = [...rows.values()];
  const chosen = all.filter((row) => fits(row, filter));
  return {
    total: figuresOf(chosen, prices),
    saved: savedBy(chosen, all, prices),
    byModel: grouped(chosen, ({ model }) => model, prices),
    byFeature: grouped(chosen, ({ feature }) => feature, prices),
    byDay: byDay(chosen, prices),
  };
}

function fits(row: Row, { feature, from = '', model, to = '9' }: UsageFilter): boolean {
  return (
    (model === undefined || row.model === model) &&
    (feature === undefined || row.feature === feature) &&
    row.day >= from &&
    row.day <= to
  );
}

function figuresOf(rows: readonly Row[], prices: Prices): Figures {
  const numbers = Object.fromEntries(
    counters.map((name) => [name, rows.reduce((total, row) => total + row[name], 0)]),
  ) as Record<Counter, number>;
  const firstTextMs = mergedHistogram(rows);
  return {
    ...numbers,
    cost: costOf(rows, prices),
    p50Ms: percentileMs(firstTextMs, 0.5),
    p95Ms: percentileMs(firstTextMs, 0.95),
  };
}

function mergedHistogram(rows: readonly Row[]): Histogram {
  return rows.reduce<Histogram>((sum, row) => addHistograms(sum, row.firstTextMs), {});
}

/** Groups, the one with most requests first. */
function grouped<Name extends string>(
  rows: readonly Row[],
  nameOf: (row: Row) => Name,
  prices: Prices,
): readonly Group<Name>[] {
  return [...Map.groupBy(rows, nameOf)]
    .map(([name, members]) => ({ name, figures: figuresOf(members, prices) }))
    .sort((one, other) => weight(other) - weight(one) || (one.name < other.name ? -1 : 1));
}

function weight({ figures }: Group): number {
  return figures.requests + figures.cacheHits + figures.instantHits;
}

const dayMs = 86_400_000;
/** A gap that is longer was a clock that jumped: it is not filled. */
const longestGapDays = 400;

function byDay(rows: readonly Row[], prices: Prices): readonly Group[] {
  const known = Map.groupBy(rows, ({ day }) => day);
  const days = [...known.keys()].sort();
  return days.flatMap((day, index) => {
    const before = days[index - 1] ?? day;
    const gap = Math.round((Date.parse(day) - Date.parse(before)) / dayMs);
    const empty = gap > longestGapDays ? [] : Array.from({ length: Math.max(0, gap - 1) });
    return [
      ...empty.map((_, step) => ({
        name: new Date(Date.parse(before) + (step + 1) * dayMs).toISOString().slice(0, 10),
        figures: figuresOf([], prices),
      })),
      { name: day, figures: figuresOf(known.get(day) ?? [], prices) },
    ];
  });
}

/**
 * What the hits would have cost as requests: for each, the mean of the requests of its model and feature in the
 * whole record. An instant suggestion stands for a completion of any model.
 */
function savedBy(hits: readonly Row[], record: readonly Row[], prices: Prices): Saved {
  const amounts = new Map<string, number>();
  let tokens = 0;
  let ms = 0;
  for (const row of hits) {
    const count = row.cacheHits + row.instantHits;
    if (count === 0) {
      continue;
    }
    const alike = record.filter(
      (other) => other.feature === row.feature && (row.model === '' || other.model === row.model),
    );
    const requests = alike.reduce((sum, other) => sum + other.requests, 0);
    if (requests > 0) {
      for (const other of alike.filter((one) => one.requests > 0)) {
        const share = count / requests;
        tokens += share * (other.promptTokens + other.outputTokens);
        const price = other.local ? undefined : priceOf(prices, other.model);
        if (price !== undefined) {
          const amount = amountOf(price, other.promptTokens, other.outputTokens);
          addTo(amounts, price.currency, share * amount);
        }
      }
    }
    ms += count * (percentileMs(mergedHistogram(alike), 0.5) ?? 0);
  }
  return { tokens: Math.round(tokens), amounts, ms: Math.round(ms) };
}
