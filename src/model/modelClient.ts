import type { SafeFill } from '../privacy/safePrompt.ts';
import { chatFillTurns } from './chatFill.ts';
import {
  type ChatRequest,
  type FillRequest,
  isModelError,
  type ModelChunk,
  type ModelClient,
} from './client.ts';
import type { FillChoice, FillMode } from './fill.ts';
import { neutralizeTokens, restoreTokens } from './templates.ts';
import type { Wire } from './wire.ts';

/** What a client is made of. */
export interface ModelClientParts {
  readonly backend: 'ollama' | 'openai';
  readonly wire: Wire;
  readonly model: string;
  readonly local: boolean;
  readonly fill: FillChoice;
}

/** Answers by which a server says that it does not fill in this way. */
const refusals: readonly number[] = [400, 404, 405, 422, 501];

/** Makes a model behind a wire into what the pipeline asks; a wrong way of filling repairs itself once. */
export function createModelClient(parts: ModelClientParts): ModelClient {
  const { wire, model, fill } = parts;
  const { host } = new URL(wire.origin);
  return {
    get id() {
      const mode = fill.current();
      const way = mode.kind === 'template' ? mode.template.name : mode.kind;
      return `${parts.backend} ${wire.origin} ${model} ${way}`;
    },
    model,
    host,
    local: parts.local,
    stream: (request, signal) =>
      request.kind === 'chat' ? chat(wire, model, request, signal) : fillRepaired(request, signal),
  };

  /** Tries the current way; while nothing was handed on, a refusal or leaked tokens lead to the next. */
  async function* fillRepaired(
    request: FillRequest,
    signal: AbortSignal,
  ): AsyncGenerator<ModelChunk> {
    for (;;) {
      let handedOn = false;
      try {
        for await (const chunk of fillOnce(wire, model, fill.current(), request, signal)) {
          handedOn ||= chunk.kind === 'text';
          yield chunk;
        }
        return;
      } catch (cause) {
        signal.throwIfAborted();
        const wrongWay =
          cause instanceof LeakedToken ||
          (isModelError(cause) &&
            cause.kind !== 'missing model' &&
            refusals.includes(cause.facts.status ?? 0));
        if (handedOn || !wrongWay || !fill.advance()) {
          if (cause instanceof LeakedToken) {
            yield { kind: 'end', reason: 'filtered' };
            return;
          }
          throw cause;
        }
      }
    }
  }
}

/** A control token of a fill template stood in the reply: the model does not know this way. */
class LeakedToken extends Error {}

function chat(
  wire: Wire,
  model: string,
  request: ChatRequest,
  signal: AbortSignal,
): AsyncIterable<ModelChunk> {
  const { maxTokens, temperature } = request;
  return wire.chat(
    { model, turns: request.prompt.turns, maxTokens, temperature, stop: [] },
    signal,
  );
}

function fillOnce(
  wire: Wire,
  model: string,
  mode: FillMode,
  request: FillRequest,
  signal: AbortSignal,
): AsyncIterable<ModelChunk> {
  const { prompt, maxTokens, temperature } = request;
  const common = { model, maxTokens, temperature };
  const lineStop = request.singleLine ? ['\n'] : [];
  switch (mode.kind) {
    case 'suffix':
      return withoutLeaks(
        wire.complete(
          { ...common, prompt: prompt.prefix, suffix: prompt.suffix, stop: lineStop },
          signal,
        ),
        genericTokens,
      );
    case 'template': {
      const { tokens } = mode.template;
      const stop = [...lineStop, ...tokens];
      return withoutLeaks(
        wire.complete({ ...common, prompt: rendered(mode, prompt), stop }, signal),
        tokens,
      );
    }
    case 'chat':
      return wire.chat({ ...common, turns: chatFillTurns(prompt), stop: [] }, signal);
  }
}

function rendered(mode: FillMode & { kind: 'template' }, prompt: SafeFill): string {
  const { render, tokens } = mode.template;
  const safe = (text: string) => neutralizeTokens(text, tokens);
  return render(safe(prompt.prefix), safe(prompt.suffix), safe(prompt.path));
}

/** What a server that fills by itself lets through when its template is broken. */
const genericTokens = [
  '<|fim_prefix|>',
  '<|fim_suffix|>',
  '<|fim_middle|>',
  '<fim_prefix>',
  '<fim_suffix>',
  '<fim_middle>',
  '<PRE>',
  '<SUF>',
  '<MID>',
];

/**
 * Hands the text on without control tokens. One at the very start means that the template is wrong;
 * one later ends the reply. At most the beginning of a possible token is held back.
 */
async function* withoutLeaks(
  chunks: AsyncIterable<ModelChunk>,
  tokens: readonly string[],
): AsyncGenerator<ModelChunk> {
  let held = '';
  let any = false;
  for await (const chunk of chunks) {
    if (chunk.kind !== 'text') {
      if (chunk.kind === 'end' && held !== '') {
        yield { kind: 'text', text: restoreTokens(held, tokens) };
      }
      yield chunk;
      continue;
    }
    held += chunk.text;
    const leak = firstToken(held, tokens);
    if (leak !== undefined) {
      const clean = held.slice(0, leak);
      if (!any && clean.trim() === '') {
        throw new LeakedToken();
      }
      yield { kind: 'text', text: restoreTokens(clean, tokens) };
      yield { kind: 'end', reason: 'stop' };
      return;
    }
    const keep = possibleTokenAt(held, tokens);
    if (keep > 0) {
      any ||= held.slice(0, keep).trim() !== '';
      yield { kind: 'text', text: restoreTokens(held.slice(0, keep), tokens) };
      held = held.slice(keep);
    }
  }
}

function firstToken(text: string, tokens: readonly string[]): number | undefined {
  const found = tokens.map((token) => text.indexOf(token)).filter((index) => index !== -1);
  return found.length === 0 ? undefined : Math.min(...found);
}

/** Where the longest end of the text begins that may become a token, or the text's length. */
function possibleTokenAt(text: string, tokens: readonly string[]): number {
  const longest = Math.max(...tokens.map((token) => token.length));
  for (let at = Math.max(0, text.length - longest); at < text.length; at++) {
    const tail = text.slice(at);
    if (
      tokens.some((token) => token.startsWith(tail)) ||
      tail.includes('\u2060', tail.length - 2)
    ) {
      return at;
    }
  }
  return text.length;
}
