import type { ModelPrice, Settings } from '../settings.ts';
import type { Row } from './row.ts';

/** What the user says that models cost, by the name of the model. */
export type Prices = Settings['usage.prices'];

/** Amounts by their currency; '' is the currency of prices that name none. */
export type Money = ReadonlyMap<string, number>;

/** What rows cost. */
export interface Cost {
  readonly amounts: Money;
  /** Models that cost something nobody knows: they run elsewhere and have no price. */
  readonly unpriced: readonly string[];
}

const perMillion = 1_000_000;

/** Costs of rows at the prices of now: whoever adds a price sees what past days cost. */
export function costOf(rows: Iterable<Row>, prices: Prices): Cost {
  const amounts = new Map<string, number>();
  const unpriced = new Set<string>();
  for (const row of rows) {
    if (row.local || row.requests === 0) {
      continue;
    }
    const price = priceOf(prices, row.model);
    if (price === undefined) {
      unpriced.add(row.model);
      continue;
    }
    addTo(amounts, price.currency, amountOf(price, row.promptTokens, row.outputTokens));
  }
  return { amounts, unpriced: [...unpriced].sort() };
}

/** The price of a model; undefined when there is none. */
export function priceOf(prices: Prices, model: string): ModelPrice | undefined {
  return Object.hasOwn(prices, model) ? prices[model] : undefined;
}

/** What so many tokens cost. */
export function amountOf(price: ModelPrice, promptTokens: number, outputTokens: number): number {
  return (promptTokens * price.input + outputTokens * price.output) / perMillion;
}

/** Adds an amount of one currency. */
export function addTo(amounts: Map<string, number>, currency: string, amount: number): void {
  amounts.set(currency, (amounts.get(currency) ?? 0) + amount);
}

/**
 * True when the month's cost has reached the limit. Currencies are not converted: the limit holds for each. What
 * models without a price cost is not known and counts as nothing.
 * @param limit 0: there is none
 * @param month `2026-11`
 */
export function isOverLimit(
  rows: readonly Row[],
  prices: Prices,
  limit: number,
  month: string,
): boolean {
  if (limit <= 0) {
    return false;
  }
  const inMonth = rows.filter(({ day }) => day.startsWith(month));
  return [...costOf(inMonth, prices).amounts.values()].some((amount) => amount >= limit);
}

/** True when it is known what a model costs: nothing where it runs here, else what the user said. */
export function isCounted(
  model: { readonly model: string; readonly local: boolean },
  prices: Prices,
) {
  return model.local || priceOf(prices, model.model) !== undefined;
}

/** True for a model that costs nothing: it runs here, or the user gave it the price 0. */
export function isFree(model: { readonly model: string; readonly local: boolean }, prices: Prices) {
  const price = priceOf(prices, model.model);
  return model.local || (price !== undefined && price.input === 0 && price.output === 0);
}
