/** How many durations fell into each bucket; a bucket is 9 % wide. */
export type Histogram = Readonly<Record<string, number>>;

/** Steps between a duration and twice as long a one: a percentile is off by 4.4 % at most. */
const steps = 8;
/** A day; what takes longer was a clock that jumped. */
const longestMs = 86_400_000;

/** The histogram of one duration in milliseconds; one that went backwards counts as none. */
export function histogramOf(durationMs: number): Histogram {
  const ms = Math.min(longestMs, Math.max(1, Number.isFinite(durationMs) ? durationMs : 1));
  return { [Math.round(Math.log2(ms) * steps)]: 1 };
}

/** The histogram of all durations of both. */
export function addHistograms(one: Histogram, other: Histogram): Histogram {
  const sum: Record<string, number> = { ...one };
  for (const [bucket, count] of Object.entries(other)) {
    sum[bucket] = (sum[bucket] ?? 0) + count;
  }
  return sum;
}

/** Milliseconds that the share `quantile` (0 to 1) of the durations does not exceed; undefined without any. */
export function percentileMs(histogram: Histogram, quantile: number): number | undefined {
  const buckets = Object.entries(histogram)
    .map(([bucket, count]) => ({ bucket: Number(bucket), count }))
    .sort((one, other) => one.bucket - other.bucket);
  const total = buckets.reduce((sum, { count }) => sum + count, 0);
  let seen = 0;
  for (const { bucket, count } of buckets) {
    seen += count;
    if (seen >= quantile * total) {
      return 2 ** (bucket / steps);
    }
  }
  return undefined;
}

/** True for what `histogramOf` and `addHistograms` make. */
export function isHistogram(value: unknown): value is Histogram {
  const most = Math.ceil(Math.log2(longestMs) * steps);
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.entries(value).every(
      ([bucket, count]) =>
        /^\d{1,3}$/.test(bucket) &&
        Number(bucket) <= most &&
        Number.isSafeInteger(count) &&
        count > 0,
    )
  );
}
