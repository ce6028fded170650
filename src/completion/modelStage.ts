import type { ResponseCache } from '../model/responseCache.ts';
import type { ModelSource } from '../model/source.ts';
import type { ReaderAt } from '../text/scope.ts';
import { type Clock, wait } from './clock.ts';
import { originAt } from './continuation.ts';
import { requestDelayMs } from './delay.ts';
import { leastVisible } from './firstLine.ts';
import { type Flight, type FlightPlan, type Lead, startFlight } from './flight.ts';
import { type FlightDeck, underWay } from './flightDeck.ts';
import type { CompletionOutcome, CompletionQuery, Suggestion } from './outcome.ts';
import type { PaceBook } from './pace.ts';
import { atMemberAccess, patienceMs } from './patience.ts';
import { place } from './place.ts';
import type { Prepared } from './prepare.ts';
import type { Showing } from './showing.ts';

/** An answer that the editor did not wait for is now there, or a visible one has grown. */
export interface LateOffer {
  readonly uri: string;
  readonly version: number;
  readonly offset: number;
}

/** What asking a model is built from. */
export interface ModelStageDeps {
  readonly models: ModelSource;
  readonly cache: ResponseCache;
  readonly clock: Clock;
  readonly deck: FlightDeck;
  readonly pace: PaceBook;
  readonly showing: Showing;
  readonly readerAt: ReaderAt;
  readonly offerLate: (offer: LateOffer) => void;
}

/** The last stages: join or ask, wait as long as the editor may wait, show, late show. */
export interface ModelStage {
  /** Tells where the user is: replies under way are compared with the text there, chunk by chunk. */
  follow(query: CompletionQuery): void;
  answer(
    query: CompletionQuery,
    prepared: Prepared,
    signal: AbortSignal,
  ): Promise<CompletionOutcome>;
  /** A text is visible that may still be coming: it is offered again when it is whole. */
  growing(query: CompletionQuery, flight: Flight): void;
  /** Asks what the editor will ask about in a moment. */
  askEarly(query: CompletionQuery, prepared: Prepared): void;
  /** Asks at `end`, where typing `lead` at `query` leads to; any other request ends it. */
  askAhead(query: CompletionQuery, lead: Lead, end: CompletionQuery, prepared: Prepared): void;
  /** How the request ended whose answer was shown here before it failed; undefined when none did. */
  failure(query: CompletionQuery): CompletionOutcome | undefined;
  /** Further answers of higher temperature, for a second manual trigger at the same place. */
  alternatives(
    query: CompletionQuery,
    prepared: Prepared,
    first: Suggestion,
    signal: AbortSignal,
  ): Promise<readonly [Suggestion, ...Suggestion[]]>;
}

/** VS Code cycles through a handful; more than three answers cost more than they help. */
const furtherAnswers = 2;
const furtherTemperature = 0.7;

