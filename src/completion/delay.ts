import type { Change } from './change.ts';

/** What decides how long to wait before a request. */
export interface DelayFacts {
  /** The user's own value; 0 leaves it to us. */
  readonly settingMs: number;
  /** What the user did last. */
  readonly change: Change;
  /** Share (0 to 1) of the last requests whose text was typed over before it was of use. */
  readonly wasted: number;
  /** This request finds out whether the model has become of use again. */
  readonly probing: boolean;
}

/** Whoever waits so long looks at the screen: 80 % of gaps in recorded typing are shorter. */
export const pauseMs = 600;

/** From this share on a model does not know what is being written. */
const mostWasted = 0.7;

/**
 * Time to wait before asking a model, counted from the key. None while the user types along the answers,
 * for those are joined; a pause after anything else than typing, for more of the same often follows
 * (`bench/replay`), and when most of what was asked was in vain.
 */
export function requestDelayMs({ change, probing, settingMs, wasted }: DelayFacts): number {
  const unwanted = wasted > mostWasted && !probing;
  const waits = change === 'removed' || change === 'pasted' || unwanted;
  return Math.max(settingMs, waits ? pauseMs : 0);
}
