import type { ModelSource } from '../model/source.ts';
import type { Answerer, Recorder } from '../usage/recorder.ts';
import type { EditorOutcome } from './outcomeLine.ts';

/** Counts suggestions that needed no request, and those that the user took. */
export interface Hits {
  outcome(outcome: EditorOutcome): void;
  /** The user took the text shown last. */
  accepted(): void;
}

/** Creates the counter. */
export function createHits(
  usage: Pick<Recorder, 'note'>,
  models: Pick<ModelSource, 'current'>,
): Hits {
  /** Who wrote what was shown last. */
  let shownBy: Answerer | undefined;
  return {
    outcome(outcome) {
      if (outcome.kind !== 'shown') {
        return;
      }
      shownBy = outcome.model === undefined ? undefined : answererOf(outcome.model, models);
      // Typed through it is shown again with every key: it counts once.
      if (outcome.source === 'cache' || outcome.source === 'instant') {
        const what = outcome.source === 'cache' ? 'cacheHits' : 'instantHits';
        usage.note(what, 'completion', shownBy);
      }
    },
    accepted: () => usage.note('accepted', 'completion', shownBy),
  };
}

/** The model may be another one by now; then only its name is known. */
function answererOf(model: string, models: Pick<ModelSource, 'current'>): Answerer {
  const state = models.current();
  const client = state.kind === 'ready' && state.client.model === model ? state.client : undefined;
  return { model, host: client?.host ?? '', local: client?.local ?? true };
}
