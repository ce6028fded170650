/**
 * How long a hostile server holds the extension host's thread up (S43): lengths of the turns of its event loop while
 * replies come in, by the processor time of the thread, so that other programs on the machine do not count.
 */
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { createGuardedFetch } from '../src/model/guardedFetch.ts';
import { createOllamaWire } from '../src/model/ollama.ts';
import { createOpenAiWire } from '../src/model/openai.ts';
import type { Wire } from '../src/model/wire.ts';
import { type Fault, startModelServer } from '../test/servers/modelServer.ts';
import { ms, verdict } from './editorLines.mts';

const rounds = 8;
const mostMs = 50;

/** What a server can send to keep a reader busy; the names are those of the rows. */
const attacks: Readonly<Record<string, () => Fault>> = {
  'a line without end': () => bytes(Buffer.alloc(16 * 1_048_576, 'x')),
  'a million line breaks': () => bytes('\n'.repeat(1_000_000)),
  'brackets in brackets': () => bytes(`data: ${'['.repeat(250_000)}\n\n`),
  'a hundred thousand empty events': () => bytes('data: {}\n\n'.repeat(100_000)),
  'an event that never becomes whole': () =>
    bytes(`data: {"a":[{}\n${'data: ,{}\n'.repeat(90_000)}`),
  'a reply without end': () => bytes(`{"response":"${'x'.repeat(900)}"}\n`.repeat(6_000)),
  'a text of escapes': () => bytes(`{"response":"${'\\u0000'.repeat(100_000)}"}\n`),
  'a connection that stays open': () => ({ kind: 'open end' }),
};

function bytes(content: string | Uint8Array): Fault {
  return { kind: 'bytes', bytes: content };
}

/** The server has a thread of its own, as in life it has a process; this one is the extension host. */
async function serve(): Promise<void> {
  const server = await startModelServer();
  parentPort?.on('message', (attack: string) => {
    const fault = attacks[attack]?.();
    server.script({ reply: 'text', ...(fault === undefined ? {} : { fault }) });
    parentPort?.postMessage('ready');
  });
  parentPort?.postMessage(server.url);
}

/** The lag under each attack and under all of them together. */
export async function benchLag(): Promise<readonly string[]> {
  const worker = new Worker(new URL(import.meta.url));
  const told = () => new Promise<string>((resolve) => worker.once('message', resolve));
  const url = await told();
  const wires = [openOllama(url), openOpenAi(url)];
  const all: number[] = [];
  const lines: string[] = [];
  await ask(wires);
  for (const attack of Object.keys(attacks)) {
    worker.postMessage(attack);
    await told();
    const turns = watchTurns();
    for (let round = 0; round < rounds; round++) {
      await ask(wires);
    }
    const lengths = turns.stop();
    all.push(...lengths);
    lines.push(
      `  ${attack}: p99 ${ms(lagAt(lengths, 0.99))} ms, longest ${ms(Math.max(...lengths))} ms`,
    );
  }
  await worker.terminate();
  const p99 = lagAt(all, 0.99);
  return [
    ...lines,
    `lag of the event loop under a hostile server: p50 ${ms(lagAt(all, 0.5))} ms, p99 ${ms(p99)} ms, ` +
      `longest ${ms(Math.max(...all))} ms: ${verdict(p99 < mostMs, `p99 below ${mostMs} ms`)}`,
  ];
}

/** Notes the length of each turn of the event loop, in milliseconds. */
function watchTurns(): { stop(): readonly number[] } {
  const lengths: number[] = [];
  let before = process.threadCpuUsage();
  let running = true;
  const turn = () => {
    const { system, user } = process.threadCpuUsage(before);
    lengths.push((system + user) / 1_000);
    before = process.threadCpuUsage();
    if (running) {
      setImmediate(turn);
    }
  };
  setImmediate(turn);
  return {
    stop() {
      running = false;
      return lengths;
    },
  };
}

/** Length of the turn that is under way at a moment: of all moments, this share meets none that is longer. */
function lagAt(lengths: readonly number[], share: number): number {
  const sorted = lengths.toSorted((one, other) => one - other);
  const total = sorted.reduce((sum, length) => sum + length, 0);
  let passed = 0;
  const at = sorted.findIndex((length) => {
    passed += length;
    return passed >= total * share;
  });
  return sorted[at] ?? Number.NaN;
}

const guardedFetch = createGuardedFetch({
  fetch: (address, init) => fetch(address, init),
  rules: () => ({ localOnly: true, httpHosts: [] }),
  nextTurn: () => new Promise((resolve) => setImmediate(resolve)),
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
});

function openOllama(baseUrl: string): Wire {
  return createOllamaWire({ baseUrl, keepAlive: '30m', contextTokens: 4_096, guardedFetch });
}

function openOpenAi(url: string): Wire {
  return createOpenAiWire({ baseUrl: `${url}/v1`, guardedFetch });
}

/** One reply over each wire at the same time, however it ends. */
async function ask(wires: readonly Wire[]): Promise<void> {
  const question = { model: 'm', prompt: 'a', maxTokens: 9, temperature: 0, stop: [] };
  await Promise.allSettled(
    wires.map(async (wire) => {
      for await (const _ of wire.complete(question, new AbortController().signal)) {
        // What it says does not matter.
      }
    }),
  );
}

if (!isMainThread) {
  await serve();
}
