/** What an order of the prompt buys: the time to the first token from a server that keeps what it computed. */
import { createGuardedFetch } from '../src/model/guardedFetch.ts';
import { createOllamaWire } from '../src/model/ollama.ts';
import { startModelServer } from '../test/servers/modelServer.ts';
import { createPrefill } from '../test/servers/prefill.ts';

/** About 2,500 tokens per second: a small model on the graphics of a laptop. */
const charactersPerMs = 8;

/** Asks for each prompt after the one before, by the real client over loopback; times in milliseconds. */
export async function firstTokenTimes(prompts: readonly string[]): Promise<readonly number[]> {
  const server = await startModelServer({ reply: 'x', prefill: createPrefill(charactersPerMs) });
  const after = (delayMs: number, callback: () => void) => {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  };
  const wire = createOllamaWire({
    baseUrl: server.url,
    keepAlive: '30m',
    contextTokens: 8_192,
    guardedFetch: createGuardedFetch({
      fetch: (url, init) => fetch(url, init),
      nextTurn: () => new Promise((resolve) => setImmediate(resolve)),
      rules: () => ({ localOnly: true, httpHosts: [], certificatesUnchecked: false }),
      after,
    }),
  });
  try {
    const times: number[] = [];
    for (const prompt of prompts) {
      const startedAt = performance.now();
      const request = { model: 'm:1b', prompt, maxTokens: 8, temperature: 0, stop: [] };
      for await (const { kind } of wire.complete(request, AbortSignal.timeout(60_000))) {
        if (kind === 'text') {
          times.push(performance.now() - startedAt);
          break;
        }
      }
    }
    return times;
  } finally {
    await server.stop();
  }
}
