import { isModelError, ModelError, type ModelErrorFacts, type ModelErrorKind } from './client.ts';
import { guardedBody } from './guardedBody.ts';
import { checkAddress, type NetworkRules } from './networkRules.ts';

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
  maxLineBytes: megabyte,
  maxBytes: 4 * megabyte,
};

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

/** One call of an official client, as far as the transport has to know it. */
export interface GuardedCall {
  /** The only origin that this call may reach. */
  readonly origin: string;
  /** Sent as `Authorization: Bearer`; whatever else a client would send is dropped. */
  readonly apiKey?: string;
  readonly limits: WorkLimits;
  /** The body is a stream of events, of JSON lines, or one JSON document. */
  readonly expects: 'events' | 'lines' | 'json';
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
}

/** Enough of an error page for one line of words. */
const errorBodyBytes = 8_192;
const longestRetryMs = 15 * 60_000;

/**
 * One `fetch` under both official clients: no redirects, https or http to loopback and named hosts,
 * time and size limits, the content type checked, no header but our own. It never retries.
 */
export function createGuardedFetch(deps: GuardedFetchDeps): GuardedFetch {
  return (call, signal) => async (url, init) => {
    signal.throwIfAborted();
    const address = new URL(url instanceof Request ? url.url : url);
    const fail = (kind: ModelErrorKind, facts: Omit<ModelErrorFacts, 'origin'> = {}): ModelError =>
      new ModelError(kind, { origin: call.origin, ...facts });
    const forbidden =
      address.origin === call.origin ? checkAddress(address, deps.rules()) : 'other origin';
    if (forbidden !== undefined) {
      throw fail('not allowed', { detail: forbidden });
    }
    const inner = new AbortController();
    const cancel = () => inner.abort(signal.reason);
    signal.addEventListener('abort', cancel, { once: true });
    const stopTotal = deps.after(call.limits.totalMs, () => inner.abort(fail('timeout')));
    const release = () => {
      stopTotal();
      signal.removeEventListener('abort', cancel);
    };
    const stopFirst = deps.after(call.limits.firstByteMs, () => inner.abort(fail('timeout')));
    try {
      const response = await deps.fetch(address, {
        method: init?.method ?? 'GET',
        headers: headersOf(call),
        redirect: 'manual',
        signal: inner.signal,
        ...(init?.body == null ? {} : { body: init.body }),
      });
      if (!response.ok) {
        throw await statusError(response, call, fail);
      }
      const type = response.headers.get('content-type') ?? '';
      if (/\bhtml\b/i.test(type)) {
        throw fail('bad reply', { status: response.status, detail: 'HTML page' });
      }
      return guardedBody(response, call, { fail, inner, release, after: deps.after });
    } catch (cause) {
      release();
      inner.abort();
      signal.throwIfAborted();
      throw asModelError(cause, fail);
    } finally {
      stopFirst();
    }
  };
}

/** The model error in a chain of causes: one official client wraps what its `fetch` throws. */
export function modelErrorIn(cause: unknown, origin: string): ModelError {
  return asModelError(cause, (kind, facts) => new ModelError(kind, { origin, ...facts }));
}

function asModelError(
  cause: unknown,
  fail: (kind: ModelErrorKind, facts?: Omit<ModelErrorFacts, 'origin'>) => ModelError,
): ModelError {
  for (let error = cause; error instanceof Error; error = error.cause) {
    if (isModelError(error)) {
      return error;
    }
  }
  if (cause instanceof TypeError) {
    const reason = cause.cause;
    const code = reason instanceof Error && 'code' in reason ? String(reason.code) : undefined;
    return fail(
      cause.message === 'terminated' ? 'bad reply' : 'unreachable',
      code === undefined ? {} : { detail: code },
    );
  }
  return fail('bad reply', cause instanceof Error ? { detail: oneLine(cause.message) } : {});
}

function headersOf(call: GuardedCall): Record<string, string> {
  return {
    'content-type': 'application/json',
    accept: call.expects === 'events' ? 'text/event-stream, application/json' : 'application/json',
    'accept-encoding': 'identity',
    'user-agent': 'ghostline',
    ...(call.apiKey === undefined ? {} : { authorization: `Bearer ${call.apiKey}` }),
  };
}

async function statusError(
  response: Response,
  call: GuardedCall,
  fail: (kind: ModelErrorKind, facts: Omit<ModelErrorFacts, 'origin'>) => ModelError,
): Promise<ModelError> {
  const { status } = response;
  const body = await firstBytes(response);
  const words = serverWords(body, response.headers.get('content-type') ?? '');
  const detail = call.apiKey === undefined ? words : words.replaceAll(call.apiKey, '‹key›');
  const retryAfterMs = retryAfter(response.headers);
  return fail(kindOf(status, detail), {
    status,
    ...(detail === ''
      ? {}
      : { detail: detail.replace(/\b(?:sk|hf|gsk|xai)[-_][\w*-]{6,}/g, '‹key›') }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

function kindOf(status: number, detail: string): ModelErrorKind {
  if (status === 401 || status === 403) {
    return 'unauthorized';
  }
  if (status === 404 && /model/i.test(detail)) {
    return 'missing model';
  }
  if (status === 429 || (status === 503 && /busy|overloaded/i.test(detail))) {
    return 'rate limited';
  }
  return status === 408 || status === 504 ? 'timeout' : 'rejected';
}

async function firstBytes(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  if (reader === undefined) {
    return '';
  }
  const decoder = new TextDecoder();
  let text = '';
  try {
    while (text.length < errorBodyBytes) {
      const { done, value } = await reader.read();
      if (done) {
        break;
      }
      text += decoder.decode(value, { stream: true });
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
  return text;
}

/** The server's own words: the message of a JSON error, or the text of a page without its markup. */
function serverWords(body: string, type: string): string {
  if (/\bjson\b/i.test(type)) {
    try {
      const parsed: unknown = JSON.parse(body);
      const message = messageIn(parsed);
      if (message !== undefined) {
        return oneLine(message);
      }
    } catch {
      // Cut or broken JSON: show it as text.
    }
  }
  return oneLine(
    body.replace(/<(?:style|script)[\s\S]*?<\/(?:style|script)>/gi, ' ').replace(/<[^>]*>/g, ' '),
  );
}

function messageIn(value: unknown): string | undefined {
  if (typeof value === 'string') {
    return value;
  }
  if (typeof value !== 'object' || value === null) {
    return undefined;
  }
  const { error, message, detail } = value as Readonly<Record<string, unknown>>;
  return messageIn(error) ?? messageIn(message) ?? messageIn(detail);
}

function oneLine(text: string): string {
  const words = text.replace(/\s+/g, ' ').trim();
  return words.length > 200 ? `${words.slice(0, 199)}…` : words;
}

/** `retry-after-ms`, or `retry-after` in seconds or as a date; never more than 15 minutes. */
function retryAfter(headers: Headers): number | undefined {
  const exact = Number(headers.get('retry-after-ms') ?? Number.NaN);
  const value = headers.get('retry-after');
  const seconds = Number(value ?? Number.NaN);
  const date =
    value === null
      ? Number.NaN
      : Date.parse(value) - Date.parse(headers.get('date') ?? new Date().toISOString());
  const delayMs = [exact, seconds * 1000, date].find((candidate) => candidate >= 0);
  return delayMs === undefined ? undefined : Math.min(longestRetryMs, delayMs);
}
