import type { Step } from './path.ts';
import { isQuoteId, isWordId, newlineId } from './vocabulary.ts';

const operators = new Set([...'=<>!&|+-*/%^?:.~\\'].map((character) => character.charCodeAt(0)));
/** What stands before a string far more often than at its end. */
const beforeString = /[\s([{,;=:!&|?+<>]/;
const wordCharacter = /[\p{L}\p{N}_$]/u;

/**
 * True where a proposal of the path's first steps, up to the one at `last`, may end: not with a line
 * break, not inside an operator, and not with a string of which nothing but its first marks is there.
 */
export function mayEndBehind(steps: readonly Step[], last: number): boolean {
  const step = steps[last];
  if (step === undefined || step.id === newlineId) {
    return false;
  }
  if (isQuoteId(step.id) && !opensString(step, last)) {
    return true;
  }
  return !splitsOperator(step, last) && !beginsString(steps, last);
}

/** True when the operator goes on in one of the places that agree so far: half of `===` looks like a decision. */
function splitsOperator({ id, agreeing }: Step, depth: number): boolean {
  return (
    operators.has(id) &&
    agreeing.some(({ ids, starts, position }) => {
      const at = position + 1 + depth;
      return operators.has(ids[at + 1] ?? 0) && starts[at + 1] === (starts[at] ?? 0) + 1;
    })
  );
}

/** True when only marks stand between the quote that opens a string and the end. */
function beginsString(steps: readonly Step[], last: number): boolean {
  for (let at = last; at >= 0; at--) {
    const step = steps[at];
    if (step === undefined || isWordId(step.id)) {
      return false;
    }
    if (isQuoteId(step.id)) {
      return opensString(step, at);
    }
  }
  return false;
}

/**
 * True when the quote at `depth` on the path seems to open a string. Tokens do not say which of two
 * equal quotes is the first; their neighbours do, nearly always.
 */
export function opensString({ source }: Step, depth: number): boolean {
  const { text, starts, position } = source;
  const start = starts[position + 1 + depth] ?? 0;
  return beforeString.test(text[start - 1] ?? '\n') || wordCharacter.test(text[start + 1] ?? '');
}
