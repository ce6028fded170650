import type { CachedReply, ResponseCache } from '../model/responseCache.ts';
import type { ModelSource, ModelState } from '../model/source.ts';
import type { Snapshot } from '../text/document.ts';
import type { Clock } from './clock.ts';
import { landedFlight } from './flight.ts';
import { createFlightDeck, underWay } from './flightDeck.ts';
import { keptReply } from './keptReply.ts';
import { createModelStage, type LateOffer } from './modelStage.ts';
import type { CompletionOutcome, CompletionQuery, NoneReason } from './outcome.ts';
import { createPaceBook, type Pace } from './pace.ts';
import { atMemberAccess, patienceMs } from './patience.ts';
import { type Preparation, type PrepareDeps, type Prepared, prepare } from './prepare.ts';
import { shape } from './shape/shape.ts';
import { createShowing } from './showing.ts';

/** What the instant engine is to the pipeline. */
export interface InstantPort {
  /** The rest of what stands elsewhere in the project, with the probability that all of it is right. */
  suggest(
    document: Snapshot,
    offset: number,
  ): { readonly text: string; readonly confidence: number } | undefined;
  dismissed(document: Snapshot, offset: number, text: string): void;
}

/** What the pipeline is built from. */
export interface CompleterDeps extends Pick<PrepareDeps, 'settingsFor' | 'pass' | 'contextFor'> {
  readonly models: ModelSource;
  readonly cache: ResponseCache;
  readonly instant: InstantPort;
  readonly clock: Clock;
  /** Told that the editor should ask again: see `LateOffer`. */
  readonly offerLate: (offer: LateOffer) => void;
}

/** The completion pipeline. One per window; a request's state lives in its flight. */
export interface Completer {
  /** Answers one question of the editor. Cancellation is the outcome `cancelled`. */
  complete(query: CompletionQuery, signal: AbortSignal): Promise<CompletionOutcome>;
  /** The user pressed Esc over the text shown last. */
  dismissed(): void;
  /** The user took the text shown last. */
  accepted(): void;
  /** How fast the current model answered lately; undefined before its first answer. */
  pace(): Pace | undefined;
  /** Forgets what is in flight and what was dismissed: the settings or the model changed. */
  reset(): void;
}

/** Right after a dot the suggest widget knows better: only near certainty speaks. */
const memberAccessConfidence = 0.97;

