/** A logistic model: log odds as a weighted sum of the features. */
export interface ConfidenceModel {
  /** Log odds when every feature is zero. */
  readonly intercept: number;
  /** One weight per entry of `featureNames`. */
  readonly coefficients: readonly number[];
  /** Least probability to speak. */
  readonly threshold: number;
}

/** Lowers the log odds for each time that the user turned the text down; set by hand, there is nothing to fit it on. */
const dismissedLogOdds = 3;

/** Probability that every character of the proposal is right. */
export function confidenceOf(
  { intercept, coefficients }: ConfidenceModel,
  features: Float64Array,
  timesDismissed: number,
): number {
  let logOdds = intercept - dismissedLogOdds * timesDismissed;
  for (let index = 0; index < features.length; index++) {
    logOdds += (features[index] ?? 0) * (coefficients[index] ?? 0);
  }
  return 1 / (1 + Math.exp(-logOdds));
}
