import {
  clientThrough,
  type ModelChunk,
  type ModelClient,
  type ModelRequest,
  type Priority,
  priorityOf,
} from './client.ts';
import { createScheduler, type Scheduler, type Ticket } from './scheduler.ts';

/** Where a client's requests are worked on. */
export interface Endpoint {
  readonly origin: string;
  /**
   * `one`: a machine of its own, which works on one request at a time. `several`: a service; an Ollama
   * hands its cloud models on to one.
   */
  readonly slots: 'one' | 'several';
  /** This server hands the requests on to another one, which may be out by itself. */
  readonly relayed?: boolean;
}

/** The servers of a window. Every request of every feature goes through them. */
export interface Endpoints {
  /** The client whose requests wait for their turn, and share a reply with those that ask the same. */
  through(endpoint: Endpoint, client: ModelClient): ModelClient;
  /** Requests from now on share nothing with those under way: another server or key may be meant. */
  reset(): void;
}

/** Enough for two editors, an explanation and background work; services limit what one key may ask. */
const severalSlots = 4;

/** Creates the book of servers. */
export function createEndpoints(): Endpoints {
  const schedulers = new Map<string, Scheduler>();
  let underWay = new Map<string, Generation>();

  const schedulerOf = ({ origin, slots }: Endpoint): Scheduler => {
    const key = `${origin} ${slots}`;
    const known = schedulers.get(key) ?? createScheduler(slots === 'one' ? 1 : severalSlots);
    schedulers.set(key, known);
    return known;
  };

  async function* stream(
    scheduler: Scheduler,
    client: ModelClient,
    request: ModelRequest,
    signal: AbortSignal,
  ): AsyncGenerator<ModelChunk> {
    signal.throwIfAborted();
    const { priority: _, ...question } = request;
    const priority = priorityOf(request);
    const key = `${client.id} ${JSON.stringify(question)}`;
    const shared = underWay;
    let generation = shared.get(key);
    if (generation === undefined) {
      const over = () => {
        if (shared.get(key) === generation) {
          shared.delete(key);
        }
      };
      generation = startGeneration({ scheduler, client, request, priority, over });
      shared.set(key, generation);
    }
    yield* generation.read(priority, signal);
  }

  return {
    through(endpoint, client) {
      const scheduler = schedulerOf(endpoint);
      return clientThrough(client, (request, signal) => stream(scheduler, client, request, signal));
    },
    reset() {
      underWay = new Map();
    },
  };
}

interface GenerationPlan {
  readonly scheduler: Scheduler;
  readonly client: ModelClient;
  readonly request: ModelRequest;
  readonly priority: Priority;
  /** Called when nobody may join any more. */
  readonly over: () => void;
}

/** One reply for all who ask the same at one time. */
interface Generation {
  /** All that came so far and then the rest; the last reader who leaves ends the request. */
  read(priority: Priority, signal: AbortSignal): AsyncGenerator<ModelChunk>;
}

function startGeneration(plan: GenerationPlan): Generation {
  const controller = new AbortController();
  const chunks: ModelChunk[] = [];
  const readers = new Set<() => void>();
  let whole = false;
  let end: { readonly failure?: unknown } | undefined;
  controller.signal.addEventListener('abort', plan.over, { once: true });
  const ticket = plan.scheduler.enter(plan.priority, controller);

  const wakeAll = () => {
    for (const wake of [...readers]) {
      wake();
    }
  };
  const push = (chunk: ModelChunk) => {
    chunks.push(chunk);
    whole = chunk.kind === 'end';
    wakeAll();
  };
  const finish = (how: { readonly failure?: unknown }) => {
    ticket.leave();
    plan.over();
    end = how;
    wakeAll();
  };
  void receive(plan, ticket, controller.signal, push).then(
    () => finish({}),
    (failure: unknown) => finish({ failure }),
  );

  return {
    async *read(priority, signal) {
      ticket.raise(priority);
      let wakeUp = () => {};
      const wake = () => wakeUp();
      const leave = () => {
        wake();
        if (readers.delete(wake) && readers.size === 0 && !whole && end === undefined) {
          controller.abort(signal.reason ?? new Error('nobody reads on'));
        }
      };
      readers.add(wake);
      signal.addEventListener('abort', leave, { once: true });
      try {
        for (let at = 0; ; ) {
          signal.throwIfAborted();
          const chunk = chunks[at];
          if (chunk !== undefined) {
            at += 1;
            yield chunk;
          } else if (end === undefined) {
            await new Promise<void>((resolve) => {
              wakeUp = resolve;
            });
          } else if ('failure' in end) {
            throw end.failure;
          } else {
            return;
          }
        }
      } finally {
        signal.removeEventListener('abort', leave);
        leave();
      }
    },
  };
}

/** Waits for the turn, then hands on what the server says. Its end is the end of the request at the socket. */
async function receive(
  { client, request }: GenerationPlan,
  ticket: Ticket,
  signal: AbortSignal,
  push: (chunk: ModelChunk) => void,
): Promise<void> {
  if (!ticket.hasTurn()) {
    push({ kind: 'waiting' });
    await turnUnlessAborted(ticket, signal);
    push({ kind: 'sent' });
  }
  signal.throwIfAborted();
  for await (const chunk of client.stream(request, signal)) {
    push(chunk);
  }
}

/** @throws `signal.reason` at once when aborted: nothing is sent. */
function turnUnlessAborted({ turn }: Ticket, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = () => reject(signal.reason);
    signal.addEventListener('abort', leave, { once: true });
    void turn.then(() => {
      signal.removeEventListener('abort', leave);
      resolve();
    });
  });
}
