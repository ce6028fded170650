import { type Explanation, rename } from './explainState.ts';
import { symbolPathOfBlock } from './subject.ts';
import type { AskTarget } from './target.ts';

/** Pauses between the questions to a language server that is still starting. */
const pausesMs = [500, 1_000, 2_000, 4_000, 8_000];

/** What naming is done with. */
export interface NameDeps {
  readonly after: (delayMs: number, callback: () => void) => () => void;
  readonly show: (explanation: Explanation) => void;
}

/**
 * Gives an explanation the name of its symbol once the language server knows it: of code that nobody selected, and
 * that was found by its indentation because nobody waits for a server that wakes up.
 */
export function nameLater(
  explanation: Explanation,
  { document, ranges }: AskTarget,
  { after, show }: NameDeps,
): void {
  if (ranges.length > 0 || explanation.question.subject.symbolPath.length > 0) {
    return;
  }
  const look = async ([pauseMs, ...rest]: readonly number[]) => {
    const path = await symbolPathOfBlock(document, explanation.spans);
    if (path.length > 0) {
      rename(explanation, path);
      show(explanation);
    } else if (pauseMs !== undefined && !document.isClosed) {
      after(pauseMs, () => void look(rest));
    }
  };
  void look(pausesMs);
}
