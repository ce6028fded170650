/** How soon the usage page is there, and what counting costs while one types. */
import { parseSettings } from '../src/settings.ts';
import { histogramOf } from '../src/usage/histogram.ts';
import { createLedger } from '../src/usage/ledger.ts';
import { createRecorder } from '../src/usage/recorder.ts';
import { added, mostDays, noRows } from '../src/usage/row.ts';
import { viewOf } from '../src/usage/view.ts';
import { usagePageIn } from '../test/e2e/usagePage.ts';
import { memoryStorage } from '../test/unit/usage/support.ts';
import { type EditorBench, inEditor } from './editor.mts';
import { ms, verdict, waitForLog } from './editorLines.mts';
import { median } from './editorStatistics.mts';

const budgetMs = 60_000;
const openings = 9;
const limitMs = 200;

/** Opens the page again and again; the last line is the record of more than a year, without an editor. */
export async function benchUsage(): Promise<string[]> {
  const opened = await inEditor({ 'usage.txt': '' }, budgetMs, measureOpening);
  return [...opened, ...(await measureRecord())];
}

/** From the command to the message by which the page says that it is painted, by Ghostline's own log. */
async function measureOpening({ deadlineMs, session }: EditorBench): Promise<string[]> {
  const usage = usagePageIn(() => session);
  const readyMs = async () =>
    [
      ...(await session.server.outputChannel('Ghostline')).matchAll(/page ready after (\d+) ms/g),
    ].map(([, time]) => Number(time));
  for (let opening = 0; opening < openings && performance.now() < deadlineMs; opening++) {
    await usage.show();
    await waitForLog(session, 'page ready after');
    await session.workbench.probe.closeAll();
  }
  const [first = Number.NaN, ...others] = await readyMs();
  const midMs = median(others);
  return [
    `command to painted page: median ${ms(midMs)} ms, the first ${ms(first)} ms, n ${others.length}: ${verdict(midMs < limitMs, `< ${limitMs} ms`)}`,
  ];
}

/** Six rows a day for as long as figures are kept. */
async function measureRecord(): Promise<string[]> {
  const rows = added(
    noRows,
    Array.from({ length: mostDays * 6 }, (_, index) => {
      const kind = Math.floor(index / mostDays);
      return {
        day: new Date(Date.UTC(2026, 0, 1 + (index % mostDays))).toISOString().slice(0, 10),
        model: `model ${kind % 3}`,
        host: 'api.test',
        local: false,
        feature: kind < 3 ? ('completion' as const) : ('explain' as const),
        requests: 40,
        promptTokens: 60_000,
        firstTextMs: histogramOf(100 + (index % 70) * 20),
      };
    }),
  );
  const today = () => '2027-02-04';
  const { storage } = memoryStorage();
  const ledger = createLedger({ storage, today, windowId: 'a', log: { warn: () => {} } });
  await ledger.add(rows);
  const recorder = createRecorder({
    ledger,
    settings: () => ({
      monthlyLimit: 1e9,
      prices: parseSettings((key) =>
        key === 'usage.prices' ? { 'model 0': { input: 1, output: 1 } } : undefined,
      )['usage.prices'],
    }),
    now: () => performance.now(),
    today,
    after: () => () => {},
    overLimit: () => {},
    uncounted: () => {},
  });
  const readMs: number[] = [];
  for (let round = 0; round < 15; round++) {
    const from = performance.now();
    viewOf(await recorder.rows(), {}, {});
    readMs.push(performance.now() - from);
  }
  const facts = {
    ...{ origin: 'https://api.test', model: 'model 0', local: false, promptCharacters: 9_000 },
    feature: 'completion' as const,
  };
  const countMs: number[] = [];
  for (let round = 0; round < 500; round++) {
    const from = performance.now();
    await recorder.admit(facts);
    const request = recorder.begin(facts);
    request.sent();
    request.received({ kind: 'text', text: 'return total;' });
    request.ended(undefined);
    countMs.push(performance.now() - from);
  }
  return [
    `${mostDays} days, ${rows.size} rows: read and added up in ${ms(median(readMs))} ms`,
    `one request with a limit set: ${(median(countMs) * 1_000).toFixed(0)} µs`,
  ];
}
