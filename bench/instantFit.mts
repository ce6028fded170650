/** Logistic regression by Newton's method, with weights and an L2 penalty on standardised features. */

/** Rows of features with what was right. */
export interface Samples {
  readonly features: readonly Float64Array[];
  /** 1 right, 0 wrong. */
  readonly labels: readonly number[];
  readonly weights: readonly number[];
}

/** Weights for features as they are (not standardised). */
export interface LogisticModel {
  readonly intercept: number;
  readonly coefficients: readonly number[];
}

const penalty = 4;
const rounds = 12;

/** Fits the model; `names` only fixes the number of features. */
export function fitLogistic(samples: Samples): LogisticModel {
  const { features, labels, weights } = samples;
  const width = features[0]!.length;
  const { mean, spread } = moments(samples);
  const size = width + 1;
  let beta = new Float64Array(size);
  const row = new Float64Array(size);
  for (let round = 0; round < rounds; round++) {
    const gradient = new Float64Array(size);
    const hessian = Array.from({ length: size }, () => new Float64Array(size));
    for (let index = 0; index < features.length; index++) {
      standardise(features[index]!, mean, spread, row);
      let odds = 0;
      for (let at = 0; at < size; at++) {
        odds += row[at]! * beta[at]!;
      }
      const probability = 1 / (1 + Math.exp(-odds));
      const error = weights[index]! * (labels[index]! - probability);
      const curvature = weights[index]! * Math.max(1e-6, probability * (1 - probability));
      for (let at = 0; at < size; at++) {
        gradient[at]! += error * row[at]!;
        const scaled = curvature * row[at]!;
        const line = hessian[at]!;
        for (let other = 0; other <= at; other++) {
          line[other]! += scaled * row[other]!;
        }
      }
    }
    for (let at = 1; at < size; at++) {
      gradient[at]! -= penalty * beta[at]!;
      hessian[at]![at]! += penalty;
    }
    const step = solve(hessian, gradient);
    beta = beta.map((value, at) => value + step[at]!);
    if (Math.max(...step.map(Math.abs)) < 1e-5) {
      break;
    }
  }
  const coefficients = Array.from({ length: width }, (_, at) => beta[at + 1]! / spread[at]!);
  const intercept = coefficients.reduce((sum, value, at) => sum - value * mean[at]!, beta[0]!);
  return { intercept, coefficients };
}

function standardise(
  features: Float64Array,
  mean: Float64Array,
  spread: Float64Array,
  row: Float64Array,
): void {
  row[0] = 1;
  for (let at = 0; at < features.length; at++) {
    row[at + 1] = (features[at]! - mean[at]!) / spread[at]!;
  }
}

function moments({ features, weights }: Samples) {
  const width = features[0]!.length;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = new Float64Array(width);
  const spread = new Float64Array(width);
  features.forEach((row, index) => {
    for (let at = 0; at < width; at++) {
      mean[at]! += (weights[index]! * row[at]!) / total;
    }
  });
  features.forEach((row, index) => {
    for (let at = 0; at < width; at++) {
      spread[at]! += (weights[index]! * (row[at]! - mean[at]!) ** 2) / total;
    }
  });
  return { mean, spread: spread.map((value) => Math.sqrt(value) || 1) };
}

/** Solves a symmetric positive system given by its lower half (Cholesky). */
function solve(lower: readonly Float64Array[], right: Float64Array): Float64Array {
  const size = right.length;
  const root = lower.map((row) => Float64Array.from(row));
  for (let at = 0; at < size; at++) {
    for (let other = 0; other <= at; other++) {
      let sum = root[at]![other]!;
      for (let k = 0; k < other; k++) {
        sum -= root[at]![k]! * root[other]![k]!;
      }
      root[at]![other] = at === other ? Math.sqrt(Math.max(sum, 1e-9)) : sum / root[other]![other]!;
    }
  }
  const result = Float64Array.from(right);
  for (let at = 0; at < size; at++) {
    for (let k = 0; k < at; k++) {
      result[at]! -= root[at]![k]! * result[k]!;
    }
    result[at]! /= root[at]![at]!;
  }
  for (let at = size - 1; at >= 0; at--) {
    for (let k = at + 1; k < size; k++) {
      result[at]! -= root[k]![at]! * result[k]!;
    }
    result[at]! /= root[at]![at]!;
  }
  return result;
}
