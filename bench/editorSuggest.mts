/** How much later the suggest widget comes up because a model is slow, dead or silent. */
import { createServer, type Socket } from 'node:net';
import { startModelServer } from '../test/servers/modelServer.ts';
import { portOf } from '../test/servers/portOf.ts';
import { type EditorBench, inEditor } from './editor.mts';
import { blockSize, ms, ordersOf, verdict } from './editorLines.mts';
import { quantile, quantileDifference } from './editorStatistics.mts';

type Arm = 'no provider' | 'slow' | 'dead' | 'silent';

const arms: readonly Arm[] = ['no provider', 'slow', 'dead', 'silent'];
const perArm = 60;
const budgetMs = 100_000;
const limitMs = 100;
const slowMs = 2_000;
const file = 'words.ts';

/** The servers of the three kinds, and how often each was asked. */
interface Servers {
  readonly urls: Readonly<Record<Exclude<Arm, 'no provider'>, string>>;
  asked(): Readonly<Record<'slow' | 'silent', number>>;
  stop(): Promise<void>;
}

/** p50 and p95 from a word key to the painted widget; without a provider it is VS Code's own delay. */
export async function benchSuggest(): Promise<string[]> {
  const servers = await startServers();
  try {
    return await inEditor({}, budgetMs, async (bench) => {
      await bench.session.configure({
        'ghostline.provider': 'ollama',
        'ghostline.ollama.completionModel': 'm:1b',
        // A text that is there at once keeps the widget away on purpose; here the model alone is asked.
        'ghostline.completion.instant': false,
      });
      await bench.session.open(file, textOf(0));
      await warmUp(bench);
      return report(await measure(bench, servers), servers);
    });
  } finally {
    await servers.stop();
  }
}

async function measure(bench: EditorBench, { urls }: Servers) {
  const { session } = bench;
  const timesMs: Record<Arm, (number | undefined)[]> = {
    'no provider': [],
    slow: [],
    dead: [],
    silent: [],
  };
  let round = 1;
  for (const order of ordersOf(arms, perArm / blockSize)) {
    if (performance.now() > bench.deadlineMs) {
      break;
    }
    for (const arm of order) {
      await session.configure(
        arm === 'no provider'
          ? { 'ghostline.completion.enabled': false }
          : { 'ghostline.completion.enabled': true, 'ghostline.ollama.baseUrl': urls[arm] },
      );
      for (let count = 0; count < blockSize; count++, round++) {
        timesMs[arm].push(await measureOnce(bench, round));
      }
    }
  }
  return timesMs;
}

/** Each round is a text of its own, so that no answer is known from before. */
function textOf(round: number): string {
  return `const alphabet = ${round};\nconst other${round} = 1;\n\nexport const sum = other${round} + \n`;
}

async function measureOnce({ session }: EditorBench, round: number): Promise<number | undefined> {
  const { workbench } = session;
  const text = textOf(round);
  await workbench.replaceText(text);
  await workbench.goTo(3, text.split('\n')[3]?.length ?? 0);
  const timeMs = await workbench.measureKeyToSuggest('a');
  await workbench.press('Escape');
  await workbench.waitForNoSuggestWidget();
  return timeMs;
}

/** The language service answers its first questions slowly. */
async function warmUp(bench: EditorBench): Promise<void> {
  await bench.session.configure({ 'ghostline.completion.enabled': false });
  for (let count = 0; count < 2 * blockSize; count++) {
    await measureOnce(bench, 0);
  }
}

async function startServers(): Promise<Servers> {
  const slow = await startModelServer({ reply: 'lphabet;', firstTextMs: slowMs });
  const sockets = new Set<Socket>();
  let accepted = 0;
  const silent = createServer((socket) => {
    accepted++;
    sockets.add(socket);
    // The client ends its connections as it likes.
    socket.on('error', () => undefined);
    socket.resume();
  });
  const closed = createServer();
  const port = await portOf(silent);
  const closedPort = await portOf(closed);
  closed.close();
  return {
    urls: {
      slow: slow.url,
      dead: `http://127.0.0.1:${closedPort}`,
      silent: `http://127.0.0.1:${port}`,
    },
    asked: () => ({
      slow: slow.requests.filter(({ path }) => path === '/api/generate').length,
      silent: accepted,
    }),
    stop: async () => {
      for (const socket of sockets) {
        socket.destroy();
      }
      silent.close();
      await slow.stop();
    },
  };
}

function report(
  timesMs: Readonly<Record<Arm, readonly (number | undefined)[]>>,
  servers: Servers,
): string[] {
  const seen = (arm: Arm) => timesMs[arm].filter((timeMs) => timeMs !== undefined);
  const asked = servers.asked();
  return [
    `key press to painted suggest widget (a slow model answers after ${slowMs / 1000} s, a dead one refuses, a silent one accepts):`,
    ...arms.map((arm) => {
      const times = seen(arm);
      const lost = timesMs[arm].length - times.length;
      const figures =
        `  ${arm.padEnd(11)} p50 ${ms(quantile(times, 0.5))} ms, p95 ${ms(quantile(times, 0.95))} ms, ` +
        `n ${times.length}${lost > 0 ? ` (${lost} without a widget)` : ''}`;
      if (arm === 'no provider') {
        return figures;
      }
      const later = (share: number) => quantileDifference(times, seen('no provider'), share);
      const [middle, tail] = [later(0.5), later(0.95)];
      return (
        `${figures}, later by p50 ${ms(middle.value)} ms [${ms(middle.low)}, ${ms(middle.high)}], ` +
        `p95 ${ms(tail.value)} ms [${ms(tail.low)}, ${ms(tail.high)}]: ${verdict(tail.value <= limitMs, `p95 <= ${limitMs} ms`)}`
      );
    }),
    `  the slow server was asked for ${asked.slow} completions, the silent one accepted ${asked.silent} connections`,
  ];
}
