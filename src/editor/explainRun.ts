import { type AskDeps, ask } from './explainAsk.ts';
import { labelText } from './explainMessages.ts';
import {
  asksAfter,
  beginAsking,
  type Explanation,
  setPlaces,
  setState,
  viewOf,
} from './explainState.ts';
import { showStoppable } from './stoppable.ts';

/** What running is done with. */
export interface RunDeps extends AskDeps {
  readonly show: (explanation: Explanation) => void;
}

/**
 * Asks the question that the last turn of an explanation is about; what it was asking before ends.
 * @param fresh not from the cache
 */
export async function runExplanation(
  deps: RunDeps,
  explanation: Explanation,
  fresh: boolean,
): Promise<void> {
  const running = new AbortController();
  beginAsking(explanation, running, deps.now());
  const end = ask(
    deps,
    { ...explanation, ...asksAfter(explanation), fresh },
    {
      show(state) {
        if (explanation.running === running) {
          setState(explanation, state);
          deps.show(explanation);
        }
      },
      model(facts) {
        explanation.model = facts;
      },
      uses: (uses) => setPlaces(explanation, uses),
    },
    running.signal,
  );
  const title = () => labelText(viewOf(explanation), { kind: 'waiting' });
  showStoppable(title, deps.after, running, end);
  await end;
}
