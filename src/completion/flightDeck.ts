import type { Snapshot } from '../text/document.ts';
import type { Flight } from './flight.ts';

/** The answers of this window that are on their way or were complete lately. */
export interface FlightDeck {
  /** Adds the newest flight. A server has one slot for us: other requests still under way end. */
  add(flight: Flight): void;
  remove(flight: Flight): void;
  newestFirst(): readonly Flight[];
  /** The request under way that may still turn out to continue what was typed. */
  joinable(document: Snapshot, offset: number): Flight | undefined;
  /** Ends what contradicts the text typed by now, and what was not sent yet and has an older place. */
  dropDiverged(document: Snapshot, offset: number): void;
  /** Share (0 to 1) of the last requests that were ended because something else was typed. */
  wasted(): number;
  clear(): void;
}

/** As many places as a person goes back to within a minute. */
const kept = 24;
const judged = 16;

/** True while a flight's request is not over. */
export function underWay(flight: Flight): boolean {
  const state = flight.state();
  return state === 'waiting' || state === 'streaming';
}

/** Creates an empty deck. */
export function createFlightDeck(): FlightDeck {
  let flights: Flight[] = [];
  const verdicts: boolean[] = [];
  const judge = (wasWasted: boolean) => {
    verdicts.push(wasWasted);
    if (verdicts.length > judged) {
      verdicts.shift();
    }
  };
  const deck: FlightDeck = {
    add(flight) {
      for (const other of flights.filter(underWay)) {
        other.abort();
      }
      flights = [flight, ...flights.filter((other) => other.state() === 'landed')].slice(0, kept);
    },
    remove(flight) {
      flights = flights.filter((other) => other !== flight);
    },
    newestFirst: () => flights,
    joinable: (document, offset) =>
      flights.find(
        (flight) => underWay(flight) && flight.follow(document, offset).kind !== 'diverged',
      ),
    dropDiverged(document, offset) {
      for (const flight of flights.filter(underWay)) {
        const sent = flight.state() === 'streaming';
        const moved = flight.origin.offset !== offset || flight.origin.uri !== document.uri;
        if (flight.follow(document, offset).kind === 'diverged' || (!sent && moved)) {
          flight.abort();
          deck.remove(flight);
          if (sent) {
            judge(true);
          }
        } else if (sent) {
          judge(false);
        }
      }
    },
    wasted: () =>
      verdicts.length === 0
        ? 0
        : verdicts.filter((wasWasted) => wasWasted).length / verdicts.length,
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
