import assert from 'node:assert/strict';
import { parseSettings } from '../../../src/settings.ts';
import { costOf, isFree, isOverLimit } from '../../../src/usage/cost.ts';
import {
  addHistograms,
  histogramOf,
  isHistogram,
  percentileMs,
} from '../../../src/usage/histogram.ts';
import { bounded, mostDays, parseRows } from '../../../src/usage/row.ts';
import { viewOf } from '../../../src/usage/view.ts';
import { rowOf, rowsOf } from './support.ts';

const prices = {
  m: { input: 2, output: 10, currency: 'USD' },
  other: { input: 1, output: 1, currency: '' },
  own: { input: 0, output: 0, currency: '' },
};

describe('durations of usage', () => {
  it('are given back within five per cent', () => {
    const all = Array.from({ length: 100 }, (_, index) => histogramOf((index + 1) * 10));
    const sum = all.reduce(addHistograms, {});
    for (const [quantile, ms] of [
      [0.5, 500],
      [0.95, 950],
      [1, 1_000],
    ] as const) {
      const found = percentileMs(sum, quantile) ?? 0;
      assert.ok(Math.abs(found / ms - 1) < 0.05, `${quantile}: ${found}`);
    }
    assert.equal(percentileMs({}, 0.5), undefined);
  });

  it('survive a clock that jumps', () => {
    for (const ms of [-5, Number.NaN, 0, Number.POSITIVE_INFINITY, 1e15]) {
      assert.ok(isHistogram(histogramOf(ms)), `${ms}`);
    }
    assert.equal(percentileMs(histogramOf(-5), 0.5), 1);
  });

  it('are nothing else', () => {
    for (const value of [null, [], 5, { a: 1 }, { '1': -1 }, { '1': 0.5 }, { '999': 1 }]) {
      assert.equal(isHistogram(value), false, JSON.stringify(value));
    }
  });
});

describe('rows of usage', () => {
  it('are added by day, model, host and feature', () => {
    const rows = rowsOf(
      { requests: 1, promptTokens: 5, firstTextMs: histogramOf(100) },
      { requests: 2, promptTokens: 7, firstTextMs: histogramOf(100) },
      { feature: 'explain', requests: 4 },
      { host: 'elsewhere', requests: 8 },
    );
    assert.deepEqual(
      [...rows.values()].map(({ promptTokens, requests }) => [requests, promptTokens]),
      [
        [3, 12],
        [4, 0],
        [8, 0],
      ],
    );
    assert.deepEqual(Object.values(rowOf({ firstTextMs: histogramOf(9) }).firstTextMs), [1]);
  });

  it('are read back as they were written, and not at all when one is not ours', () => {
    const rows = [...rowsOf({ requests: 3, firstTextMs: histogramOf(80) }).values()];
    assert.deepEqual(parseRows(JSON.parse(JSON.stringify(rows))), rows);
    for (const wrong of [
      { requests: -1 },
      { requests: 1.5 },
      { day: 'today' },
      { feature: 'x' },
      { firstTextMs: [] },
      { local: 'yes' },
      { model: undefined },
    ]) {
      assert.equal(parseRows([{ ...rows[0], ...wrong }]), undefined, JSON.stringify(wrong));
    }
    assert.equal(parseRows({}), undefined);
  });

  it('are bounded, and days that a wrong clock wrote go before those that were', () => {
    const day = (index: number) =>
      new Date(Date.UTC(2026, 0, 1) + index * 86_400_000).toISOString().slice(0, 10);
    const days = Array.from({ length: mostDays + 5 }, (_, index) => day(index));
    const rows = rowsOf(...[...days, '2099-01-01'].map((one) => ({ day: one, requests: 1 })));
    const kept = [...bounded(rows, day(mostDays + 4)).values()].map((row) => row.day);
    assert.deepEqual(kept.sort(), days.slice(5));
    const few = rowsOf({ day: '2099-01-01' }, { day: '2026-01-01' });
    assert.equal(bounded(few, '2026-01-01'), few);
  });
});