/** Creates the stage that asks a model. */
export function createModelStage(deps: ModelStageDeps): ModelStage {
  const { clock, deck, showing } = deps;
  let latest: CompletionQuery | undefined;
  /** Where the user is. */
  let typedAt: CompletionQuery | undefined;

  const ask = (query: CompletionQuery, prepared: Prepared, more: Partial<FlightPlan> = {}) => {
    const { client, prompt, extent, key, delayMs } = prepared;
    const { temperature = 0 } = more;
    const flight = startFlight(query.document, query.offset, {
      client,
      prompt,
      extent,
      temperature,
      clock,
      pace: deps.pace,
      readerAt: deps.readerAt,
      start: (signal) => (delayMs > 0 ? wait(clock, delayMs, signal) : Promise.resolve()),
      onLanded: (reply) => {
        // A further answer is drawn anew each time it is asked for.
        if (temperature === 0) {
          deps.cache.set(key, reply);
        }
      },
      onFailed: (error) => deps.models.report(error),
      ...more,
    });
    deck.add(flight);
    flight.onProgress(() => {
      const { document, offset } = typedAt ?? query;
      if (underWay(flight) && flight.follow(document, offset).kind === 'diverged') {
        deck.contradicted(flight);
      }
    });
    return flight;
  };

  /** A reply was contradicted and the user still waits: at once, unless most of what was asked was in vain. */
  const askedAgain = (prepared: Prepared): Prepared => ({
    ...prepared,
    delayMs: requestDelayMs({ settingMs: 0, probing: false, wasted: deck.wasted() }),
  });

  /**
   * Late show: has the editor ask again when there is a first line, and once more at the end.
   * @param prepared what was asked here, to ask it again or say how it ended; undefined for a text typed along
   */
  const offerLater = (flight: Flight, query: CompletionQuery, prepared?: Prepared) => {
    const { document, offset } = query;
    const offered = flight.text();
    let lineOffered = offered !== '';
    const remove = flight.onProgress(() => {
      if (flight.state() === 'aborted') {
        remove();
        if (latest === query && prepared !== undefined) {
          offerLater(ask(query, askedAgain(prepared)), query, prepared);
        }
        return;
      }
      if (latest !== query) {
        // The same answer may serve several questions; the newest one offers it.
        remove();
        return;
      }
      if (flight.state() === 'failed') {
        remove();
        if (lineOffered && flight.text() === '' && prepared !== undefined) {
          // What was shown of it is withdrawn, and the question says why.
          deps.offerLate({ uri: document.uri, version: document.version, offset });
        }
        return;
      }
      const over = flight.state() === 'landed';
      if (flight.text().length > offered.length && (over || !lineOffered)) {
        lineOffered = true;
        deps.offerLate({ uri: document.uri, version: document.version, offset });
      }
    });
  };

  return {
    follow(query) {
      typedAt = query;
      if (latest !== undefined && !isSamePlace(latest, query)) {
        latest = undefined;
      }
    },
    growing(query, flight) {
      if (underWay(flight)) {
        latest = query;
        offerLater(flight, query);
      }
    },
    askEarly(query, prepared) {
      if (deck.joinable(query.document, query.offset) === undefined) {
        ask(query, prepared);
      }
    },
    askAhead(query, lead, end, prepared) {
      ask(end, prepared, { ahead: { lead, origin: originAt(query.document, query.offset) } });
    },
    failure({ document, offset }) {
      const failed = deck
        .newestFirst()
        .find(
          (flight) =>
            flight.state() === 'failed' && flight.follow(document, offset).kind !== 'diverged',
        );
      return failed && modelFailed(failed);
    },
    async answer(query, prepared, signal) {
      latest = query;
      const { document, offset } = query;
      // Behind a dot the suggest widget knows what exists; the answer serves the keys after it.
      const held = query.trigger === 'typed' && !query.selected && atMemberAccess(document, offset);
      const deadline = clock.now() + (held ? 0 : patienceMs(query));
      const joined = deck.joinable(document, offset);
      let flight = joined ?? ask(query, prepared);
      await usableOr(flight, query, deadline - clock.now(), clock, signal);
      if (!signal.aborted && joined !== undefined && flight.state() === 'aborted') {
        // The first chunks of the joined answer were something else than what was typed.
        flight = ask(query, askedAgain(prepared));
        await usableOr(flight, query, deadline - clock.now(), clock, signal);
      }
      if (underWay(flight) && !held) {
        offerLater(flight, query, prepared);
      }
      if (signal.aborted) {
        return { kind: 'none', reason: 'cancelled' };
      }
      if (held && flight.state() !== 'failed') {
        return { kind: 'none', reason: 'too uncertain' };
      }
      return outcomeOf(flight, query, flight === joined ? 'joined' : 'model');
    },
    async alternatives(query, prepared, first, signal) {
      const suggestions: [Suggestion, ...Suggestion[]] = [first];
      for (let count = 0; count < furtherAnswers && !signal.aborted; count++) {
        const flight = ask(query, prepared, { temperature: furtherTemperature + count / 10 });
        await usableOr(flight, query, patienceMs(query), clock, signal);
        if (signal.aborted) {
          flight.abort();
        }
        if (flight.state() !== 'landed' && !underWay(flight)) {
          break;
        }
        const suggestion = place(flight.text(), query, deps.readerAt);
        if (
          suggestion !== undefined &&
          suggestions.every((one) => one.ghostText !== suggestion.ghostText)
        ) {
          suggestions.push(suggestion);
        }
      }
      return suggestions;
    },
  };

  function outcomeOf(
    flight: Flight,
    query: CompletionQuery,
    source: 'model' | 'joined',
  ): CompletionOutcome {
    if (flight.state() === 'failed') {
      return modelFailed(flight);
    }
    const along = flight.follow(query.document, query.offset);
    if (along.kind === 'along' && along.rest.trim() !== '') {
      return showing.show(flight, along.rest, query, source);
    }
    return { kind: 'none', reason: underWay(flight) ? 'waiting' : 'nothing useful' };
  }
}

function modelFailed(flight: Flight): CompletionOutcome {
  const error = flight.error();
  return { kind: 'none', reason: 'model failed', ...(error === undefined ? {} : { error }) };
}

function isSamePlace(one: CompletionQuery, other: CompletionQuery): boolean {
  return (
    one.document.uri === other.document.uri &&
    one.document.version === other.document.version &&
    one.offset === other.offset
  );
}

/** Resolves when the flight is over, or after `delayMs`, or when the editor no longer wants an answer. */
function usableOr(
  flight: Flight,
  query: CompletionQuery,
  delayMs: number,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      cancelTimer();
      removeProgress();
      signal.removeEventListener('abort', finish);
      resolve();
    };
    const cancelTimer = clock.after(Math.max(0, delayMs), () => finish());
    const isUsable = () => {
      const along = flight.follow(query.document, query.offset);
      return (
        !underWay(flight) || (along.kind === 'along' && along.rest.trim().length >= leastVisible)
      );
    };
    const removeProgress = flight.onProgress(() => {
      if (isUsable()) {
        finish();
      }
    });
    signal.addEventListener('abort', finish, { once: true });
    if (signal.aborted || isUsable()) {
      finish();
    }
  });
}
