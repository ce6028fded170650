import type { FillRequest, ModelClient } from '../model/client.ts';
import type { ResponseCache } from '../model/responseCache.ts';
import type { ModelSource } from '../model/source.ts';
import { createReaderAt } from '../text/scope.ts';
import { createPrefetch } from './ahead.ts';
import { type Change, createChanges } from './change.ts';
import { chosenModel, withoutModel } from './chosenModel.ts';
import type { Clock } from './clock.ts';
import { createEarlyRequest } from './earlyRequest.ts';
import { type Flight, fillRequest } from './flight.ts';
import { createFlightDeck } from './flightDeck.ts';
import type { ModuleExists } from './imports.ts';
import { keptReply } from './keptReply.ts';
import { createKnownAnswers, type InstantPort, showKnown } from './known.ts';
import { createModelStage, type LateOffer } from './modelStage.ts';
import type {
  CompletionOutcome,
  CompletionQuery,
  NoneReason,
  RefusalReason,
  SuggestionSource,
} from './outcome.ts';
import { createPaceBook, type Pace } from './pace.ts';
import { patienceMs } from './patience.ts';
import { type Preparation, type PrepareDeps, prepare } from './prepare.ts';
import { createShowing } from './showing.ts';

export type { InstantPort } from './known.ts';

/** What the pipeline is built from. */
export interface CompleterDeps extends Pick<PrepareDeps, 'settingsFor' | 'pass' | 'contextFor'> {
  readonly models: ModelSource;
  readonly cache: ResponseCache;
  readonly instant: InstantPort;
  readonly clock: Clock;
  /** Whether a module can be imported; without it every import is believed. Called while typing: no waiting. */
  readonly moduleExists?: ModuleExists;
  /** Told that the editor should ask again: see `LateOffer`. */
  readonly offerLate: (offer: LateOffer) => void;
}

/** The completion pipeline. One per window; a request's state lives in its flight. */
export interface Completer {
  /** Answers one question of the editor. Cancellation is the outcome `cancelled`. */
  complete(query: CompletionQuery, signal: AbortSignal): Promise<CompletionOutcome>;
  /** What a model would be asked here and now, or why nothing; asks nobody. */
  draft(query: CompletionQuery, client: ModelClient): FillRequest | RefusalReason;
  /** A key changed the document: the request is made before the editor asks, where one is needed. */
  changed(query: CompletionQuery): void;
  /** The user pressed Esc over the text shown last. */
  dismissed(): void;
  /** The user took the text shown last. */
  accepted(): void;
  /** How fast the current model answered lately; undefined before its first answer. */
  pace(): Pace | undefined;
  /** Forgets what is in flight and what was dismissed: the settings or the model changed. */
  reset(): void;
}

/** While most requests are in vain, every eighth key asks all the same: the model may be of use again. */
const probingKeys = 8;