describe('what usage costs', () => {
  const million = { promptTokens: 1_000_000, outputTokens: 100_000, requests: 1 };

  it('is counted at the prices of now, by currency', () => {
    const rows = rowsOf(
      million,
      { ...million, model: 'other' },
      { ...million, model: 'm', local: true },
      { ...million, model: 'nobody knows' },
    );
    const { amounts, unpriced } = costOf(rows.values(), prices);
    assert.deepEqual(
      [...amounts],
      [
        ['USD', 3],
        ['', 1.1],
      ],
    );
    assert.deepEqual(unpriced, ['nobody knows']);
  });

  it('reaches its limit in its own month alone', () => {
    const rows = [...rowsOf(million, { ...million, day: '2026-10-31' }).values()];
    for (const [limit, month, over] of [
      [3, '2026-11', true],
      [3.01, '2026-11', false],
      [3, '2026-12', false],
      [0, '2026-11', false],
    ] as const) {
      assert.equal(isOverLimit(rows, prices, limit, month), over, `${limit} ${month}`);
    }
  });

  it('is nothing for a local model and for one whose price is 0', () => {
    for (const [model, local, free] of [
      ['m', false, false],
      ['m', true, true],
      ['own', false, true],
      ['nobody knows', false, false],
      ['constructor', false, false],
    ] as const) {
      assert.equal(isFree({ model, local }, prices), free, model);
    }
  });

  it('takes prices that are prices', () => {
    const raw = {
      good: { input: 1, output: 2 },
      named: { input: 0.5, output: 1, currency: ' USD ' },
      half: { input: 1 },
      negative: { input: -1, output: 1 },
      text: 'free',
      none: null,
    };
    const read = (value: unknown) =>
      parseSettings((key) => (key === 'usage.prices' ? value : undefined))['usage.prices'];
    assert.deepEqual(read(raw), {
      good: { input: 1, output: 2, currency: '' },
      named: { input: 0.5, output: 1, currency: 'USD' },
    });
    assert.deepEqual([read(null), read('x'), read([])], [{}, {}, {}]);
  });
});

describe('the figures of usage', () => {
  const rows = rowsOf(
    { requests: 2, promptTokens: 200, outputTokens: 20, firstTextMs: histogramOf(400) },
    { day: '2026-11-22', requests: 1, feature: 'explain', model: 'other' },
    { cacheHits: 3 },
    { model: '', host: '', local: true, instantHits: 1, accepted: 1 },
  );
  const names = (groups: readonly { readonly name: string }[]) => groups.map(({ name }) => name);

  it('come by model, feature and day, with the days in between', () => {
    const view = viewOf(rows, {}, prices);
    assert.equal(view.total.requests, 3);
    assert.equal(view.total.accepted, 1);
    assert.deepEqual(names(view.byModel), ['m', '', 'other']);
    assert.deepEqual(names(view.byFeature), ['completion', 'explain']);
    assert.deepEqual(names(view.byDay), ['2026-11-22', '2026-11-23', '2026-11-24', '2026-11-25']);
    assert.deepEqual(
      view.byDay.map(({ figures }) => figures.requests),
      [1, 0, 0, 2],
    );
  });

  it('are those of the filter', () => {
    const requests = (filter: Parameters<typeof viewOf>[1]) =>
      viewOf(rows, filter, prices).total.requests;
    assert.equal(requests({ model: 'm' }), 2);
    assert.equal(requests({ feature: 'explain' }), 1);
    assert.equal(requests({ from: '2026-11-23' }), 2);
    assert.equal(requests({ to: '2026-11-24' }), 1);
    assert.equal(requests({ model: 'm', to: '2026-11-24' }), 0);
  });

  it('say what the hits would have cost as requests', () => {
    const { amounts, ms, tokens } = viewOf(rows, {}, prices).saved;
    // 4 hits, of which each stands for a request of 110 tokens, 100 of them in.
    assert.equal(tokens, 440);
    assert.ok(Math.abs((amounts.get('USD') ?? 0) - 4 * 0.0003) < 1e-9);
    assert.ok(Math.abs(ms - 1_600) < 80, `${ms}`);
    const alone = viewOf(rowsOf({ cacheHits: 5 }), {}, prices).saved;
    assert.deepEqual([alone.tokens, alone.ms, alone.amounts.size], [0, 0, 0]);
  });

  it('do not fill the gap that a wrong clock made', () => {
    const odd = rowsOf({ day: '2026-11-25', requests: 1 }, { day: '2099-01-01', requests: 1 });
    assert.deepEqual(names(viewOf(odd, {}, prices).byDay), ['2026-11-25', '2099-01-01']);
  });

  it('are empty without any', () => {
    const { byDay, total } = viewOf(new Map(), {}, prices);
    assert.deepEqual([byDay.length, total.requests, total.p50Ms], [0, 0, undefined]);
  });
});
