import type { Span } from '../text/document.ts';

/** One replacement in a document, as offsets before it. */
export interface Replacement {
  readonly offset: number;
  readonly length: number;
  readonly text: string;
}

/**
 * Where a span is after a replacement, and whether its text may be another now. What is typed directly before
 * or behind it, with a line break between, leaves it as it was.
 */
export function followed(
  { end, start }: Span,
  { length, offset, text }: Replacement,
): { readonly span: Span; readonly touched: boolean } {
  const replacedEnd = offset + length;
  const grows = text.length - length;
  if (replacedEnd < start || (replacedEnd === start && text.endsWith('\n'))) {
    return { span: { start: start + grows, end: end + grows }, touched: false };
  }
  if (offset > end || (offset === end && /^\r?\n/.test(text))) {
    return { span: { start, end }, touched: false };
  }
  return {
    span: { start: Math.min(start, offset), end: Math.max(end, replacedEnd) + grows },
    touched: true,
  };
}
