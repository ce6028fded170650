/** What our own `fetch` costs over the bare one, per chunk of a clean stream: node bench/transport.mts */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import {
  type ClientFetch,
  completionLimits,
  createGuardedFetch,
  type GuardedCall,
} from '../src/model/guardedFetch.ts';
import { portOf } from '../test/servers/portOf.ts';

const chunks = 1_000;
const pairs = 30;
const warmUpPairs = 5;

/** The cost may be either of these. */
const mostShare = 0.15;
const mostMicroseconds = 20;

type Kind = 'events' | 'lines';

/** One streamed token as the servers write it. */
const chunkOf: Readonly<Record<Kind, string>> = {
  events: `data: ${JSON.stringify({
    id: 'chatcmpl-123',
    object: 'chat.completion.chunk',
    created: 1_694_268_190,
    model: 'gpt-4o-mini',
    choices: [{ index: 0, delta: { content: 'Hello' }, logprobs: null, finish_reason: null }],
  })}\n\n`,
  lines: `${JSON.stringify({
    model: 'llama3.2',
    created_at: '2023-08-04T08:52:19.385406455-07:00',
    response: 'The',
    done: false,
  })}\n`,
};

const endOf: Readonly<Record<Kind, string>> = {
  events: 'data: [DONE]\n\n',
  lines: `${JSON.stringify({ model: 'llama3.2', response: '', done: true })}\n`,
};

/** Serves streams of one chunk per packet from a thread of its own. */
async function serve(): Promise<void> {
  const server = createServer((request, response) => {
    request.resume();
    request.once('end', async () => {
      const kind: Kind = request.url === '/lines' ? 'lines' : 'events';
      response.writeHead(200, {
        'content-type': kind === 'lines' ? 'application/x-ndjson' : 'text/event-stream',
      });
      for (let count = 0; count < chunks; count++) {
        response.write(chunkOf[kind]);
        await new Promise(setImmediate);
      }
      response.end(endOf[kind]);
    });
  });
  parentPort?.postMessage(await portOf(server));
}

const after = (delayMs: number, callback: () => void) => {
  const timer = setTimeout(callback, delayMs);
  return () => clearTimeout(timer);
};

/** The same stream without a network, one chunk per read: the most that the filters can cost. */
function fromMemory(kind: Kind): ClientFetch {
  const chunk = new TextEncoder().encode(chunkOf[kind]);
  const end = new TextEncoder().encode(endOf[kind]);
  return async () => {
    let left = chunks;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.enqueue(left > 0 ? chunk : end);
        left--;
        if (left < 0) {
          controller.close();
        }
      },
    });
    return new Response(body, { headers: { 'content-type': 'application/octet-stream' } });
  };
}

/** Microseconds that this thread worked and that passed, per chunk. */
interface Cost {
  readonly cpu: number;
  readonly wall: number;
}

async function read(fetch: ClientFetch, url: string): Promise<Cost> {
  const cpu = cpuMicroseconds();
  const from = performance.now();
  const response = await fetch(url, { method: 'POST', body: '{}' });
  let bytes = 0;
  for await (const piece of response.body ?? []) {
    bytes += piece.length;
  }
  if (bytes < chunks * 50) {
    throw new Error(`${bytes} bytes are not the whole stream`);
  }
  return {
    cpu: (cpuMicroseconds() - cpu) / chunks,
    wall: (1000 * (performance.now() - from)) / chunks,
  };
}

/** Of this thread where Node offers it, else of the process: other processes do not count. */
function cpuMicroseconds(): number {
  const { user, system } = process.threadCpuUsage?.() ?? process.cpuUsage();
  return user + system;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

async function compare(title: string, bare: ClientFetch, url: string, kind: Kind) {
  const call: GuardedCall = {
    origin: new URL(url).origin,
    limits: completionLimits,
    expects: kind,
  };
  const rules = () => ({ localOnly: true, httpHosts: [] });
  const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));
  const guarded = createGuardedFetch({ fetch: bare, rules, after, nextTurn });
  const costs: { bare: Cost; guarded: Cost }[] = [];
  for (let pair = -warmUpPairs; pair < pairs; pair++) {
    const ours = () => read(guarded(call, new AbortController().signal), url);
    const theirs = () => read(bare, url);
    // Each goes first every other time.
    const first = await (pair % 2 === 0 ? ours() : theirs());
    const second = await (pair % 2 === 0 ? theirs() : ours());
    if (pair >= 0) {
      costs.push(
        pair % 2 === 0 ? { guarded: first, bare: second } : { bare: first, guarded: second },
      );
    }
  }
  return (['cpu', 'wall'] as const).map((clock) => {
    const base = median(costs.map((cost) => cost.bare[clock]));
    const added = median(costs.map((cost) => cost.guarded[clock] - cost.bare[clock]));
    const share = added / base;
    const within = share <= mostShare || added <= mostMicroseconds;
    const relative = base < 1 ? '' : ` (${signed(100 * share)} %)`;
    const figures = `${base.toFixed(1)} µs bare, ${signed(added)} µs${relative} guarded`;
    return `${within ? 'ok  ' : 'MISS'} ${title}, ${clock}: ${figures}`;
  });
}

function signed(value: number): string {
  return `${value < 0 ? '' : '+'}${value.toFixed(1)}`;
}

/**
 * Compares the guarded fetch with the bare one, per chunk: median of 30 interleaved pairs of streams of
 * 1,000 chunks, over loopback and from memory, by processor time of this thread and by the clock.
 * @returns lines to print; one that begins with `MISS` exceeds the limit of 15 % or 20 µs.
 */
export async function benchTransport(): Promise<string[]> {
  const worker = new Worker(new URL(import.meta.url));
  try {
    const [port]: unknown[] = await once(worker, 'message');
    const lines = [`transport: cost per chunk, ${pairs} pairs of ${chunks} chunks`];
    for (const kind of ['events', 'lines'] as const) {
      const url = `http://127.0.0.1:${port}/${kind}`;
      const bare: ClientFetch = (address, init) => fetch(address, init);
      lines.push(...(await compare(`${kind} over loopback`, bare, url, kind)));
      lines.push(...(await compare(`${kind} from memory`, fromMemory(kind), url, kind)));
    }
    return lines;
  } finally {
    await worker.terminate();
  }
}

if (!isMainThread) {
  await serve();
} else if (import.meta.main) {
  console.log((await benchTransport()).join('\n'));
}
