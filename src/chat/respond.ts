import type { ModelChunk, ModelClient } from '../model/client.ts';
import type { Gate } from '../privacy/gate.ts';
import type { ChatPrompt, ToolCall } from '../privacy/safePrompt.ts';
import { createRevealer, revealedBy } from './reveal.ts';
import { guardTokens } from './tokenGuard.ts';
import type { TokenCounter } from './tokens.ts';

/** What answering is done with. */
export interface RespondDeps {
  readonly client: ModelClient;
  /** Makes the prompt safe for that client. */
  readonly pass: Gate['passMessages'];
  readonly counter: TokenCounter;
  /** Told the reply as it comes, with the user's secrets in it. */
  readonly text: (piece: string) => void;
  readonly call: (call: ToolCall) => void;
}

/** How much a model reads and writes. */
export interface Limits {
  readonly promptTokens: number;
  readonly replyTokens: number;
  /** A longer prompt loses its beginning without a word: it is not sent at all. */
  readonly cutsSilently: boolean;
}

/** How a request of the editor's chat ended, if nothing failed. */
export type RespondEnd =
  /** `cut`: the token limit ended the reply. */
  | { readonly kind: 'done'; readonly cut: boolean }
  /** The model ended without a word and without a call, or its server withheld them. */
  | { readonly kind: 'nothing'; readonly withheld: boolean }
  /** Nothing was sent. */
  | { readonly kind: 'too long'; readonly tokens: number; readonly limit: number }
  /** A call would give a tool something else in the place of a secret: it was not handed on. */
  | { readonly kind: 'damaged call'; readonly name: string };

/**
 * Less room than this is none: the model reads more than is known of it, or its server says that it does not.
 */
const leastReplyTokens = 256;

/**
 * Asks a model and hands its reply on as it comes.
 * @throws {ModelError} when its server fails; `signal.reason` when aborted.
 */
export async function respond(
  deps: RespondDeps,
  prompt: ChatPrompt,
  limits: Limits,
  temperature: number,
  signal: AbortSignal,
): Promise<RespondEnd> {
  const { call, client, counter, pass, text } = deps;
  const tokens = counter.ofPrompt(client.model, prompt);
  const limit = limits.promptTokens + limits.replyTokens;
  if (limits.cutsSilently && tokens > limit) {
    return { kind: 'too long', tokens, limit };
  }
  const room = limit - tokens;
  const maxTokens =
    room < leastReplyTokens ? limits.replyTokens : Math.min(limits.replyTokens, room);
  const guarded = guardTokens(prompt);
  const safe = pass(guarded.prompt, client);
  const revealer = revealedBy(createRevealer(safe.redaction), guarded.revealer);
  let empty = true;
  const say = (piece: string) => {
    empty &&= piece === '';
    if (piece !== '') {
      text(piece);
    }
  };
  let end: (ModelChunk & { kind: 'end' }) | undefined;
  const request = { kind: 'chat', prompt: safe, maxTokens, temperature } as const;
  for await (const chunk of client.stream(request, signal)) {
    switch (chunk.kind) {
      case 'text':
        say(revealer.take(chunk.text));
        break;
      case 'tool call': {
        say(revealer.rest());
        const wanted = revealer.call(chunk.call);
        if (wanted === undefined) {
          return { kind: 'damaged call', name: chunk.call.name };
        }
        empty = false;
        call(wanted);
        break;
      }
      case 'end':
        end = chunk;
        break;
      case 'waiting':
      case 'sent':
      case 'thinking':
        break;
    }
  }
  say(revealer.rest());
  if (end?.promptTokens !== undefined) {
    counter.note(client.model, prompt, end.promptTokens);
  }
  return empty
    ? { kind: 'nothing', withheld: end?.reason === 'filtered' }
    : { kind: 'done', cut: end?.reason === 'length' };
}
