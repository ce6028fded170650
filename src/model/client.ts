import type { SafeChat, SafeFill, ToolCall } from '../privacy/safePrompt.ts';
import type { Feature } from './meter.ts';

/**
 * What a request is for. `keystroke`: somebody types and waits. `explicit`: somebody asked for it by a
 * command. `prefetch`: nobody waits; it is ended with `Preempted` when the server is needed.
 */
export type Priority = 'keystroke' | 'explicit' | 'prefetch';

/** A request to fill the hole between prefix and suffix. */
export interface FillRequest {
  readonly kind: 'fill';
  readonly prompt: SafeFill;
  /** Most tokens to generate. */
  readonly maxTokens: number;
  /** The hole ends at the end of the line: servers stop at the first line break. */
  readonly singleLine: boolean;
  /** 0 is greedy; alternatives of a manual trigger ask with more. */
  readonly temperature: number;
  /** Absent: `keystroke`. */
  readonly priority?: Priority;
}

/** A conversation with an instruction model. */
export interface ChatRequest {
  readonly kind: 'chat';
  readonly prompt: SafeChat;
  readonly maxTokens: number;
  readonly temperature: number;
  /** Absent: `explicit`. */
  readonly priority?: Priority;
  /** What it is counted as. Absent: `chat`. */
  readonly feature?: Feature;
}

/** What a language model can be asked. */
export type ModelRequest = FillRequest | ChatRequest;

/** What a request is for, also where it does not say. */
export function priorityOf({ kind, priority }: ModelRequest): Priority {
  return priority ?? (kind === 'fill' ? 'keystroke' : 'explicit');
}

/** A piece of a streamed reply. Exactly one `end` closes a whole reply. */
export type ModelChunk =
  /** Nothing was sent yet: the server works on other requests of ours. */
  | { readonly kind: 'waiting' }
  /** The turn of a request that waited has come; times to the first token count from here. */
  | { readonly kind: 'sent' }
  | { readonly kind: 'text'; readonly text: string }
  /** The model thinks; its thoughts are never shown. */
  | { readonly kind: 'thinking' }
  /** A whole call of a tool; only where the request named tools. */
  | { readonly kind: 'tool call'; readonly call: ToolCall }
  | {
      readonly kind: 'end';
      /** `length`: the token limit cut the reply. `filtered`: the server withheld it. */
      readonly reason: 'stop' | 'length' | 'filtered';
      readonly promptTokens?: number;
      readonly outputTokens?: number;
    };

/** What a language model is to us: a reply streamed under a signal. */
export interface ModelClient {
  /** Names backend, origin, model and way of filling; part of every cache key. */
  readonly id: string;
  /** The model's name as its server knows it. */
  readonly model: string;
  /** Host (and port) that receives the code, for people to read. */
  readonly host: string;
  /** The model runs on the machine of its server and that server is the user's own (loopback). */
  readonly local: boolean;
  /**
   * Streams the reply; the last chunk is `end`.
   * @throws {ModelError} when the server fails or the reply is cut short.
   * @throws {Preempted} when a request of `prefetch` had to make room.
   * @throws `signal.reason` when aborted, also before headers and while it waits for its turn.
   */
  stream(request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelChunk>;
}

/** The same client, asked by way of `stream`. */
export function clientThrough(client: ModelClient, stream: ModelClient['stream']): ModelClient {
  const { host, local, model } = client;
  return {
    // The id names the way of filling, which a client may learn to be another.
    get id() {
      return client.id;
    },
    model,
    host,
    local,
    stream,
  };
}

/** Ends a background request that another one outranks; it was in order and may be made again. */
export class Preempted extends Error {
  override readonly name = 'Preempted';

  constructor() {
    super('another request came first');
  }
}

/** Why a model did not answer; each kind has one remedy, worded in `editor/messages.ts`. */
export type ModelErrorKind =
  | 'unreachable'
  | 'unauthorized'
  | 'missing model'
  | 'rate limited'
  | 'timeout'
  | 'rejected'
  | 'bad reply'
  | 'not allowed'
  /** The user's monthly limit is reached: nothing was sent. */
  | 'over limit';

/** Facts about a failure: enough for a message that names the remedy, never keys or code. */
export interface ModelErrorFacts {
  /** Origin that was asked, e.g. `http://127.0.0.1:11434`. */
  readonly origin: string;
  readonly model?: string;
  /** HTTP status, where there was one. */
  readonly status?: number;
  /** How long the server asked us to wait. */
  readonly retryAfterMs?: number;
  /** The server's own words: one line of at most 200 characters without markup or keys. */
  readonly detail?: string;
}

/** A failure of a model or its server. `message` is for the log; people read `editor/messages.ts`. */
export class ModelError extends Error {
  override readonly name = 'ModelError';
  readonly kind: ModelErrorKind;
  readonly facts: ModelErrorFacts;

  constructor(kind: ModelErrorKind, facts: ModelErrorFacts) {
    const status = facts.status === undefined ? '' : ` (HTTP ${facts.status})`;
    const detail = facts.detail === undefined ? '' : `: ${facts.detail}`;
    super(`${kind} at ${facts.origin}${status}${detail}`);
    this.kind = kind;
    this.facts = facts;
  }
}

/** True for a `ModelError` of any bundle: the lazily loaded files carry a copy of the class of their own. */
export function isModelError(error: unknown): error is ModelError {
  return (
    error instanceof Error && error.name === 'ModelError' && 'kind' in error && 'facts' in error
  );
}

/** A failure of a streamed reply. Of what no one foresaw only the name is told: its words may hold code. */
export function streamErrorOf(cause: unknown): ModelError {
  const detail = cause instanceof Error ? cause.name : 'unknown';
  return isModelError(cause) ? cause : new ModelError('bad reply', { origin: 'server', detail });
}
