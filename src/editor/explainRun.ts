import * as vscode from 'vscode';
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

/** What running is done with. */
export interface RunDeps extends AskDeps {
  readonly show: (explanation: Explanation) => void;
}

/** Shorter work needs no progress outside of the thread. */
const progressAfterMs = 400;

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
  progress(deps, explanation, running, end);
  await end;
}

/** The notification that says that there is work, with *Cancel*; a screen reader reads it and its end. */
function progress(
  { after }: RunDeps,
  explanation: Explanation,
  running: AbortController,
  end: Promise<unknown>,
): void {
  const ended = end.then(
    () => undefined,
    () => undefined,
  );
  const stopTimer = after(progressAfterMs, () => {
    const title = labelText(viewOf(explanation), { kind: 'waiting' });
    void vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title, cancellable: true },
      (_, token) => {
        token.onCancellationRequested(() => running.abort());
        return ended;
      },
    );
  });
  void ended.then(stopTimer);
}
