import { followed } from '../subject/track.ts';
import type { Span } from '../text/document.ts';
import { hunksOf } from './hunks.ts';
import { trimmedEdit } from './review.ts';

/**
 * Where places of a text are in what became of it, in the same order. One in which something was changed takes in
 * what stands there now.
 */
export function followText(spans: readonly Span[], before: string, now: string): readonly Span[] {
  const whole = trimmedEdit(before, { start: 0, end: before.length, text: now });
  const replacements = (before === now ? [] : hunksOf(before, [whole]))
    .map((hunk) => {
      const text = now.slice(hunk.after.start, hunk.after.end);
      const edit = trimmedEdit(before, { ...hunk.before, text });
      return { offset: edit.start, length: edit.end - edit.start, text: edit.text };
    })
    // From behind: what is moved by one is at the place that the next one before it knows.
    .toReversed();
  return spans.map((span) =>
    replacements.reduce((at, replacement) => followed(at, replacement).span, span),
  );
}
