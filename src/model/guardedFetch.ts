import { ModelError } from './client.ts';
import { guardedBody } from './guardedBody.ts';
import { checkAddress, type NetworkRules } from './networkRules.ts';
import { type Asked, connectionError, statusError } from './serverErrors.ts';

/** Limits of one kind of work; all but `totalMs` are re-armed by each piece that arrives. */
export interface WorkLimits {
  /** From the request to the response's headers. A server that loads a model sends none for a while. */
  readonly firstByteMs: number;
  /** Between two pieces of the body. */
  readonly idleMs: number;
  readonly totalMs: number;
  /** Longest line of a stream; one official client needs quadratic time for a line without end. */
  readonly maxLineBytes: number;
  /** Whole body, decompressed. */
  readonly maxBytes: number;
}

const megabyte = 1_048_576;

/** As-you-type: what takes longer is of no use, and the next key asks again. */
export const completionLimits: WorkLimits = {
  firstByteMs: 20_000,
  idleMs: 10_000,
  totalMs: 60_000,
  // A line is read at once, and nested to its end it takes a client 60 ms or more for each megabyte.
  maxLineBytes: megabyte / 4,
  maxBytes: 4 * megabyte,
};

/**
 * An answer in words: minutes on a slow machine, which sends nothing while it reads a long prompt
 * (8,000 tokens at 50 per second on a processor without help).
 */
export const answerLimits: WorkLimits = {
  firstByteMs: 180_000,
  idleMs: 30_000,
  totalMs: 900_000,
  maxLineBytes: megabyte,
  maxBytes: 16 * megabyte,
};

/** Servers write nothing of a tool's call until it is whole (Ollama, some parsers of vLLM): a file may be in it. */
const toolLimits: WorkLimits = { ...answerLimits, idleMs: answerLimits.firstByteMs };

/** The limits for one kind of conversation. */
export function limitsOf(work: 'fill' | 'answer', withTools = false): WorkLimits {
  const answer = withTools ? toolLimits : answerLimits;
  return work === 'fill' ? completionLimits : answer;
}

/** Questions about the server itself. */
export const inquiryLimits: WorkLimits = {
  firstByteMs: 5_000,
  idleMs: 5_000,
  totalMs: 15_000,
  maxLineBytes: 16 * megabyte,
  maxBytes: 16 * megabyte,
};

/** Loading a model: large weights from a slow disk take minutes. */
export const loadLimits: WorkLimits = { ...inquiryLimits, firstByteMs: 300_000, totalMs: 330_000 };

/**
 * Downloading a model: gigabytes over a slow line, of which only the progress comes here. Ollama is silent
 * while it checks what it wrote.
 */
export const pullLimits: WorkLimits = {
  firstByteMs: 60_000,
  idleMs: 600_000,
  totalMs: 86_400_000,
  maxLineBytes: megabyte,
  maxBytes: 64 * megabyte,
};

/** One call of an official client, as far as the transport has to know it. */
export interface GuardedCall {
  /** The only origin that this call may reach. */
  readonly origin: string;
  /** Sent as `Authorization: Bearer`; whatever else a client would send is dropped. */
  readonly apiKey?: string;
  readonly limits: WorkLimits;
  /** The body is a stream of events, of JSON lines, or one JSON document. */
  readonly expects: 'events' | 'lines' | 'json';
  /** Told each time a request goes out. */
  readonly sent?: () => void;
}

