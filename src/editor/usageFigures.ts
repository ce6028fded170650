import * as vscode from 'vscode';
import type { Money, Prices } from '../usage/cost.ts';
import type { PageFigure, PagePlot, PageTable } from '../usage/page.ts';
import type { Figures, Group, Saved, UsageView } from '../usage/view.ts';
import { featureText, modelName } from './usageMessages.ts';

/** What a screen reader says when the figures have changed. */
export function summaryText({ byDay, total }: UsageView): string {
  const [first, last] = [byDay.at(0)?.name, byDay.at(-1)?.name];
  return first === undefined || last === undefined
    ? vscode.l10n.t('No figures for this choice.')
    : vscode.l10n.t('Requests: {0}, from {1} to {2}', numberText(total.requests), first, last);
}

function format(value: number, options: Intl.NumberFormatOptions): string {
  return new Intl.NumberFormat(vscode.env.language, options).format(value);
}

function numberText(value: number): string {
  return format(value, { maximumFractionDigits: 0 });
}

/** Amounts of different currencies are not added up. */
function moneyText(money: Money): string {
  const amounts = [...money].map(([currency, amount]) => {
    const small = amount > 0 && amount < 1;
    const number = small
      ? format(amount, { maximumSignificantDigits: 2 })
      : format(amount, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
    return currency === '' ? number : `${number} ${currency}`;
  });
  return amounts.join(' + ');
}

function costText({ cost }: Figures): string {
  if (cost.amounts.size > 0) {
    return moneyText(cost.amounts);
  }
  return cost.unpriced.length > 0 ? vscode.l10n.t('no price') : '–';
}

/** Milliseconds, seconds or hours, whichever reads best. */
function durationText(ms: number | undefined): string {
  if (ms === undefined) {
    return '–';
  }
  if (ms < 1_000) {
    return vscode.l10n.t('{0} ms', numberText(ms));
  }
  const seconds = ms / 1_000;
  if (seconds < 120) {
    return vscode.l10n.t('{0} s', format(seconds, { maximumFractionDigits: 1 }));
  }
  const minutes = seconds / 60;
  return minutes < 120
    ? vscode.l10n.t('{0} min', numberText(minutes))
    : vscode.l10n.t('{0} h', format(minutes / 60, { maximumFractionDigits: 1 }));
}

function tokensText(tokens: number, estimated: number): string {
  return estimated > 0 ? `≈ ${numberText(tokens)}` : numberText(tokens);
}

/** The numbers at the top. */
export function figureTexts({ saved, total }: UsageView): readonly PageFigure[] {
  const { failed, stopped } = total;
  const tokens = (all: number, estimated: number) => ({
    value: tokensText(all, estimated),
    note: estimated > 0 ? vscode.l10n.t('{0} of them estimated', numberText(estimated)) : '',
  });
  return [
    {
      label: vscode.l10n.t('Requests'),
      value: numberText(total.requests),
      note: vscode.l10n.t('{0} stopped early, {1} failed', numberText(stopped), numberText(failed)),
    },
    {
      label: vscode.l10n.t('Tokens in'),
      ...tokens(total.promptTokens, total.estimatedPromptTokens),
    },
    {
      label: vscode.l10n.t('Tokens out'),
      ...tokens(total.outputTokens, total.estimatedOutputTokens),
    },
    {
      label: vscode.l10n.t('Estimated cost'),
      value: costText(total),
      note: unpricedNote(total),
    },
    {
      label: vscode.l10n.t('Time to first text'),
      value: durationText(total.p50Ms),
      note: vscode.l10n.t('half are faster; 95 % take at most {0}', durationText(total.p95Ms)),
    },
    {
      label: vscode.l10n.t('Without a request'),
      value: numberText(total.cacheHits + total.instantHits),
      note: vscode.l10n.t(
        '{0} from the cache, {1} instant',
        numberText(total.cacheHits),
        numberText(total.instantHits),
      ),
    },
    {
      label: vscode.l10n.t('Saved, about'),
      value: durationText(saved.ms),
      note: savedNote(saved),
    },
    {
      label: vscode.l10n.t('Suggestions accepted'),
      value: numberText(total.accepted),
      note: '',
    },
  ];
}

function unpricedNote({ cost }: Figures): string {
  return cost.unpriced.length === 0
    ? ''
    : vscode.l10n.t('without a price: {0}', cost.unpriced.join(', '));
}

function savedNote({ amounts, tokens }: Saved): string {
  const count = vscode.l10n.t('{0} tokens', numberText(tokens));
  return amounts.size === 0 ? count : `${count}, ${moneyText(amounts)}`;
}

/** How much of the month's limit is used, and where it cannot hold; nothing without a limit. */
export function limitNotes(month: Figures, limit: number): readonly string[] {
  if (limit <= 0) {
    return [];
  }
  const used = month.cost.amounts.size === 0 ? numberText(0) : moneyText(month.cost.amounts);
  const most = format(limit, { maximumFractionDigits: 2 });
  const { unpriced } = month.cost;
  return [
    vscode.l10n.t('This month: {0} of the limit of {1}.', used, most),
    ...(unpriced.length === 0
      ? []
      : [
          vscode.l10n.t(
            'The limit cannot count {0}: set a price for it in ghostline.usage.prices.',
            unpriced.join(', '),
          ),
        ]),
  ];
}

/** Says how the figures came about, as far as it matters for them. */
export function figureNotes({ total }: UsageView, prices: Prices): readonly string[] {
  return [
    ...(total.estimatedPromptTokens + total.estimatedOutputTokens > 0
      ? [
          vscode.l10n.t(
            '≈ means that a part is estimated from the length of the text: a server counts no tokens for a reply that is stopped, and some never do.',
          ),
        ]
      : []),
    ...(Object.keys(prices).length > 0
      ? [
          vscode.l10n.t(
            'Costs are estimates at the prices that are set now. Local models cost nothing.',
          ),
        ]
      : []),
  ];
}

/** The plots, over days. */
export function plotTexts({ byDay }: UsageView): readonly PagePlot[] {
  const days = byDay.map(({ name }) => name);
  const series = (label: string, figureOf: (figures: Figures) => number | undefined) => ({
    label,
    values: byDay.map(({ figures }) => figureOf(figures) ?? null),
  });
  return [
    {
      title: vscode.l10n.t('Requests and answers without one, by day'),
      kind: 'columns',
      days,
      series: [
        series(vscode.l10n.t('Requests'), ({ requests }) => requests),
        series(
          vscode.l10n.t('Without a request'),
          ({ cacheHits, instantHits }) => cacheHits + instantHits,
        ),
      ],
    },
    {
      title: vscode.l10n.t('Tokens by day'),
      kind: 'columns',
      days,
      series: [
        series(vscode.l10n.t('Tokens in'), ({ promptTokens }) => promptTokens),
        series(vscode.l10n.t('Tokens out'), ({ outputTokens }) => outputTokens),
      ],
    },
    {
      title: vscode.l10n.t('Milliseconds to first text, by day'),
      kind: 'lines',
      days,
      series: [
        series(vscode.l10n.t('Half are faster'), ({ p50Ms }) => p50Ms),
        series(vscode.l10n.t('95 % are faster'), ({ p95Ms }) => p95Ms),
      ],
    },
  ];
}

/** The tables: by model, by feature and by day, the newest first. */
export function tableTexts({ byDay, byFeature, byModel }: UsageView): readonly PageTable[] {
  return [
    tableText(vscode.l10n.t('By model'), vscode.l10n.t('Model'), byModel, modelName),
    tableText(vscode.l10n.t('By feature'), vscode.l10n.t('Feature'), byFeature, featureText),
    tableText(vscode.l10n.t('By day'), vscode.l10n.t('Day'), byDay.toReversed(), (day) => day),
  ];
}

function tableText<Name extends string>(
  caption: string,
  first: string,
  groups: readonly Group<Name>[],
  nameText: (name: Name) => string,
): PageTable {
  return {
    caption,
    columns: [
      first,
      vscode.l10n.t('Requests'),
      vscode.l10n.t('Stopped'),
      vscode.l10n.t('Failed'),
      vscode.l10n.t('Tokens in'),
      vscode.l10n.t('Tokens out'),
      vscode.l10n.t('Cost'),
      vscode.l10n.t('From the cache'),
      vscode.l10n.t('Instant'),
      vscode.l10n.t('Accepted'),
      vscode.l10n.t('First text (50 %)'),
      vscode.l10n.t('First text (95 %)'),
    ],
    rows: groups.map(({ figures, name }) => [
      nameText(name),
      numberText(figures.requests),
      numberText(figures.stopped),
      numberText(figures.failed),
      tokensText(figures.promptTokens, figures.estimatedPromptTokens),
      tokensText(figures.outputTokens, figures.estimatedOutputTokens),
      costText(figures),
      numberText(figures.cacheHits),
      numberText(figures.instantHits),
      numberText(figures.accepted),
      durationText(figures.p50Ms),
      durationText(figures.p95Ms),
    ]),
  };
}
