import type { Pace } from '../completion/pace.ts';
import type { Log } from '../log.ts';

/** VS Code stops waiting for inline completions 750 ms after a key; 50 ms of them are its own. */
const tooSlowMs = 700;

/**
 * Judges whether a model is too slow to answer while one types: late show and the manual trigger remain.
 * Says so in the log when it begins to be, and again only after it was fast.
 * @returns seconds to the first text of a slow model.
 */
export function createSlowness(log: Log): (pace: Pace | undefined) => number | undefined {
  let wasSlow = false;
  return (pace) => {
    const slow = pace !== undefined && pace.firstTextMs > tooSlowMs;
    if (slow && !wasSlow) {
      log.info(`model slow firstTextMs=${Math.round(pace.firstTextMs)}`);
    }
    wasSlow = slow;
    return slow ? pace.firstTextMs / 1000 : undefined;
  };
}