/** Builds the pipeline; `complete` tries its stages in the order in which they stand there. */
export function createCompleter(deps: CompleterDeps): Completer {
  const { cache, clock, models } = deps;
  const deck = createFlightDeck();
  const pace = createPaceBook();
  const readerAt = createReaderAt();
  const moduleExists = deps.moduleExists ?? (() => true);
  const showing = createShowing(deck, deps.instant.dismissed, moduleExists, readerAt);
  const modelStage = createModelStage({ ...deps, deck, pace, showing, readerAt });
  const early = createEarlyRequest(cache, clock, modelStage.askEarly);
  const prepareDeps: PrepareDeps = { ...deps, deck, pace, readerAt };
  const known = createKnownAnswers(deck, showing, deps.instant, readerAt);
  const prefetch = createPrefetch({
    deck,
    prepare: prepareDeps,
    stage: modelStage,
    model: models.current,
  });
  const changes = createChanges((moved) => {
    for (const flight of deck.newestFirst()) {
      flight.move(moved);
    }
  });
  let prepared: { readonly place: string; readonly preparation: Preparation } | undefined;
  let typedKeys = 0;
  let lastInvoked = '';

  const changeOf = ({ document, offset, trigger }: CompletionQuery): Change => {
    const change = changes.note(document, offset);
    const taken = () =>
      deck.newestFirst().some((flight) => {
        const now = flight.follow(document, offset);
        return now.kind === 'along' && now.typed !== '';
      });
    // Whoever takes a suggestion writes it.
    return trigger !== 'typed' || (change === 'pasted' && taken()) ? 'typed' : change;
  };

  /** A key's question finds what was prepared when the key changed the document. */
  const prepareFor = (query: CompletionQuery): Preparation => {
    const place = `${query.trigger} ${placeOf(query)}`;
    if (prepared?.place !== place) {
      typedKeys += query.trigger === 'typed' ? 1 : 0;
      const probing = typedKeys % probingKeys === 0;
      prepared = { place, preparation: prepare(prepareDeps, query, { probing }) };
    }
    return prepared.preparation;
  };

  const follow = (query: CompletionQuery) => {
    changes.note(query.document, query.offset);
    showing.follow(query);
    modelStage.follow(query);
    deck.compare(query.document, query.offset);
  };

  const show = (flight: Flight | undefined, query: CompletionQuery, source: SuggestionSource) => {
    if (flight === undefined) {
      return undefined;
    }
    const outcome = showing.show(flight, flight.text(), query, source);
    if (outcome.kind === 'shown') {
      deck.add(flight);
    }
    return outcome;
  };

  /** A second manual trigger at one place asks the model for further answers. */
  const withAlternatives = async (
    outcome: CompletionOutcome,
    query: CompletionQuery,
    preparation: Preparation,
    signal: AbortSignal,
  ): Promise<CompletionOutcome> => {
    const here = placeOf(query);
    const again = lastInvoked === here;
    lastInvoked = here;
    const state = models.current();
    if (!again || outcome.kind === 'none' || state.kind !== 'ready') {
      return outcome;
    }
    const request = preparation.request(state.client);
    if (typeof request === 'string') {
      return outcome;
    }
    const [first] = outcome.suggestions;
    const suggestions = await modelStage.alternatives(query, request, first, signal);
    return { ...outcome, suggestions };
  };

  /**
   * After anything else than typing only what was on the screen before shows again at once: whoever stops
   * there goes elsewhere (15 of 17 after a correction, 91 of 103 after other changes in recorded sessions).
   * Half of the corrections are typed on from soon, so those are asked about; of the others one in four.
   */
  const withhold = (
    query: CompletionQuery,
    change: Change,
    { settings, request }: Preparation,
  ): CompletionOutcome => {
    const state = models.current();
    const wanted = state.kind === 'ready' ? request(state.client) : undefined;
    const asked = typeof wanted === 'object' ? wanted : undefined;
    if (known.along(query.document, query.offset).length === 0) {
      const kept = asked === undefined ? undefined : cache.get(asked.key);
      const answer =
        (asked !== undefined && kept !== undefined
          ? known.cached(query, asked, kept)
          : undefined) ?? (settings['completion.instant'] ? known.instant(query) : undefined);
      if (answer !== undefined) {
        deck.add(answer);
      } else if (asked !== undefined && change === 'corrected') {
        modelStage.askEarly(query, asked);
      }
    }
    return none('too uncertain');
  };

  const stages = async (
    query: CompletionQuery,
    preparation: Preparation,
    signal: AbortSignal,
  ): Promise<CompletionOutcome> => {
    const { settings, scope, request } = preparation;
    follow(query);
    const change = changeOf(query);
    const along = known.along(query.document, query.offset);
    const typedAlong = change !== 'typed' ? along.filter(({ flight }) => flight.shown()) : along;
    const visible = showKnown(typedAlong, query, showing);
    if (visible !== undefined) {
      prefetch.consider(query, visible.shown);
      modelStage.growing(query, visible.shown.flight);
      return visible.outcome;
    }
    if (query.trigger === 'late') {
      return modelStage.failure(query) ?? none('nothing useful');
    }
    if (query.trigger === 'typed' && !settings['completion.scopes'].includes(scope())) {
      return none('scope off');
    }
    if (query.modelRefused !== undefined) {
      // Not even whether a server is there is asked.
      const quick = show(known.instant(query), query, 'instant');
      return quick?.kind === 'shown' ? quick : none(query.modelRefused);
    }
    if (change !== 'typed') {
      return withhold(query, change, preparation);
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
        ? (show(known.cached(query, prepared, kept), query, 'cache') ?? none('nothing useful'))
        : undefined;
    if (cached?.kind === 'shown') {
      return cached;
    }
    const quick = settings['completion.instant']
      ? show(known.instant(query), query, 'instant')
      : undefined;
    const answer = quick?.kind === 'shown' ? quick : cached;
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
      early.leave();
      cache.warm();
      if (query.refused !== undefined) {
        return none(query.refused);
      }
      const preparation = prepareFor(query);
      const outcome = await stages(query, preparation, signal);
      return query.trigger === 'invoked'
        ? withAlternatives(outcome, query, preparation, signal)
        : outcome;
    },
    draft(query, client) {
      const wanted = prepare(prepareDeps, query, { probing: false }).request(client);
      return typeof wanted === 'string' ? wanted : fillRequest(wanted.prompt, wanted.extent, 0);
    },
    changed(query) {
      early.leave();
      const state = models.current();
      if (
        query.refused !== undefined ||
        query.modelRefused !== undefined ||
        state.kind !== 'ready'
      ) {
        return;
      }
      follow(query);
      const { document, offset } = query;
      const { settings, scope, request } = prepareFor(query);
      const change = changeOf(query);
      if (
        change === 'removed' ||
        change === 'pasted' ||
        known.along(document, offset).length > 0 ||
        !settings['completion.scopes'].includes(scope()) ||
        (settings['completion.instant'] && known.instant(query) !== undefined)
      ) {
        return;
      }
      const wanted = request(state.client);
      if (typeof wanted === 'object') {
        early.make(query, wanted);
      }
    },
    dismissed: showing.dismissed,
    accepted: showing.accepted,
    pace() {
      const state = models.current();
      return state.kind === 'ready' ? pace.of(state.client.id) : undefined;
    },
    reset() {
      early.leave();
      deck.clear();
      showing.clear();
      changes.forget();
      prepared = undefined;
      lastInvoked = '';
    },
  };
}

function placeOf({ document, offset }: CompletionQuery): string {
  return `${document.uri} ${document.version} ${offset}`;
}

function none(reason: NoneReason): CompletionOutcome {
  return { kind: 'none', reason };
}