/** The part of `fetch` that both official clients use. */
export type ClientFetch = (url: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** Makes the `fetch` of one call; its requests end with `signal`, before headers and after. */
export type GuardedFetch = (call: GuardedCall, signal: AbortSignal) => ClientFetch;

/** What the transport is built from. */
export interface GuardedFetchDeps {
  readonly fetch: ClientFetch;
  readonly rules: () => NetworkRules;
  /** Calls back once after `delayMs`; returns its cancellation. */
  readonly after: (delayMs: number, callback: () => void) => () => void;
  /** Resolves when the event loop has turned once. */
  readonly nextTurn: () => Promise<void>;
}

/** What the servers we know call their replies; the ones that name no type are read as well. */
const replyTypes =
  /^(?:text\/(?:event-stream|plain)|application\/(?:[\w.-]+\+)?(?:json|x-ndjson|ndjson|jsonl|octet-stream))\s*(?:;|$)/i;

/**
 * One `fetch` under both official clients: no redirects, https or http to loopback and named hosts,
 * time and size limits, the content type checked, no header but our own. It never retries, never
 * waits for what a server asks, and reads neither what the client puts into headers nor its signal.
 */
export function createGuardedFetch(deps: GuardedFetchDeps): GuardedFetch {
  return (call, signal) => async (url, init) => {
    signal.throwIfAborted();
    const address = allowedAddress(url, call, deps.rules());
    const timeout = () => new ModelError('timeout', { origin: call.origin });
    const inner = new AbortController();
    const cancel = () => inner.abort(signal.reason);
    signal.addEventListener('abort', cancel, { once: true });
    const stopTotal = deps.after(call.limits.totalMs, () => inner.abort(timeout()));
    const stopFirst = deps.after(call.limits.firstByteMs, () => inner.abort(timeout()));
    const release = () => {
      stopTotal();
      signal.removeEventListener('abort', cancel);
    };
    try {
      call.sent?.();
      const response = await deps.fetch(address, {
        method: init?.method ?? 'GET',
        headers: headersOf(call),
        redirect: 'manual',
        credentials: 'omit',
        signal: inner.signal,
        ...(init?.body == null ? {} : { body: init.body }),
      });
      const asked = { ...call, question: init?.body };
      const body = await checked(response, asked);
      const { after, nextTurn } = deps;
      const guard = { timeout, inner, release, after, nextTurn };
      return new Response(guardedBody(body, asked, guard), {
        status: response.status,
        headers: { 'content-type': clientTypes[call.expects] },
      });
    } catch (cause) {
      release();
      inner.abort();
      signal.throwIfAborted();
      throw connectionError(cause, call);
    } finally {
      stopFirst();
    }
  };
}

/** @throws {ModelError} `not allowed`, before any name is looked up. */
function allowedAddress(
  url: string | URL | Request,
  { origin }: GuardedCall,
  rules: NetworkRules,
): URL {
  const address = new URL(url instanceof Request ? url.url : url);
  const detail = address.origin === origin ? checkAddress(address, rules) : 'other origin';
  if (detail !== undefined) {
    throw new ModelError('not allowed', { origin, detail });
  }
  return address;
}

/** @throws {ModelError} when the response is no success or no reply of a model server. */
async function checked(
  response: Response,
  asked: GuardedCall & Asked,
): Promise<ReadableStream<Uint8Array>> {
  if (!response.ok) {
    throw await statusError(response, asked);
  }
  const type = response.headers.get('content-type') ?? '';
  const { body } = response;
  if (body === null || (type !== '' && !replyTypes.test(type))) {
    throw new ModelError('bad reply', {
      origin: asked.origin,
      status: response.status,
      detail: body === null ? 'empty body' : `content type ${type.slice(0, 60)}`,
    });
  }
  return body;
}

const clientTypes: Readonly<Record<GuardedCall['expects'], string>> = {
  events: 'text/event-stream',
  lines: 'application/x-ndjson',
  json: 'application/json',
};

function headersOf(call: GuardedCall): Record<string, string> {
  return {
    'content-type': 'application/json',
    accept: call.expects === 'events' ? 'text/event-stream, application/json' : 'application/json',
    // Nothing that grows when it is unpacked.
    'accept-encoding': 'identity',
    'user-agent': 'ghostline',
    ...(call.apiKey === undefined ? {} : { authorization: `Bearer ${call.apiKey}` }),
  };
}
