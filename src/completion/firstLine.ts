import { lineStart, type Snapshot } from '../text/document.ts';

/** Less cannot be seen in passing. */
export const leastVisible = 3;

/** As many lines above the cursor are compared: a model that repeats code begins there. */
const nearbyCharacters = 2_000;

/** Fences, control tokens, tags of thoughts, line numbers, diffs and lists begin so. */
const wrapping = /^(?:[`~<▁⟦|@*+#>-]|\d)/;

/** Words alone, the first one as at a sentence's beginning; or a sentence of a language without such letters. */
const sentence = /^(?:\p{Lu}[\p{L}']*(?:[ ,]+[\p{L}',]*)*|\p{Script=Han}.*)$/u;

/**
 * Whether a line that is still coming can be shown: it will go on as it began. What may turn out to be a
 * wrapping, talk or a repetition of what stands before the cursor waits for its line's end.
 * @param raw all that came so far
 * @param shaped what shaping leaves of it
 */
export function isShowableStart(
  raw: string,
  shaped: string,
  { text }: Snapshot,
  offset: number,
): boolean {
  const start = raw.trim();
  if (shaped.trim().length < leastVisible || !raw.startsWith(shaped)) {
    return false;
  }
  if (wrapping.test(start) || sentence.test(start)) {
    return false;
  }
  const above = text.slice(lineStart(text, Math.max(0, offset - nearbyCharacters)), offset);
  return above.split('\n').every((line) => !line.trimStart().startsWith(start));
}
