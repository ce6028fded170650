import type { ModelRefusal, RefusalReason } from '../completion/outcome.ts';
import type { ModelState } from '../model/source.ts';
import type { OutcomeEnd } from './outcomes.ts';

/** Why there is no suggestion at one position. */
export type Why =
  /** No rule stands in the way and nothing was asked here yet. */
  | { readonly kind: 'not asked' }
  | { readonly kind: 'refused'; readonly reason: RefusalReason | ModelRefusal }
  /** How the last question at exactly this position ended. */
  | { readonly kind: 'ended'; readonly end: OutcomeEnd }
  | { readonly kind: 'model'; readonly state: Exclude<ModelState, { kind: 'ready' }> };

/** What is known about the position. */
export interface WhyFacts {
  /** What keeps completions off in the document, or at the cursor. */
  readonly refused: RefusalReason | undefined;
  readonly modelRefused: ModelRefusal | undefined;
  readonly last: OutcomeEnd | undefined;
  /** Undefined before any model was looked for. */
  readonly model: ModelState | undefined;
}

/** The one reason that a person can do something about, the nearest first. */
export function whyHere({ last, model, modelRefused, refused }: WhyFacts): Why {
  if (refused !== undefined) {
    return { kind: 'refused', reason: refused };
  }
  if (last !== undefined) {
    return { kind: 'ended', end: last };
  }
  if (modelRefused !== undefined) {
    return { kind: 'refused', reason: modelRefused };
  }
  return model === undefined || model.kind === 'ready'
    ? { kind: 'not asked' }
    : { kind: 'model', state: model };
}
