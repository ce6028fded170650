import type { Snapshot } from '../text/document.ts';
import type { Flight } from './flight.ts';

/** The answers of this window that are on their way or were complete lately. */
export interface FlightDeck {
  /** Adds the newest flight. A server has one slot for us: where it is a request, others under way end. */
  add(flight: Flight): void;
  remove(flight: Flight): void;
  newestFirst(): readonly Flight[];
  /** The request under way that may still turn out to continue what was typed. */
  joinable(document: Snapshot, offset: number): Flight | undefined;
  /**
   * Compares all flights with the text typed by now: ends what contradicts it, and what was not sent yet
   * and has an older place.
   */
  compare(document: Snapshot, offset: number): void;
  /** Ends a request under way whose reply turned out to be something else than what was typed. */
  contradicted(flight: Flight): void;
  /**
   * Share (0 to 1) of the last requests whose text was typed over before any of it was typed along. It
   * begins at a quarter, so that a few early ones decide nothing.
   */
  wasted(): number;
  clear(): void;
}

/** As many places as a person goes back to within a minute. */
const kept = 24;
const judged = 16;

/** Requests that are taken to have been made before the first one, and how many of them in vain. */
const assumed = { requests: 4, wasted: 1 };

/** True while a flight's request is not over. */
export function underWay(flight: Flight): boolean {
  const state = flight.state();
  return state === 'waiting' || state === 'streaming';
}

/** Contradicted by what was typed; a reply that says nothing, and one asked for ahead, are not. */
function isWasted(flight: Flight): boolean {
  return flight.lead === 0 && (flight.state() !== 'landed' || flight.text() !== '');
}

/** Creates an empty deck. */
export function createFlightDeck(): FlightDeck {
  let flights: Flight[] = [];
  const verdicts: boolean[] = [];
  const hasVerdict = new WeakSet<Flight>();
  const judge = (flight: Flight, wasWasted: boolean) => {
    if (flight.source !== 'model' || hasVerdict.has(flight)) {
      return;
    }
    hasVerdict.add(flight);
    verdicts.push(wasWasted);
    if (verdicts.length > judged) {
      verdicts.shift();
    }
  };
  const deck: FlightDeck = {
    add(flight) {
      // An answer that is there needs no server: the request may still bring more.
      for (const other of underWay(flight) ? flights.filter(underWay) : []) {
        other.abort();
      }
      flights = [
        flight,
        ...flights.filter((other) => other.state() === 'landed' || underWay(other)),
      ].slice(0, kept);
    },
    remove(flight) {
      flights = flights.filter((other) => other !== flight);
    },
    newestFirst: () => flights,
    joinable: (document, offset) =>
      flights.find((flight) => {
        const now = flight.follow(document, offset);
        return underWay(flight) && now.kind !== 'diverged' && now.typed.length >= flight.lead;
      }),
    compare(document, offset) {
      for (const flight of flights) {
        const sent = flight.state() !== 'waiting';
        const origin = flight.origin();
        const moved = origin.offset !== offset || origin.uri !== document.uri;
        const now = flight.follow(document, offset);
        if (now.kind === 'along' && now.typed.length > flight.lead) {
          judge(flight, false);
        } else if (now.kind === 'diverged' && sent && moved && isWasted(flight)) {
          judge(flight, true);
        }
        const older = !sent && moved && flight.lead === 0;
        if (underWay(flight) && (now.kind === 'diverged' || older)) {
          flight.abort();
          deck.remove(flight);
        }
      }
    },
    contradicted(flight) {
      judge(flight, true);
      flight.abort();
      deck.remove(flight);
    },
    wasted: () =>
      (verdicts.filter((wasWasted) => wasWasted).length + assumed.wasted) /
      (verdicts.length + assumed.requests),
    clear() {
      for (const flight of flights) {
        flight.abort();
      }
      flights = [];
      verdicts.length = 0;
    },
  };
  return deck;
}
