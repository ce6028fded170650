/** How soon an explanation is on the screen, and what a long one costs the extension host. */
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { chatModels, explanationsIn } from '../test/e2e/explainThread.ts';
import { type ModelServer, startModelServer } from '../test/servers/modelServer.ts';
import { type EditorBench, inEditor } from './editor.mts';
import { ms, verdict } from './editorLines.mts';
import { quantile } from './editorStatistics.mts';

const budgetMs = 180_000;
const rounds = 15;
const limitMs = 150;
const shareLimit = 0.05;
/** A fast model, one packet for each token: each packet costs the host some 0.2 ms in `fetch` alone. */
const tokensPerSecond = 100;
const tokens = 4_000;
/** Long enough for what VS Code does by itself now and then. */
const idleMs = 15_000;
/** The kernel counts processor time in these. */
const ticksPerSecond = 100;

/** Painted times from the event in the same run, and the processor time of the extension host from `/proc`. */
export async function benchExplain(): Promise<string[]> {
  const server = await startModelServer({ models: chatModels });
  try {
    return await inEditor({}, budgetMs, async (bench) => {
      await bench.session.configure({
        'ghostline.provider': 'ollama',
        'ghostline.ollama.baseUrl': server.url,
      });
      await bench.session.open('warm.ts', textOf(0));
      await explainOnce(bench, server, 0);
      return [
        ...(await benchFirstText(bench, server)),
        ...(await benchCached(bench)),
        ...(await benchLong(bench, server)),
      ];
    });
  } finally {
    await server.stop();
  }
}

/** Each round is a question of its own. */
function textOf(round: number): string {
  return `export function twice${round}(value: number): number {\n  return value * 2;\n}\n\n`;
}

/** Resolves with Unix milliseconds of the frame in which the page shows the text in a thread. */
function whenPainted({ session }: EditorBench, text: string): Promise<number> {
  return session.workbench.page.evaluate<number>(
    `new Promise((done, fail) => {
      setTimeout(() => fail(new Error('not painted')), 10_000);
      const look = () =>
        document.querySelector('.review-widget')?.textContent.includes(${JSON.stringify(text)})
          ? done(performance.timeOrigin + performance.now())
          : requestAnimationFrame(look);
      look();
    })`,
  );
}

/** @returns from the first token at the server to its frame */
async function explainOnce(
  bench: EditorBench,
  server: ModelServer,
  round: number,
): Promise<number> {
  const { workbench } = bench.session;
  let go = () => {};
  const hold = new Promise<void>((resolve) => {
    go = resolve;
  });
  server.script({ models: chatModels, reply: `Round ${round} doubles it. The end.`, hold });
  const explanations = explanationsIn(() => bench.session);
  await workbench.replaceText(textOf(round));
  await workbench.select(0, 0, 2, 1);
  await explanations.byKeyboard();
  await explanations.waitFor('The model is reading');
  const painted = whenPainted(bench, `Round ${round} doubles`);
  const sentAt = performance.timeOrigin + performance.now();
  go();
  const times = (await painted) - sentAt;
  await explanations.waitFor('Explanation ready');
  await close(bench);
  return times;
}

async function close({ session }: EditorBench): Promise<void> {
  const { workbench } = session;
  await workbench.command('Ghostline: Close Explanation');
  await workbench.page.locator('.review-widget').waitFor({ state: 'detached' });
  await workbench.focusEditor();
}

async function benchFirstText(bench: EditorBench, server: ModelServer): Promise<string[]> {
  const times: number[] = [];
  for (let round = 1; round <= rounds; round++) {
    times.push(await explainOnce(bench, server, round));
  }
  return [line('first token to painted text', times)];
}

/** The key press to the whole answer; the last round's question is in the cache. */
async function benchCached(bench: EditorBench): Promise<string[]> {
  const { workbench } = bench.session;
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    await workbench.select(0, 0, 2, 1);
    await workbench.press('Control+K');
    await workbench.page.evaluate(
      `addEventListener('keydown', () => {
        globalThis.pressedAt = performance.timeOrigin + performance.now();
      }, { capture: true, once: true })`,
    );
    const painted = whenPainted(bench, `Round ${rounds} doubles it. The end.`);
    await workbench.press('x');
    times.push((await painted) - (await workbench.page.evaluate<number>('pressedAt')));
    await close(bench);
  }
  return [line('command to painted answer, cached', times)];
}

