import { Preempted, type Priority } from './client.ts';

/** A request's place at one server. */
export interface Ticket {
  /** False while others have to end first. */
  hasTurn(): boolean;
  /** Resolves when its turn has come; never when it left before. */
  readonly turn: Promise<void>;
  /** Someone who waits for more joined; it never falls. */
  raise(priority: Priority): void;
  /** The request is over at the socket, or was not sent at all: the next one may begin. */
  leave(): void;
}

/** Lets a server have only as many requests at a time as it works on at once. */
export interface Scheduler {
  /**
   * Takes a place. While it has its turn and another one outranks it, `end` may be aborted with
   * `Preempted`; only background work is.
   */
  enter(priority: Priority, end: AbortController): Ticket;
}

const ranks: Readonly<Record<Priority, number>> = { keystroke: 0, explicit: 1, prefetch: 2 };

/** So many keystrokes go before explicit work that came earlier; then it is its turn. */
const mostOvertakes = 3;

interface Place {
  priority: Priority;
  readonly end: AbortController;
  /** Keystrokes that came later and began earlier. */
  overtaken: number;
  readonly begin: () => void;
}

/**
 * Creates the scheduler of one server. A keystroke goes before explicit work, explicit work before
 * background work. Background work under way is ended for either; what the user asked for is never
 * ended by typing, so a keystroke waits for it, and nobody who types on keeps it waiting for ever.
 * @param slots requests that the server works on at once.
 */
export function createScheduler(slots: number): Scheduler {
  const running = new Set<Place>();
  let waiting: readonly Place[] = [];

  const next = (): Place | undefined => {
    const due = waiting.find(({ overtaken }) => overtaken >= mostOvertakes);
    const rank = Math.min(...waiting.map(({ priority }) => ranks[priority]));
    return due ?? waiting.find(({ priority }) => ranks[priority] === rank);
  };

  const begin = (place: Place) => {
    const earlier = waiting.slice(0, waiting.indexOf(place));
    for (const other of earlier.filter(({ priority }) => priority === 'explicit')) {
      other.overtaken += 1;
    }
    waiting = waiting.filter((other) => other !== place);
    running.add(place);
    place.begin();
  };

  /** Makes room for what outranks background work, once for each that waits. */
  const preempt = () => {
    const ending = [...running].filter(({ end }) => end.signal.aborted).length;
    const outranking = waiting.filter(({ priority }) => priority !== 'prefetch').length;
    const background = [...running].filter(
      ({ end, priority }) => priority === 'prefetch' && !end.signal.aborted,
    );
    for (const { end } of background.slice(0, Math.max(0, outranking - ending))) {
      end.abort(new Preempted());
    }
  };

  const settle = () => {
    for (let place = next(); place !== undefined && running.size < slots; place = next()) {
      begin(place);
    }
    preempt();
  };

  return {
    enter(priority, end) {
      const { promise: turn, resolve } = Promise.withResolvers<void>();
      const place: Place = { priority, end, overtaken: 0, begin: resolve };
      waiting = [...waiting, place];
      settle();
      return {
        hasTurn: () => running.has(place),
        turn,
        raise(higher) {
          if (ranks[higher] < ranks[place.priority]) {
            place.priority = higher;
            settle();
          }
        },
        leave() {
          waiting = waiting.filter((other) => other !== place);
          running.delete(place);
          settle();
        },
      };
    },
  };
}
