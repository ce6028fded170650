import type { ClientFetch } from './guardedFetch.ts';
import type { Meter, RequestCount } from './meter.ts';

/** One request as it goes to a server, without its key and what else could be one in its address. */
export interface SentRequest {
  readonly method: string;
  readonly url: string;
  /** Those that are ours; `fetch` adds some of its own (`host`, `connection`, `content-length` …). */
  readonly headers: Readonly<Record<string, string>>;
  /** To the byte, as UTF-8. */
  readonly body: string;
}

type Take = (request: SentRequest) => void;

/** Carries a value along everything that a call leads to, and nothing else: Node's `AsyncLocalStorage`. */
export interface CallScope {
  run<T>(value: Take, work: () => T): T;
  getStore(): Take | undefined;
}

/** The requests of a window, between the transport and the network. */
export interface SentRequests {
  readonly fetch: ClientFetch;
  /** The last request that carried a prompt, in memory alone; undefined before the first. */
  last(): SentRequest | undefined;
  /** False where a request cannot be told from others that are made at the same time. */
  readonly canDraft: boolean;
  /**
   * What `ask` would send first. Nothing leaves: its requests end here.
   * @throws what `ask` throws before it came to a request.
   */
  draft(ask: () => AsyncIterable<unknown>): Promise<SentRequest>;
  /** The same meter, for which a request that is only looked at does not exist: no limit refuses it. */
  withoutDrafts(meter: Meter): Meter;
}

/** A request that was only asked for to be looked at. */
class Draft extends Error {}

const uncounted: RequestCount = { sent() {}, received() {}, ended() {} };

/** Creates the place that all requests of a window pass. */
export function createSentRequests(send: ClientFetch, scope: CallScope | undefined): SentRequests {
  let last: SentRequest | undefined;
  return {
    async fetch(url, init) {
      const request = sentRequest(url, init);
      const take = scope?.getStore();
      if (take !== undefined) {
        take(request);
        throw new Draft('not sent');
      }
      last = carriesPrompt(request) ? request : last;
      return send(url, init);
    },
    last: () => last,
    canDraft: scope !== undefined,
    async draft(ask) {
      const taken: SentRequest[] = [];
      const work = async () => {
        for await (const _ of ask()) {
          // A draft has no reply.
        }
      };
      let failure: unknown = new Error('there is nothing to send');
      await scope?.run(
        (request) => void taken.push(request),
        () =>
          work().catch((cause) => {
            failure = cause;
          }),
      );
      const [first] = taken;
      if (first === undefined) {
        throw failure;
      }
      return first;
    },
    withoutDrafts(meter) {
      const isDraft = () => scope?.getStore() !== undefined;
      return {
        admit: (facts) => (isDraft() ? undefined : meter.admit(facts)),
        begin: (facts) => (isDraft() ? uncounted : meter.begin(facts)),
        refuses: meter.refuses,
      };
    },
  };
}

/** What loads or downloads a model, or asks what there is, streams nothing or comes from another path. */
function carriesPrompt({ body, url }: SentRequest): boolean {
  return body.includes('"stream":true') && !url.endsWith('/api/pull');
}

function sentRequest(url: string | URL | Request, init: RequestInit | undefined): SentRequest {
  const headers = Object.fromEntries(
    [...new Headers(init?.headers)].map(([name, value]) => [
      name,
      name === 'authorization' ? 'Bearer ‹key›' : value,
    ]),
  );
  return {
    method: init?.method ?? 'GET',
    url: shownAddress(new URL(url instanceof Request ? url.url : url)),
    headers,
    body: typeof init?.body === 'string' ? init.body : '',
  };
}

/** Some servers take a key in the address. */
function shownAddress({ origin, pathname, searchParams }: URL): string {
  const names = [...searchParams.keys()].map((name) => `${encodeURIComponent(name)}=‹hidden›`);
  return `${origin}${pathname}${names.length === 0 ? '' : `?${names.join('&')}`}`;
}
