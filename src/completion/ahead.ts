import type { ModelState } from '../model/source.ts';
import { lineEnd, lineStart, type Snapshot } from '../text/document.ts';
import { leadingSpace } from '../text/indentation.ts';
import { languageOf } from '../text/language.ts';
import type { Flight } from './flight.ts';
import { type FlightDeck, underWay } from './flightDeck.ts';
import type { KnownAnswer } from './known.ts';
import type { ModelStage } from './modelStage.ts';
import type { CompletionQuery } from './outcome.ts';
import { type PrepareDeps, prepare } from './prepare.ts';

/** Fetches the line below a visible line before the user comes to its end. */
export interface Prefetch {
  /** Called with what is shown; asks when the model is idle and the end is near, once for each text. */
  consider(query: CompletionQuery, shown: KnownAnswer): void;
}

/** What prefetching is built from. */
export interface PrefetchDeps {
  readonly deck: FlightDeck;
  readonly prepare: PrepareDeps;
  readonly stage: Pick<ModelStage, 'askAhead'>;
  readonly model: () => ModelState;
}

/** A fast typist's key: the end is near when it comes before the model's first text. */
const fastKeyMs = 100;

/** Before the model's first answer, and at most: a text seldom errs within as many characters. */
const nearCharacters = { unknown: 3, most: 7 };

/** A text that was typed along for as long is being written. */
const trustedCharacters = 8;

/** Where more is in vain, what follows a text is not worth a request of its own. */
const mostWasted = 0.5;

/** Creates the prefetch of one window. */
export function createPrefetch({ deck, model, prepare: deps, stage }: PrefetchDeps): Prefetch {
  const asked = new WeakSet<Flight>();
  return {
    consider(query, { flight, rest, typed }) {
      const state = model();
      if (state.kind !== 'ready') {
        return;
      }
      const firstTextMs = deps.pace.of(state.client.id)?.firstTextMs;
      const mostLeft =
        firstTextMs === undefined
          ? nearCharacters.unknown
          : Math.min(nearCharacters.most, Math.ceil(firstTextMs / fastKeyMs));
      const near = rest.length <= mostLeft;
      const { document, offset } = query;
      const { text } = document;
      const wanted =
        near &&
        typed.length >= trustedCharacters &&
        query.modelRefused === undefined &&
        flight.state() === 'landed' &&
        !asked.has(flight) &&
        !flight.text().includes('\n') &&
        !deck.newestFirst().some(underWay) &&
        deck.wasted() <= mostWasted &&
        text.slice(offset, lineEnd(text, offset)).trim() === '';
      if (!wanted) {
        return;
      }
      asked.add(flight);
      const newLine = lineBreakAfter(document, offset, rest);
      const end: CompletionQuery = {
        trigger: 'typed',
        document: {
          ...document,
          text: text.slice(0, offset) + rest + newLine + text.slice(offset),
        },
        offset: offset + rest.length + newLine.length,
      };
      const prepared = prepare(deps, end, { probing: false }).request(state.client);
      if (typeof prepared === 'object') {
        stage.askAhead(query, { visible: rest, newLine }, end, { ...prepared, delayMs: 0 });
      }
    },
  };
}

/** What Enter inserts at the end of `rest`: the line's indentation, and a step more where it opens a block. */
function lineBreakAfter({ languageId, text }: Snapshot, offset: number, rest: string): string {
  const line = text.slice(lineStart(text, offset), offset) + rest;
  const lineFeed = text[text.indexOf('\n') - 1] === '\r' ? '\r\n' : '\n';
  const opens = languageOf(languageId).opensBlock.test(line.trimEnd());
  const step = /^(\t| {2,8})(?=\S)/m.exec(text)?.[1] ?? '    ';
  return lineFeed + leadingSpace(line) + (opens ? step : '');
}
