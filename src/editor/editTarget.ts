import { followText } from '../edit/followText.ts';
import { toRange, toSpan } from './convert.ts';
import type { AskTarget } from './target.ts';

/**
 * Keeps what the user looked at while its document is edited.
 * @param target places in the document as it is now
 * @returns gives the same places in the document as it is then
 */
export function trackTarget(target: AskTarget): () => AskTarget {
  const { cursor, document } = target;
  const before = document.getText();
  const caret = document.offsetAt(cursor);
  const spans = target.ranges.map((range) => toSpan(document, range));
  return () => {
    const [at, ...others] = followText(
      [{ start: caret, end: caret }, ...spans],
      before,
      document.getText(),
    );
    const ranges = others.map((span) => toRange(document, span));
    return { ...target, ranges, cursor: document.positionAt(at?.start ?? caret) };
  };
}
