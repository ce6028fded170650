import type { Log } from '../log.ts';
import {
  type BreakerDeps,
  type Breakers,
  createBackOff,
  createBreakers,
  type Outage,
  withBreaker,
} from './breaker.ts';
import type { ModelClient, ModelError, ModelErrorKind } from './client.ts';
import type { Endpoints } from './endpoints.ts';
import { type RetryDeps, withRetries } from './retry.ts';

/** What the book is built from. */
export interface OutagesDeps extends BreakerDeps, RetryDeps {
  readonly through: Endpoints['through'];
  /** Told when a request of any feature found that its server is out. */
  readonly lost: (server: string, error: ModelError) => void;
  readonly log: Log;
}

/** What a window knows about servers that are out: which, why, and until when. */
export interface Outages extends Pick<Endpoints, 'through'> {
  readonly breakers: Breakers;
  /** Of the server of a client, or of the one that an error is from. */
  of(subject: ModelClient | ModelError): Outage | undefined;
  /** True for a client of the server with this name, which `lost` was told. */
  isOf(client: ModelClient, server: string): boolean;
  /** The client without its server's queue and breaker: for a draft, which sends nothing. */
  direct(client: ModelClient): ModelClient;
  /** Counts the failure of a question about the server itself, and writes one line for each outage. */
  failed(error: ModelError): void;
  /** Writes one line for each outage. */
  note(error: ModelError): void;
  /** Until a server is asked again after a failure, in milliseconds. */
  waitAfter(error: ModelError): number;
  /** A model answered: questions that failed before count no more. */
  answered(): void;
  reset(): void;
}

/** Only the user can change these; the others are looked at again. */
const lasting: readonly ModelErrorKind[] = ['unauthorized', 'not allowed'];

/** Nothing is sent to know that it is over: only the month, a setting or a reset of the figures ends it. */
const lookWhileOverLimitMs = 60_000;

/** Creates the book. What an Ollama hands on has a breaker of its own: its own models may be well. */
export function createOutages(deps: OutagesDeps): Outages {
  const breakers = createBreakers(deps);
  /** For failures of a look that are no outage of the server. */
  const looks = createBackOff(deps.random);
  const servers = new WeakMap<ModelClient | ModelError, string>();
  const directs = new WeakMap<ModelClient, ModelClient>();
  const of = (subject: ModelClient | ModelError) => {
    const origin = subject instanceof Error ? subject.facts.origin : '';
    return breakers.of(servers.get(subject) ?? origin).outage();
  };
  const note = (error: ModelError) => {
    const isKnown = (of(error)?.tries ?? 1) > 1 || error.kind === 'over limit';
    deps.log[isKnown ? 'debug' : 'warn'](error.message);
  };
  return {
    breakers,
    of,
    direct: (client) => directs.get(client) ?? client,
    isOf: (client, server) => servers.get(client) === server,
    through(endpoint, client) {
      const server = `${endpoint.origin}${endpoint.relayed ? ' relayed' : ''}`;
      const onOutage = ({ error }: Outage) => {
        servers.set(error, server);
        deps.lost(server, error);
      };
      const patient = withRetries(client, deps);
      const guarded = withBreaker(patient, () => breakers.of(server), onOutage);
      const made = deps.through(endpoint, guarded);
      servers.set(made, server);
      directs.set(made, client);
      return made;
    },
    failed(error) {
      breakers.of(error.facts.origin).failed(error);
      note(error);
    },
    note,
    waitAfter(error) {
      if (lasting.includes(error.kind)) {
        return Number.POSITIVE_INFINITY;
      }
      return error.kind === 'over limit'
        ? lookWhileOverLimitMs
        : (of(error)?.waitMs ?? looks.next());
    },
    answered: looks.reset,
    reset() {
      breakers.reset();
      looks.reset();
    },
  };
}
