import type { Snapshot } from '../text/document.ts';
import type { ReaderAt } from '../text/scope.ts';
import { isTypedFrom, originAt } from './continuation.ts';
import { createDismissals } from './dismissals.ts';
import type { Flight } from './flight.ts';
import type { FlightDeck } from './flightDeck.ts';
import { type ModuleExists, withoutInventedImports } from './imports.ts';
import type { CompletionOutcome, CompletionQuery, SuggestionSource } from './outcome.ts';
import { place } from './place.ts';

/** What stands on the screen now, and what the user did not want to see there. */
export interface Showing {
  /** Turns what is left of a flight's text into an outcome, or says why it cannot be shown. */
  show(
    flight: Flight,
    rest: string,
    query: CompletionQuery,
    source: SuggestionSource,
  ): CompletionOutcome;
  /** Puts the answer that is visible before the others. */
  visibleFirst(flights: readonly Flight[]): readonly Flight[];
  /** Notices that the text shown last no longer stands there. */
  follow(query: CompletionQuery): void;
  dismissed(): void;
  accepted(): void;
  clear(): void;
}

/** Told when a text of the instant engine was not wanted. */
export type InstantDismissed = (document: Snapshot, offset: number, text: string) => void;

interface Shown {
  readonly flight: Flight;
  readonly document: Snapshot;
  readonly offset: number;
  readonly ghostText: string;
}

/** Creates the state of an empty screen. */
export function createShowing(
  deck: FlightDeck,
  instantDismissed: InstantDismissed,
  moduleExists: ModuleExists,
  readerAt: ReaderAt,
): Showing {
  const dismissals = createDismissals();
  let shown: Shown | undefined;

  const dismiss = () => {
    if (shown === undefined) {
      return;
    }
    const { flight, document, offset, ghostText } = shown;
    dismissals.add(document, offset, ghostText);
    if (flight.source === 'instant') {
      instantDismissed(document, offset, ghostText);
    }
    flight.abort();
    deck.remove(flight);
    shown = undefined;
  };

  return {
    show(flight, rest, query, source) {
      const { document, offset } = query;
      const suggestion = place(withoutInventedImports(rest, query, moduleExists), query, readerAt);
      if (suggestion === undefined) {
        return {
          kind: 'none',
          reason: query.selected === undefined ? 'nothing useful' : 'widget disagrees',
        };
      }
      const { ghostText } = suggestion;
      if (query.trigger !== 'invoked' && dismissals.has(document, offset, ghostText)) {
        return { kind: 'none', reason: 'dismissed before' };
      }
      flight.keepShown();
      shown = { flight, document, offset, ghostText };
      return {
        kind: 'shown',
        source: query.trigger === 'late' ? 'late' : source,
        suggestions: [suggestion],
        ...(flight.model === undefined ? {} : { model: flight.model }),
      };
    },
    visibleFirst: (flights) =>
      flights
        .filter((flight) => flight === shown?.flight)
        .concat(flights.filter((flight) => flight !== shown?.flight)),
    follow({ document, offset }) {
      if (shown === undefined || shown.document.uri !== document.uri) {
        return;
      }
      if (shown.flight.follow(document, offset).kind !== 'diverged') {
        return;
      }
      const { flight, ghostText } = shown;
      // Typing elsewhere says nothing about a text that was left where it stood.
      const shownAt = originAt(shown.document, shown.offset);
      const typedOver = offset > shown.offset && isTypedFrom(shownAt, document, offset);
      if (typedOver && flight.source === 'instant') {
        instantDismissed(shown.document, shown.offset, ghostText);
      }
      // A typo hides a right text, too: whoever takes it back sees the text again. Esc means it.
      shown = undefined;
    },
    dismissed: dismiss,
    accepted() {
      shown = undefined;
    },
    clear() {
      shown = undefined;
      dismissals.clear();
    },
  };
}
