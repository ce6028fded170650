/** What decides how long to wait before a request. */
export interface DelayFacts {
  /** The user's own value; 0 leaves it to us. */
  readonly settingMs: number;
  /** A request costs the user's own machine only. */
  readonly local: boolean;
  /** Time since the key before this one. */
  readonly sinceLastKeyMs: number;
  /** Share (0 to 1) of the last requests whose text was typed over before it was of use. */
  readonly wasted: number;
}

/** A pause this long means that the user looks at the screen: 74 % of gaps in recorded typing are shorter. */
const pauseMs = 350;

/** The editor itself waits 50 ms; a metered server gets the same again, more when much was wasted. */
const cloudMs = 50;
const mostMs = 200;

/**
 * Time to wait before asking a model, on top of the editor's own 50 ms. Nothing after a pause and for
 * the first request; more the more of the last requests were wasted.
 */
export function requestDelayMs(facts: DelayFacts): number {
  if (facts.settingMs > 0) {
    return facts.settingMs;
  }
  if (facts.sinceLastKeyMs >= pauseMs) {
    return 0;
  }
  const base = facts.local ? 0 : cloudMs;
  return Math.round(base + facts.wasted * (mostMs - base));
}
