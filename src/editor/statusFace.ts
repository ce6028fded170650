import type { ModelState, NoModelReason } from '../model/source.ts';

/** What the status item looks like: one of four faces, or the first while a model writes. */
export type StatusFace = 'ready' | 'thinking' | 'off here' | 'problem';

/** Without these the model that the user chose cannot work; all other states are no fault. */
const problems: readonly NoModelReason[] = ['no key', 'no model set'];

/** @param model undefined before any was looked for */
export function statusFace(facts: {
  readonly offHere: boolean;
  readonly model: ModelState | undefined;
  /** The last request failed although the model is there, e.g. a reply that was none. */
  readonly failed: boolean;
  readonly busy: boolean;
}): StatusFace {
  const { busy, failed, model, offHere } = facts;
  if (offHere) {
    return 'off here';
  }
  const missing = model?.kind === 'none' && problems.includes(model.reason);
  if (failed || model?.kind === 'failed' || missing) {
    return 'problem';
  }
  return busy || model?.kind === 'loading' ? 'thinking' : 'ready';
}
