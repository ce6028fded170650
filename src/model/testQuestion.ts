import type { Gate } from '../privacy/gate.ts';
import { type ModelClient, ModelError } from './client.ts';

/** The shortest question: no code, and next to no tokens. */
const question = 'Reply with the one word OK.';
/** Enough for a word, and for the few that some models put before it. */
const mostTokens = 16;

/**
 * Asks a model for one word, to show that it is there and takes our key.
 * @returns milliseconds until the first sign of an answer.
 * @throws {ModelError} what its server says; `signal.reason` when aborted.
 */
export async function askTestQuestion(
  client: ModelClient,
  pass: Gate['passMessages'],
  now: () => number,
  signal: AbortSignal,
): Promise<number> {
  const prompt = pass({ turns: [{ role: 'user', content: question }] }, client);
  const startedAt = now();
  const request = { kind: 'chat', prompt, maxTokens: mostTokens, temperature: 0 } as const;
  for await (const { kind } of client.stream(request, signal)) {
    if (kind === 'text' || kind === 'thinking' || kind === 'end') {
      return now() - startedAt;
    }
  }
  throw new ModelError('bad reply', { origin: client.host, detail: 'no end' });
}
