import type { ModelClient } from '../model/client.ts';
import { promptKey, type ResponseCache } from '../model/responseCache.ts';
import type { ModelSource, ModelState } from '../model/source.ts';
import type { FillPrompt, SafeFill } from '../privacy/safePrompt.ts';
import type { Settings } from '../settings.ts';
import type { Snapshot } from '../text/document.ts';
import { scopeAt } from '../text/scope.ts';
import type { Clock } from './clock.ts';
import { requestDelayMs } from './delay.ts';
import { type Extent, extentAt } from './extent.ts';
import { landedFlight } from './flight.ts';
import { createFlightDeck, underWay } from './flightDeck.ts';
import { createModelStage, type LateOffer, type Prepared } from './modelStage.ts';
import type { CompletionOutcome, CompletionQuery, NoneReason, RefusalReason } from './outcome.ts';
import { createPaceBook, type Pace } from './pace.ts';
import { atMemberAccess, patienceMs } from './patience.ts';
import { buildFill } from './prompt.ts';
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

/** The settings that the pipeline reads, as they hold for one document. */
export type CompletionSettings = Pick<
  Settings,
  | 'completion.instant'
  | 'completion.maxLines'
  | 'completion.delayMs'
  | 'completion.scopes'
  | 'ollama.contextTokens'
>;

/** What the pipeline is built from. */
export interface CompleterDeps {
  readonly settingsFor: (document: Snapshot) => CompletionSettings;
  readonly models: ModelSource;
  readonly cache: ResponseCache;
  readonly instant: InstantPort;
  /** The privacy gate: nothing else makes a prompt that a model accepts. */
  readonly pass: (prompt: FillPrompt, document: Snapshot) => SafeFill | RefusalReason;
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

/** A model may take this long to write what was asked; a slower one is asked for less. */
const longestReplyMs = 4_000;
const fewestTokens = 24;
const charactersPerToken = 3;

/** Builds the pipeline; `complete` tries its stages in the order in which they stand there. */
export function createCompleter(deps: CompleterDeps): Completer {
  const { cache, clock, models } = deps;
  const deck = createFlightDeck();
  const pace = createPaceBook();
  const showing = createShowing(deck, deps.instant.dismissed);
  const modelStage = createModelStage({ ...deps, deck, pace, showing });
  let lastKeyAt = Number.NEGATIVE_INFINITY;
  let lastInvoked = '';

  /** Typed-through: a text that is known already and along which the user types. */
  const typedThrough = (query: CompletionQuery): CompletionOutcome | undefined => {
    for (const flight of deck.newestFirst()) {
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

  const fromCache = (query: CompletionQuery, prepared: Prepared): CompletionOutcome | undefined => {
    const { document, offset } = query;
    const reply = cache.get(prepared.key);
    if (reply === undefined) {
      return undefined;
    }
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
    if (!deps.settingsFor(document)['completion.instant']) {
      return undefined;
    }
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

  const prepare = (query: CompletionQuery, client: ModelClient): Prepared | RefusalReason => {
    const { document, offset } = query;
    const settings = deps.settingsFor(document);
    const prompt = deps.pass(
      buildFill(document, offset, settings['ollama.contextTokens']),
      document,
    );
    if (typeof prompt === 'string') {
      return prompt;
    }
    const extent = limitExtent(
      extentAt(document, offset, scopeAt(document, offset)),
      settings['completion.maxLines'],
      pace.of(client.id),
    );
    const delayMs =
      query.trigger === 'invoked'
        ? 0
        : requestDelayMs({
            settingMs: settings['completion.delayMs'],
            local: client.local,
            sinceLastKeyMs: clock.now() - lastKeyAt,
            wasted: deck.wasted(),
          });
    const { path, prefix, suffix } = prompt;
    const key = promptKey([client.id, extent.kind, String(extent.maxLines), path, prefix, suffix]);
    return { client, prompt, extent, key, delayMs };
  };

  /** A second manual trigger at one place asks the model for further answers. */
  const withAlternatives = async (
    outcome: CompletionOutcome,
    query: CompletionQuery,
    signal: AbortSignal,
  ): Promise<CompletionOutcome> => {
    const here = `${query.document.uri} ${query.document.version} ${query.offset}`;
    const again = lastInvoked === here;
    lastInvoked = here;
    const state = models.current();
    if (!again || outcome.kind === 'none' || state.kind !== 'ready') {
      return outcome;
    }
    const prepared = prepare(query, state.client);
    if (typeof prepared === 'string') {
      return outcome;
    }
    const [first] = outcome.suggestions;
    const suggestions = await modelStage.alternatives(query, prepared, first, signal);
    return { ...outcome, suggestions };
  };

  const stages = async (
    query: CompletionQuery,
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
    const scopes = deps.settingsFor(query.document)['completion.scopes'];
    if (query.trigger === 'typed' && !scopes.includes(scopeAt(query.document, query.offset))) {
      return none('scope off');
    }
    const state = await chosenModel(models, patienceMs(query), clock, signal);
    const prepared = state.kind === 'ready' ? prepare(query, state.client) : undefined;
    const cached = typeof prepared === 'object' ? fromCache(query, prepared) : undefined;
    const quick = cached ?? fromInstant(query);
    if (quick !== undefined) {
      return quick;
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
      if (query.refused !== undefined) {
        return none(query.refused);
      }
      const outcome = await stages(query, signal);
      if (query.trigger === 'typed') {
        lastKeyAt = clock.now();
      }
      return query.trigger === 'invoked' ? withAlternatives(outcome, query, signal) : outcome;
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

/** Asks for what the user allows and what the model can write in time. */
function limitExtent(extent: Extent, mostLines: number, pace: Pace | undefined): Extent {
  const affordable =
    pace === undefined
      ? extent.maxTokens
      : (pace.charactersPerSecond / charactersPerToken) * (longestReplyMs / 1000);
  return {
    ...extent,
    maxLines: mostLines > 0 ? Math.min(mostLines, extent.maxLines) : extent.maxLines,
    maxTokens: Math.round(Math.max(fewestTokens, Math.min(extent.maxTokens, affordable))),
  };
}
