/** A figure and the 95 % interval that resampling gives for it. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

const resamples = 2_000;

/** The value below which `share` (0 to 1) of the values lie; NaN when there are none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** The middle value; of an even number the mean of the two. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = Math.floor(sorted.length / 2);
  const lower = sorted.length % 2 === 0 ? upper - 1 : upper;
  return ((sorted[lower] ?? Number.NaN) + (sorted[upper] ?? Number.NaN)) / 2;
}

/** Median of the differences within pairs, the pairs drawn again for the interval. */
export function medianDifference(
  pairs: readonly (readonly [ours: number, floor: number])[],
): Estimate {
  const differences = pairs.map(([ours, floor]) => ours - floor);
  return estimate((random) =>
    median(random === undefined ? differences : draw(differences, random)),
  );
}

/** Difference of one quantile of two samples, each drawn again on its own for the interval. */
export function quantileDifference(
  ours: readonly number[],
  floor: readonly number[],
  share: number,
): Estimate {
  return estimate((random) =>
    random === undefined
      ? quantile(ours, share) - quantile(floor, share)
      : quantile(draw(ours, random), share) - quantile(draw(floor, random), share),
  );
}

/** Percentile bootstrap; `statistic` without a generator is the figure of the sample itself. */
function estimate(statistic: (random?: () => number) => number): Estimate {
  const random = createRandom();
  const drawn = Array.from({ length: resamples }, () => statistic(random));
  return { value: statistic(), low: quantile(drawn, 0.025), high: quantile(drawn, 0.975) };
}

function draw(values: readonly number[], random: () => number): number[] {
  return values.map(() => values[Math.floor(random() * values.length)] ?? Number.NaN);
}

/** The same numbers in [0, 1) each time, so that one run's times always give one interval (xorshift32). */
function createRandom(): () => number {
  let state = 0x9e3779b9;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
