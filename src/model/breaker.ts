import {
  clientThrough,
  isModelError,
  type ModelChunk,
  type ModelClient,
  ModelError,
  type ModelRequest,
  priorityOf,
} from './client.ts';

/**
 * Our own: cockatiel 3.2, which is well kept, takes 25 kB for its breaker, runs promises and no streams, keeps its own
 * clock and knows neither `Retry-After` nor a server that loads a model.
 */

/** What a breaker is built from. */
export interface BreakerDeps {
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  /** From 0 to 1: spreads the next tries of windows that lost their server at the same time. */
  readonly random: () => number;
}

/** A server is out. */
export interface Outage {
  readonly error: ModelError;
  /** Until it is tried again; 0 when a try is due. */
  readonly waitMs: number;
  /** How often it was tried in vain, this outage long. */
  readonly tries: number;
}

/** Knows whether one server is out. It sends nothing, waits for nothing and sets no timer. */
export interface Breaker {
  /** Undefined while the server is taken to be there. It lasts until an answer, not until the next try. */
  outage(): Outage | undefined;
  /** A request failed. What says nothing about the server counts for nothing. */
  failed(error: ModelError): void;
  /** The server answered. */
  answered(): void;
}

/** The breakers of a window, one for each server. */
export interface Breakers {
  of(origin: string): Breaker;
  /** Settings or keys changed: nothing is known about any server. */
  reset(): void;
}

/** Waits that double. */
export interface BackOff {
  /** The next wait in milliseconds. */
  next(): number;
  reset(): void;
}

const firstBackOffMs = 1_000;
const longestBackOffMs = 30_000;

/** One slow or broken reply is no outage. */
const failuresOfAnOutage = 3;

/** A wait that the server asked for is kept to the millisecond at least; windows then come one after the other. */
const mostRetryJitter = 0.1;

/** Creates waits of 1, 2, 4 … 30 seconds, each shortened by up to a half. */
export function createBackOff(random: () => number): BackOff {
  let waitMs = firstBackOffMs;
  return {
    next() {
      const current = waitMs;
      waitMs = Math.min(longestBackOffMs, waitMs * 2);
      return current * (0.5 + 0.5 * random());
    },
    reset() {
      waitMs = firstBackOffMs;
    },
  };
}

/** True for a server that is busy with loading the model that was asked for (llama.cpp): it is well. */
export function isLoading({ facts }: ModelError): boolean {
  return facts.status === 503 && /\bloading\b/i.test(facts.detail ?? '');
}

/**
 * What a failure says about the server. `out`: nobody is there, or it asked for quiet. `perhaps`: out when it comes
 * several times in a row. `fine`: a refusal that the request or the user's settings deserved, or a model that loads.
 */
function meaningOf(error: ModelError): 'out' | 'perhaps' | 'fine' {
  switch (error.kind) {
    case 'unreachable':
      return 'out';
    case 'rate limited':
      return isLoading(error) ? 'fine' : 'out';
    case 'timeout':
    case 'bad reply':
      return 'perhaps';
    case 'rejected':
      return (error.facts.status ?? 0) >= 500 ? 'perhaps' : 'fine';
    case 'unauthorized':
    case 'missing model':
    case 'not allowed':
    case 'over limit':
      return 'fine';
  }
}

/** True when a failure is one of the server's. */
export function isOutage(error: ModelError): boolean {
  return meaningOf(error) !== 'fine';
}

/** True when another server may stand in: this one is out, or the user's limit keeps requests from it. */
export function callsForFallback(error: ModelError): boolean {
  return isOutage(error) || error.kind === 'over limit';
}

/** Creates the breakers; each is made when its server is first asked. */
export function createBreakers(deps: BreakerDeps): Breakers {
  const breakers = new Map<string, Breaker>();
  return {
    of(origin) {
      const known = breakers.get(origin) ?? createBreaker(deps);
      breakers.set(origin, known);
      return known;
    },
    reset: () => breakers.clear(),
  };
}

function createBreaker({ now, random }: BreakerDeps): Breaker {
  const backOff = createBackOff(random);
  let failures = 0;
  let open:
    | { readonly error: ModelError; readonly until: number; readonly tries: number }
    | undefined;
  const outage = (): Outage | undefined =>
    open && { error: open.error, waitMs: Math.max(0, open.until - now()), tries: open.tries };
  return {
    outage,
    failed(error) {
      const meaning = meaningOf(error);
      if (meaning === 'fine') {
        return;
      }
      failures += 1;
      const askedMs = error.facts.retryAfterMs;
      const early = open !== undefined && now() < open.until;
      // Requests that were under way end one after the other: they are no further tries.
      if (early && askedMs === undefined) {
        return;
      }
      if (open === undefined && meaning === 'perhaps' && failures < failuresOfAnOutage) {
        return;
      }
      const waitMs =
        askedMs === undefined ? backOff.next() : askedMs * (1 + mostRetryJitter * (1 - random()));
      const until = Math.max(early ? (open?.until ?? 0) : 0, now() + waitMs);
      open = { error, until, tries: (open?.tries ?? 0) + (early ? 0 : 1) };
    },
    answered() {
      failures = 0;
      open = undefined;
      backOff.reset();
    },
  };
}

/** A wait that the server asked for and that is no longer than this holds for work that the user asked for, too. */
const longestHeldMs = 60_000;

/**
 * The client behind its server's breaker. While the server is out nothing is sent by itself; what the user asks for
 * by a command is sent at once, except where the server has just asked to wait. It never waits.
 * @param onOutage told of each failure by which the server is known to be out.
 */
export function withBreaker(
  client: ModelClient,
  breaker: () => Breaker,
  onOutage: (outage: Outage) => void,
): ModelClient {
  async function* stream(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelChunk> {
    const held = heldBack(request, breaker().outage());
    if (held !== undefined) {
      throw held;
    }
    try {
      for await (const chunk of client.stream(request, signal)) {
        breaker().answered();
        yield chunk;
      }
    } catch (cause) {
      // A request that was cancelled or had to make room throws no model error.
      if (isModelError(cause)) {
        breaker().failed(cause);
        const outage = breaker().outage();
        if (outage !== undefined && isOutage(cause)) {
          onOutage(outage);
        }
      }
      throw cause;
    }
  }
  return clientThrough(client, stream);
}

function heldBack(request: ModelRequest, outage: Outage | undefined): ModelError | undefined {
  if (outage === undefined || outage.waitMs === 0) {
    return undefined;
  }
  const { error, waitMs } = outage;
  const byHand = priorityOf(request) === 'explicit';
  const asked = error.facts.retryAfterMs !== undefined;
  if (byHand && !(asked && waitMs <= longestHeldMs)) {
    return undefined;
  }
  return asked ? new ModelError(error.kind, { ...error.facts, retryAfterMs: waitMs }) : error;
}
