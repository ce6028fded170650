import { isFeature } from './row.ts';
import type { UsageFilter } from './view.ts';

/** Stands for the instant engine, which has no model, where '' means all: no model has a blank for a name. */
export const instantChoice = ' ';

/** A choice of a filter; `value` '' means all. */
export interface PageChoice {
  readonly label: string;
  readonly value: string;
}

/** A number with what it is called and, where that is needed, what to know about it. */
export interface PageFigure {
  readonly label: string;
  readonly value: string;
  readonly note: string;
}

/** A table: the first cell of each row is its heading. */
export interface PageTable {
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A plot over days; its figures stand in the table by day, too. */
export interface PagePlot {
  readonly title: string;
  /** `columns`: amounts that add up to one column. `lines`: values of their own. */
  readonly kind: 'columns' | 'lines';
  readonly days: readonly string[];
  readonly series: readonly {
    readonly label: string;
    readonly values: readonly (number | null)[];
  }[];
}

/** What the page shows, in words of the reader's language. */
export interface PageState {
  readonly figures: readonly PageFigure[];
  readonly notes: readonly string[];
  readonly plots: readonly PagePlot[];
  readonly tables: readonly PageTable[];
  readonly filter: UsageFilter;
  readonly models: readonly PageChoice[];
  readonly features: readonly PageChoice[];
  /** First and last day with figures; '' without any. */
  readonly firstDay: string;
  readonly lastDay: string;
  /** Read by a screen reader when the filter changed. */
  readonly summary: string;
  /** Says what will be here; undefined once there is something. */
  readonly empty: string | undefined;
}

/** What the page tells the extension. */
export type PageMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'filter'; readonly filter: UsageFilter }
  | { readonly kind: 'prices' }
  | { readonly kind: 'limit' }
  | { readonly kind: 'reset' };

const kinds = ['ready', 'prices', 'limit', 'reset'] as const;

/** A message of the page; undefined when it is none that the page sends. */
export function parsePageMessage(value: unknown): PageMessage | undefined {
  const { filter, kind } = recordOf(value);
  if (kind === 'filter') {
    const { feature, from, model, to } = recordOf(filter);
    return {
      kind,
      filter: {
        ...(typeof model === 'string' ? { model } : {}),
        ...(isFeature(feature) ? { feature } : {}),
        ...(isDay(from) ? { from } : {}),
        ...(isDay(to) ? { to } : {}),
      },
    };
  }
  const known = kinds.find((one) => one === kind);
  return known === undefined ? undefined : { kind: known };
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function isDay(value: unknown): value is string {
  return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value);
}
