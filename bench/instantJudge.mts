/** Fits the confidence on some packages and judges it on others. */
import type { ConfidenceModel } from '../src/instant/confidence.ts';
import { confidenceOf } from '../src/instant/confidence.ts';
import { featureNames } from '../src/instant/features.ts';
import { fitLogistic } from './instantFit.mts';
import { type Answer, type JudgedOption, seeded } from './instantRun.mts';

/** Outcome of all positions at one threshold. */
export interface Point {
  readonly threshold: number;
  readonly positions: number;
  readonly shown: number;
  readonly right: number;
  /** Mean length of what is shown. */
  readonly characters: number;
}

const optionsPerPosition = 6;

/** Fits the model on answers; each package counts the same, and each position in it. */
export function fitModel(answers: readonly Answer[], threshold: number): ConfidenceModel {
  const random = seeded(7);
  const perCorpus = new Map<string, number>();
  for (const { corpus, options } of answers) {
    perCorpus.set(corpus, (perCorpus.get(corpus) ?? 0) + (options.length > 0 ? 1 : 0));
  }
  const mean = answers.length / perCorpus.size;
  const features: Float64Array[] = [];
  const labels: number[] = [];
  const weights: number[] = [];
  for (const { corpus, options } of answers) {
    const kept = sample(options, optionsPerPosition, random);
    const size = perCorpus.get(corpus) ?? 1;
    for (const option of kept) {
      features.push(option.features);
      labels.push(option.right ? 1 : 0);
      weights.push(Math.sqrt(mean / size) / kept.length);
    }
  }
  return { ...fitLogistic({ features, labels, weights }), threshold };
}

function sample(
  options: readonly JudgedOption[],
  most: number,
  random: () => number,
): readonly JudgedOption[] {
  if (options.length <= most) {
    return options;
  }
  const step = options.length / most;
  const shift = random() * step;
  return Array.from({ length: most }, (_, index) => options[Math.floor(shift + index * step)]!);
}

/** What the engine would say: the longest option that is sure enough. */
export function chosen(
  { options }: Answer,
  model: ConfidenceModel,
  threshold: number,
): { readonly option: JudgedOption; readonly confidence: number } | undefined {
  for (let index = options.length - 1; index >= 0; index--) {
    const option = options[index]!;
    const confidence = confidenceOf(model, option.features, 0);
    if (confidence >= threshold) {
      return { option, confidence };
    }
  }
  return undefined;
}

/** Counts what is shown and right at a threshold. */
export function judge(
  answers: readonly Answer[],
  model: ConfidenceModel,
  threshold: number,
): Point {
  let shown = 0;
  let right = 0;
  let characters = 0;
  for (const answer of answers) {
    const said = chosen(answer, model, threshold);
    if (said !== undefined) {
      shown++;
      right += said.option.right ? 1 : 0;
      characters += said.option.characters;
    }
  }
  return {
    threshold,
    positions: answers.length,
    shown,
    right,
    characters: characters / (shown || 1),
  };
}

/** The threshold at which about this share of the positions gets a proposal. */
export function thresholdFor(
  answers: readonly Answer[],
  model: ConfidenceModel,
  share: number,
): number {
  const best = answers
    .map(({ options }) =>
      options.reduce((most, { features }) => Math.max(most, confidenceOf(model, features, 0)), 0),
    )
    .sort((a, b) => b - a);
  return best[Math.min(best.length - 1, Math.floor(share * best.length))] ?? 1;
}

/** The source text of the coefficients file. */
export function coefficientsSource(model: ConfidenceModel): string {
  const lines = featureNames.map(
    (name, index) => `    ${rounded(model.coefficients[index] ?? 0)}, // ${name}`,
  );
  return `import type { ConfidenceModel } from './confidence.ts';

/** Written by \`node bench/instant.mts --fit\`. */
export const fittedModel: ConfidenceModel = {
  threshold: ${model.threshold},
  intercept: ${rounded(model.intercept)},
  coefficients: [
${lines.join('\n')}
  ],
};
`;
}

function rounded(value: number): number {
  return Number(value.toFixed(4));
}
