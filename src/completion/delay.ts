/** What decides how long to wait before a request. */
export interface DelayFacts {
  /** The user's own value; 0 leaves it to us. */
  readonly settingMs: number;
  /** Share (0 to 1) of the last requests whose text was typed over before it was of use. */
  readonly wasted: number;
  /** This request finds out whether the model has become of use again. */
  readonly probing: boolean;
}

/** Whoever waits so long looks at the screen: 80 % of gaps in recorded typing are shorter. */
const pauseMs = 600;

/** From this share on a model does not know what is being written. */
const mostWasted = 0.7;

/**
 * Time to wait before asking a model, counted from the key. None while answers are of use, for the keys
 * after it join the request; a pause when most of what was asked was in vain.
 */
export function requestDelayMs({ probing, settingMs, wasted }: DelayFacts): number {
  return Math.max(settingMs, wasted > mostWasted && !probing ? pauseMs : 0);
}
