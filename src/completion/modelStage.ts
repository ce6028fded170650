import type { ResponseCache } from '../model/responseCache.ts';
import type { ModelSource } from '../model/source.ts';
import { type Clock, wait } from './clock.ts';
import { type Flight, startFlight } from './flight.ts';
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
  readonly offerLate: (offer: LateOffer) => void;
}

/** The last stages: join or ask, wait as long as the editor may wait, show, late show. */
export interface ModelStage {
  answer(
    query: CompletionQuery,
    prepared: Prepared,
    signal: AbortSignal,
  ): Promise<CompletionOutcome>;
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

  const ask = (query: CompletionQuery, prepared: Prepared, temperature = 0): Flight => {
    const { client, prompt, extent, key, delayMs } = prepared;
    const flight = startFlight(query.document, query.offset, {
      client,
      prompt,
      extent,
      temperature,
      clock,
      pace: deps.pace,
      start: (signal) => (delayMs > 0 ? wait(clock, delayMs, signal) : Promise.resolve()),
      onLanded: (reply) => {
        // A further answer is drawn anew each time it is asked for.
        if (temperature === 0) {
          deps.cache.set(key, reply);
        }
      },
      onFailed: (error) => deps.models.report(error),
    });
    deck.add(flight);
    return flight;
  };

  /** Late show: has the editor ask again when there is a first line, and once more at the end. */
  const offerLater = (flight: Flight, query: CompletionQuery, prepared: Prepared) => {
    const { document, offset } = query;
    const offered = flight.text();
    let lineOffered = offered !== '';
    const remove = flight.onProgress(() => {
      if (underWay(flight) && flight.follow(document, offset).kind === 'diverged') {
        remove();
        flight.abort();
        if (latest === query) {
          offerLater(ask(query, { ...prepared, delayMs: 0 }), query, prepared);
        }
        return;
      }
      if (latest !== query) {
        // The same answer may serve several questions; the newest one offers it.
        remove();
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
        flight = ask(query, { ...prepared, delayMs: 0 });
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
        const flight = ask(query, prepared, furtherTemperature + count / 10);
        await usableOr(flight, query, patienceMs(query), clock, signal);
        if (signal.aborted) {
          flight.abort();
        }
        if (flight.state() !== 'landed' && !underWay(flight)) {
          break;
        }
        const suggestion = place(flight.text(), query);
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
    const error = flight.error();
    if (flight.state() === 'failed') {
      return { kind: 'none', reason: 'model failed', ...(error === undefined ? {} : { error }) };
    }
    const along = flight.follow(query.document, query.offset);
    if (along.kind === 'along' && along.rest.trim() !== '') {
      return showing.show(flight, along.rest, query, source);
    }
    return { kind: 'none', reason: underWay(flight) ? 'waiting' : 'nothing useful' };
  }
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
    const removeProgress = flight.onProgress(() => {
      if (underWay(flight) && flight.follow(query.document, query.offset).kind === 'diverged') {
        flight.abort();
      }
      if (!underWay(flight)) {
        finish();
      }
    });
    signal.addEventListener('abort', finish, { once: true });
    if (signal.aborted || !underWay(flight)) {
      finish();
    }
  });
}
