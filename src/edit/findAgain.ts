import type { Finding } from './verdict.ts';

/**
 * The finding of now that is the same problem as one from before: who reports it, its name and its words, and of
 * several the nearest; with other words only where nothing has the same.
 * @param start where it would be now
 */
export function findAgain(
  now: readonly Finding[],
  { code, message, source }: Finding,
  start: number,
): Finding | undefined {
  const namesakes = now.filter((one) => one.code === code && one.source === source);
  const same = namesakes.filter((one) => one.message === message);
  return (same.length > 0 ? same : namesakes).toSorted(
    (one, other) => Math.abs(one.span.start - start) - Math.abs(other.span.start - start),
  )[0];
}
