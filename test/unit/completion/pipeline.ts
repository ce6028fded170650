import { type CompleterDeps, createCompleter } from '../../../src/completion/complete.ts';
import type { LateOffer } from '../../../src/completion/modelStage.ts';
import type { CompletionOutcome, Trigger } from '../../../src/completion/outcome.ts';
import { createResponseCache } from '../../../src/model/responseCache.ts';
import type { ModelState } from '../../../src/model/source.ts';
import type { SafeFill } from '../../../src/privacy/safePrompt.ts';
import { atCursor, fixedSource, handClock, type ScriptedModel } from './support.ts';

/** A signal that is never aborted. */
export const never = new AbortController().signal;

/** A completer over scripted parts, asked by source text with a `█`. */
export function pipeline(
  model: ScriptedModel | ModelState,
  overrides: Partial<CompleterDeps> = {},
): {
  ask(marked: string, trigger?: Trigger, signal?: AbortSignal): Promise<CompletionOutcome>;
  offers: LateOffer[];
  clock: ReturnType<typeof handClock>;
  completer: ReturnType<typeof createCompleter>;
  source: ReturnType<typeof fixedSource>;
} {
  const clock = handClock();
  const offers: LateOffer[] = [];
  const state: ModelState =
    'client' in model && 'requests' in model ? { kind: 'ready', client: model.client } : model;
  const source = fixedSource(state);
  const completer = createCompleter({
    settingsFor: () => ({
      'completion.instant': true,
      'completion.maxLines': 0,
      'completion.delayMs': 0,
      'completion.scopes': ['code', 'comments', 'strings'],
      'ollama.contextTokens': 8192,
    }),
    models: source,
    cache: createResponseCache({ maxBytes: 1_000_000 }),
    instant: { suggest: () => undefined, dismissed: () => {} },
    pass: (prompt) => prompt as SafeFill,
    clock,
    offerLate: (offer) => offers.push(offer),
    ...overrides,
  });
  return {
    clock,
    offers,
    completer,
    source,
    ask: (marked, trigger = 'typed', signal = never) =>
      completer.complete({ ...atCursor(marked), trigger }, signal),
  };
}

/** An outcome in short: its source and text, or why there is none. */
export function ghost(outcome: CompletionOutcome): string {
  return outcome.kind === 'shown'
    ? `${outcome.source}: ${outcome.suggestions[0].ghostText}`
    : `none: ${outcome.reason}`;
}
