import { isLoading } from './breaker.ts';
import {
  clientThrough,
  isModelError,
  type ModelChunk,
  type ModelClient,
  type ModelError,
  type ModelRequest,
  priorityOf,
} from './client.ts';

/** What retrying is done with. */
export interface RetryDeps {
  /** From 0 to 1. */
  readonly random: () => number;
  /** Calls back once after `delayMs`; returns its cancellation. */
  readonly after: (delayMs: number, callback: () => void) => () => void;
}

const mostRetries = 2;
/** Before the first retry; it doubles. Each wait is shortened by chance, down to nothing. */
const longestFirstWaitMs = 1_000;

/**
 * True for a failure that may be gone in a second: a server that broke, or had too much to do and did not say how long
 * that lasts, or a connection that ended before an answer. Nobody who refused, and nobody who is not there.
 */
function mayPass(error: ModelError): boolean {
  const { detail = '', retryAfterMs, status = 0 } = error.facts;
  switch (error.kind) {
    case 'rejected':
      return status >= 500 && status !== 501;
    case 'rate limited':
      return status >= 500 && retryAfterMs === undefined && !isLoading(error);
    case 'unreachable':
      return /^(?:ECONNRESET|EPIPE|UND_ERR_SOCKET)$/.test(detail);
    default:
      return false;
  }
}

/**
 * The client that asks again, twice at most, for work that the user asked for by a command; never while one types, and
 * never after something of the answer came.
 */
export function withRetries(client: ModelClient, deps: RetryDeps): ModelClient {
  async function* stream(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelChunk> {
    const byHand = priorityOf(request) === 'explicit';
    for (let retry = 0; ; retry++) {
      let began = false;
      try {
        for await (const chunk of client.stream(request, signal)) {
          began = true;
          yield chunk;
        }
        return;
      } catch (cause) {
        const again = byHand && !began && retry < mostRetries && isModelError(cause);
        if (!again || !mayPass(cause)) {
          throw cause;
        }
        await wait(longestFirstWaitMs * 2 ** retry * deps.random(), deps.after, signal);
      }
    }
  }
  return clientThrough(client, stream);
}

/** @throws `signal.reason` at once when aborted */
function wait(delayMs: number, after: RetryDeps['after'], signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = () => {
      stop();
      reject(signal.reason);
    };
    const stop = after(delayMs, () => {
      signal.removeEventListener('abort', leave);
      resolve();
    });
    signal.addEventListener('abort', leave, { once: true });
    if (signal.aborted) {
      leave();
    }
  });
}
