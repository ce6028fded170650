import type { ModelClient } from '../model/client.ts';
import type { FillPrompt, SafeFill } from '../privacy/safePrompt.ts';

/** A hole that everybody who writes code fills, and of which nothing is the user's. */
export const sample: Omit<FillPrompt, 'context'> = {
  path: 'doctor.py',
  languageId: 'python',
  prefix:
    'def total_price(items):\n    """Returns the sum of price times quantity of all items."""\n    ',
  suffix: '\n\n\nprint(total_price([{"price": 2, "quantity": 3}]))\n',
};

/** How a model filled the hole. */
export interface FillTrial {
  readonly reply: string;
  /** Undefined when there was no text. */
  readonly firstTextMs?: number;
  /** Of what came behind the first piece; undefined when all came at once. */
  readonly charactersPerSecond?: number;
  readonly sensible: boolean;
}

const mostTokens = 48;
/** Enough to tell the speed; a slow model is not waited for. */
const enoughMs = 1_500;

/**
 * Asks for the sample and measures; leaves as soon as enough was seen.
 * @throws {ModelError}; `signal.reason` when aborted
 */
export async function tryFill(
  client: ModelClient,
  prompt: SafeFill,
  now: () => number,
  signal: AbortSignal,
): Promise<FillTrial> {
  let sentAt = now();
  let first: { readonly atMs: number; readonly characters: number } | undefined;
  let lastAt = sentAt;
  let reply = '';
  let whole = false;
  const request = {
    kind: 'fill',
    prompt,
    maxTokens: mostTokens,
    singleLine: false,
    temperature: 0,
    priority: 'explicit',
  } as const;
  for await (const chunk of client.stream(request, signal)) {
    if (chunk.kind === 'sent') {
      sentAt = now();
    } else if (chunk.kind === 'text') {
      reply += chunk.text;
      lastAt = now();
      first ??= { atMs: lastAt, characters: reply.length };
    }
    whole = chunk.kind === 'end';
    if (first !== undefined && now() - first.atMs > enoughMs) {
      break;
    }
  }
  const sensible = /\breturn\b|\bsum\b/.test(reply) || !whole;
  if (first === undefined || reply.trim() === '') {
    return { reply: '', sensible: false };
  }
  const writingMs = lastAt - first.atMs;
  return {
    reply,
    firstTextMs: first.atMs - sentAt,
    sensible,
    ...(writingMs > 0
      ? { charactersPerSecond: ((reply.length - first.characters) / writingMs) * 1000 }
      : {}),
  };
}
