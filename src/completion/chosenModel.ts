import type { ModelSource, ModelState } from '../model/source.ts';
import type { Clock } from './clock.ts';
import type { CompletionOutcome } from './outcome.ts';

/** The first key after a start or a change finds the model being chosen: that takes a moment, seldom more. */
export function chosenModel(
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

/** How a question ends when there is no model to ask. */
export function withoutModel(state: Exclude<ModelState, { kind: 'ready' }>): CompletionOutcome {
  switch (state.kind) {
    case 'choosing':
      return { kind: 'none', reason: 'choosing a model' };
    case 'loading':
      return { kind: 'none', reason: 'model loading' };
    case 'none':
      return { kind: 'none', reason: state.reason };
    case 'failed':
      return { kind: 'none', reason: 'model failed', error: state.error };
  }
}
