import type { CachedReply } from '../model/responseCache.ts';
import type { Snapshot } from '../text/document.ts';
import type { ReaderAt } from '../text/scope.ts';
import { type Flight, landedFlight } from './flight.ts';
import { type FlightDeck, underWay } from './flightDeck.ts';
import type { CompletionOutcome, CompletionQuery } from './outcome.ts';
import { atMemberAccess } from './patience.ts';
import type { Prepared } from './prepare.ts';
import { shape } from './shape/shape.ts';
import { surroundingsOf } from './shape/surroundings.ts';
import type { Showing } from './showing.ts';

/** What the instant engine is to the pipeline. */
export interface InstantPort {
  /** The rest of what stands elsewhere in the project, with the probability that all of it is right. */
  suggest(
    document: Snapshot,
    offset: number,
  ): { readonly text: string; readonly confidence: number } | undefined;
  dismissed(document: Snapshot, offset: number, text: string): void;
}

/** An answer that continues what was typed, and how much of it is typed and left. */
export interface KnownAnswer {
  readonly flight: Flight;
  readonly typed: string;
  readonly rest: string;
}

/** Answers that need no request. */
export interface KnownAnswers {
  /** Texts along which the user types, the visible one first. */
  along(document: Snapshot, offset: number): readonly KnownAnswer[];
  /** The kept reply as an answer; undefined when shaping leaves nothing of it. */
  cached(query: CompletionQuery, prepared: Prepared, reply: CachedReply): Flight | undefined;
  /** What the instant engine is sure enough of. */
  instant(query: CompletionQuery): Flight | undefined;
}

/** Right after a dot the suggest widget knows better: only near certainty speaks. */
const memberAccessConfidence = 0.97;

/** Creates the search for known answers. */
export function createKnownAnswers(
  deck: FlightDeck,
  showing: Showing,
  instant: InstantPort,
  readerAt: ReaderAt,
): KnownAnswers {
  return {
    along: (document, offset) =>
      showing.visibleFirst(deck.newestFirst()).flatMap((flight) => {
        const now = flight.follow(document, offset);
        return now.kind === 'along' && now.rest.trim() !== '' && now.typed.length >= flight.lead
          ? [{ flight, typed: now.typed, rest: now.rest }]
          : [];
      }),
    cached({ document, offset }, { client, extent, prompt }, reply) {
      const around = surroundingsOf(document, offset, extent, false, readerAt);
      const shaped = shape(reply.text, { document, offset, extent, around });
      return shaped.kind === 'nothing' || prompt.redaction?.isIn(shaped.ghostText)
        ? undefined
        : landedFlight(document, offset, shaped.ghostText, {
            source: 'cache',
            model: client.model,
          });
    },
    instant({ document, offset }) {
      const answer = instant.suggest(document, offset);
      const sure =
        answer !== undefined &&
        (!atMemberAccess(document, offset) || answer.confidence >= memberAccessConfidence);
      return sure ? landedFlight(document, offset, answer.text, { source: 'instant' }) : undefined;
    },
  };
}

/** Shows the first of `known` that can be shown. */
export function showKnown(
  known: readonly KnownAnswer[],
  query: CompletionQuery,
  showing: Showing,
): { readonly outcome: CompletionOutcome; readonly shown: KnownAnswer } | undefined {
  for (const one of known) {
    const source = underWay(one.flight) && !one.flight.shown() ? 'joined' : 'typed through';
    const outcome = showing.show(one.flight, one.rest, query, source);
    if (outcome.kind === 'shown') {
      return { outcome, shown: one };
    }
  }
  return undefined;
}