/** Builds the pipeline; `complete` tries its stages in the order in which they stand there. */
export function createCompleter(deps: CompleterDeps): Completer {
  const { cache, clock, models } = deps;
  const deck = createFlightDeck();
  const pace = createPaceBook();
  const showing = createShowing(deck, deps.instant.dismissed);
  const modelStage = createModelStage({ ...deps, deck, pace, showing });
  const prepareDeps: PrepareDeps = { ...deps, deck, pace };
  let lastKeyAt = Number.NEGATIVE_INFINITY;
  let lastInvoked = '';

  /** Typed-through: a text that is known already and along which the user types. */
  const typedThrough = (query: CompletionQuery): CompletionOutcome | undefined => {
    for (const flight of showing.visibleFirst(deck.newestFirst())) {
      const along = flight.follow(query.document, query.offset);
      if (along.kind === 'along' && along.rest.trim() !== '') {
        const source = underWay(flight) && !flight.shown() ? 'joined' : 'typed through';
        const outcome = showing.show(flight, along.rest, query, source);
        if (outcome.kind === 'shown') {
          return outcome;
        }
      }
    }
    return undefined;
  };

  const fromCache = (
    query: CompletionQuery,
    prepared: Prepared,
    reply: CachedReply,
  ): CompletionOutcome => {
    const { document, offset } = query;
    const shaped = shape(reply.text, { document, offset, extent: prepared.extent });
    if (shaped.kind === 'nothing') {
      return none('nothing useful');
    }
    const flight = landedFlight(document, offset, shaped.ghostText, {
      source: 'cache',
      model: prepared.client.model,
    });
    const outcome = showing.show(flight, flight.text(), query, 'cache');
    if (outcome.kind === 'shown') {
      deck.add(flight);
    }
    return outcome;
  };

  const fromInstant = (query: CompletionQuery): CompletionOutcome | undefined => {
    const { document, offset } = query;
    const answer = deps.instant.suggest(document, offset);
    const sure =
      answer !== undefined &&
      (!atMemberAccess(document, offset) || answer.confidence >= memberAccessConfidence);
    if (!sure) {
      return undefined;
    }
    const flight = landedFlight(document, offset, answer.text, { source: 'instant' });
    const outcome = showing.show(flight, answer.text, query, 'instant');
    if (outcome.kind === 'none') {
      return undefined;
    }
    deck.add(flight);
    return outcome;
  };

  /** A second manual trigger at one place asks the model for further answers. */
  const withAlternatives = async (
    outcome: CompletionOutcome,
    query: CompletionQuery,
    preparation: Preparation,
    signal: AbortSignal,
  ): Promise<CompletionOutcome> => {
    const here = `${query.document.uri} ${query.document.version} ${query.offset}`;
    const again = lastInvoked === here;
    lastInvoked = here;
    const state = models.current();
    if (!again || outcome.kind === 'none' || state.kind !== 'ready') {
      return outcome;
    }
    const prepared = preparation.request(state.client);
    if (typeof prepared === 'string') {
      return outcome;
    }
    const [first] = outcome.suggestions;
    const suggestions = await modelStage.alternatives(query, prepared, first, signal);
    return { ...outcome, suggestions };
  };

  const stages = async (
    query: CompletionQuery,
    { settings, scope, request }: Preparation,
    signal: AbortSignal,
  ): Promise<CompletionOutcome> => {
    showing.follow(query);
    deck.dropDiverged(query.document, query.offset);
    const known = typedThrough(query);
    if (known !== undefined) {
      return known;
    }
    if (query.trigger === 'late') {
      return none('nothing useful');
    }
    if (query.trigger === 'typed' && !settings['completion.scopes'].includes(scope())) {
      return none('scope off');
    }
    if (query.modelRefused !== undefined) {
      // Not even whether a server is there is asked.
      return fromInstant(query) ?? none(query.modelRefused);
    }
    const state = await chosenModel(models, patienceMs(query), clock, signal);
    if (signal.aborted) {
      return none('cancelled');
    }
    const prepared = state.kind === 'ready' ? request(state.client) : undefined;
    const kept =
      typeof prepared === 'object'
        ? await keptReply(cache, prepared.key, clock, signal)
        : undefined;
    if (signal.aborted) {
      return none('cancelled');
    }
    const cached =
      typeof prepared === 'object' && kept !== undefined
        ? fromCache(query, prepared, kept)
        : undefined;
    if (cached?.kind === 'shown') {
      return cached;
    }
    const quick = settings['completion.instant'] ? fromInstant(query) : undefined;
    const answer = quick ?? cached;
    if (answer !== undefined) {
      return answer;
    }
    if (state.kind !== 'ready') {
      return withoutModel(state);
    }
    return typeof prepared === 'object'
      ? modelStage.answer(query, prepared, signal)
      : none(prepared ?? 'nothing useful');
  };

  return {
    async complete(query, signal) {
      cache.warm();
      if (query.refused !== undefined) {
        return none(query.refused);
      }
      const now = clock.now();
      const preparation = prepare(prepareDeps, query, now - lastKeyAt);
      if (query.trigger === 'typed') {
        lastKeyAt = now;
      }
      const outcome = await stages(query, preparation, signal);
      return query.trigger === 'invoked'
        ? withAlternatives(outcome, query, preparation, signal)
        : outcome;
    },
    dismissed: showing.dismissed,
    accepted: showing.accepted,
    pace() {
      const state = models.current();
      return state.kind === 'ready' ? pace.of(state.client.id) : undefined;
    },
    reset() {
      deck.clear();
      showing.clear();
      lastInvoked = '';
    },
  };
}

/** The first key after a start or a change finds the model being chosen: that takes a moment, seldom more. */
function chosenModel(
  models: ModelSource,
  delayMs: number,
  clock: Clock,
  signal: AbortSignal,
): ModelState | Promise<ModelState> {
  const state = models.current();
  if (state.kind !== 'choosing' || signal.aborted) {
    return state;
  }
  return new Promise((resolve) => {
    const finish = () => {
      if (models.current().kind !== 'choosing' || over || signal.aborted) {
        stopTimer();
        stopListening();
        signal.removeEventListener('abort', finish);
        resolve(models.current());
      }
    };
    let over = false;
    const stopTimer = clock.after(delayMs, () => {
      over = true;
      finish();
    });
    const stopListening = models.onChange(finish);
    signal.addEventListener('abort', finish, { once: true });
  });
}

function none(reason: NoneReason): CompletionOutcome {
  return { kind: 'none', reason };
}

function withoutModel(state: Exclude<ModelState, { kind: 'ready' }>): CompletionOutcome {
  switch (state.kind) {
    case 'choosing':
      return none('choosing a model');
    case 'loading':
      return none('model loading');
    case 'none':
      return none(state.reason);
    case 'failed':
      return { kind: 'none', reason: 'model failed', error: state.error };
  }
}
