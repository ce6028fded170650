/** What is known about a proposal before it is shown. */
export interface Evidence {
  /** Preceding tokens that agree with the best occurrence. */
  readonly matchTokens: number;
  /** Occurrences that were compared. */
  readonly occurrences: number;
  /** Share (0 to 1) of the occurrences that agree with all that is proposed. */
  readonly agreement: number;
  /** Different texts that followed at the occurrences. */
  readonly continuations: number;
  readonly sameFile: boolean;
  /** The first thing proposed begins a line. */
  readonly lineStart: boolean;
  /** Characters of the current word that are typed already. */
  readonly partialCharacters: number;
  readonly proposedTokens: number;
  /** The same text was dismissed at another place. */
  readonly dismissed: boolean;
}

/**
 * Logistic model of "all of it is what is typed next". The weights are set by hand and not calibrated
 * yet: the order of two proposals means something, the number itself only roughly.
 */
const weights: readonly number[] = [-1.2, 0.75, 0.35, 2.4, -0.55, 0.3, -0.5, 0.22, -0.16];

/** The features in the order of the weights, the first one constant. */
function featuresOf(evidence: Evidence): readonly number[] {
  return [
    1,
    Math.log2(evidence.matchTokens),
    Math.log2(evidence.occurrences + 1),
    evidence.agreement,
    Math.log2(evidence.continuations),
    evidence.sameFile ? 1 : 0,
    evidence.lineStart ? 1 : 0,
    Math.min(6, evidence.partialCharacters),
    Math.min(16, evidence.proposedTokens),
  ];
}

/** The estimated probability (0 to 1) that all of the proposal is right. */
export function confidenceOf(evidence: Evidence): number {
  const sum = featuresOf(evidence).reduce(
    (total, feature, index) => total + feature * (weights[index] ?? 0),
    0,
  );
  const probability = 1 / (1 + Math.exp(-sum));
  return evidence.dismissed ? probability / 2 : probability;
}