function line(what: string, times: readonly number[]): string {
  const [half, most] = [quantile(times, 0.5), quantile(times, 0.95)];
  const holds = verdict(half <= limitMs, `p50 <= ${limitMs} ms`);
  return `${what}: p50 ${ms(half)} ms, p95 ${ms(most)} ms, n ${times.length}: ${holds}`;
}

/** Two answers: one is only read, at the other keys are typed, which the extension host follows too. */
async function benchLong(bench: EditorBench, server: ModelServer): Promise<string[]> {
  const { workbench } = bench.session;
  const host = extensionHost();
  const idle = await use(host, () => pause(idleMs));
  const alone = await stream(bench, server, 98, host);
  await close(bench);
  const typed = 'keys while it streams '.repeat(6);
  const withKeys = await stream(bench, server, 99, host, async () => {
    await workbench.goTo(4, 3);
    await workbench.type(typed, { delayMs: 60 });
  });
  const kept = (await workbench.editorText()).includes(typed);
  return [
    `${tokens} tokens at about ${tokensPerSecond} per second, in ${ms(alone.tookMs / 1000)} s: ` +
      `${percent(shareOf(alone))} of one core on the extension host, which uses ${percent(shareOf(idle))} ` +
      `when nothing happens: ${verdict(shareOf(alone) - shareOf(idle) < shareLimit, `< ${shareLimit * 100} % more`)}`,
    `the same while ${typed.length} keys are typed, with all that follows them: ${percent(shareOf(withKeys))}`,
    `keys typed meanwhile: ${kept ? 'all there' : 'LOST'}`,
  ];
}

/** Processor time and the time in which it was used. */
interface Use {
  readonly usedMs: number;
  readonly tookMs: number;
}

function shareOf({ tookMs, usedMs }: Use): number {
  return usedMs / tookMs;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** What the extension host uses while something happens. */
async function use(host: number, happens: () => Promise<unknown>): Promise<Use> {
  const [usedAt, startedAt] = [processorMs(host), performance.now()];
  await happens();
  return { usedMs: processorMs(host) - usedAt, tookMs: performance.now() - startedAt };
}

/** From the first text of a long answer to its end in the page. */
async function stream(
  { session }: EditorBench,
  server: ModelServer,
  round: number,
  host: number,
  meanwhile: () => Promise<void> = async () => {},
): Promise<Use> {
  const { workbench } = session;
  const explanations = explanationsIn(() => session);
  const words = 'Each `value` is **doubled** and the sum is kept in `total` of the loop.\n\n';
  const reply = words.repeat(Math.ceil((tokens * 4) / words.length)).slice(0, tokens * 4);
  const pieceMs = 1_000 / tokensPerSecond;
  server.script({ models: chatModels, reply: `${reply}\n\nThe end.`, pieceCharacters: 4, pieceMs });
  await workbench.replaceText(`${textOf(round)}// `);
  await workbench.select(0, 0, 2, 1);
  await explanations.byKeyboard();
  await explanations.waitFor('is doubled');
  return use(host, async () => {
    await meanwhile();
    await workbench.page
      .locator('.review-widget', { hasText: 'The end.' })
      .waitFor({ timeout: 90_000 });
  });
}

/** The process that started last among the extension hosts of this machine. */
function extensionHost(): number {
  const hosts = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((id) => read(`/proc/${id}/cmdline`).includes('--type=extensionHost'));
  return Math.max(...hosts);
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** User and system time of a process so far. */
function processorMs(id: number): number {
  // Fields behind the name, which may hold spaces: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
  const fields = read(`/proc/${id}/stat`).split(') ').at(-1)?.split(' ') ?? [];
  return ((Number(fields[11]) + Number(fields[12])) * 1_000) / ticksPerSecond;
}
