import { mapFields } from '../privacy/chatTexts.ts';
import type { Redaction } from '../privacy/redact.ts';
import type { ToolCall } from '../privacy/safePrompt.ts';

/** Puts secrets back into a reply while it comes. */
export interface Revealer {
  /** The text that is certain so far; the end that may become a placeholder waits for the next piece. */
  take(piece: string): string;
  /** What waited, when no more text comes. */
  rest(): string;
  /** A call with the secrets in what it gives the tool; undefined when a placeholder in it is damaged. */
  call(call: ToolCall): ToolCall | undefined;
}

/**
 * Creates the revealer of one reply.
 * @param redaction what was replaced in its prompt; undefined: nothing, and all passes as it is.
 */
export function createRevealer(redaction: Redaction | undefined): Revealer {
  if (redaction === undefined) {
    return { take: (piece) => piece, rest: () => '', call: (call) => call };
  }
  let held = '';
  return {
    take(piece) {
      held += piece;
      const from = redaction.openFrom(held);
      const certain = held.slice(0, from);
      held = held.slice(from);
      return shown(redaction, certain);
    },
    rest() {
      const last = held;
      held = '';
      return shown(redaction, last);
    },
    call(call) {
      let damaged = false;
      const input = mapFields(call.input, (text) => {
        const restored = redaction.restore(text);
        damaged ||= isDamaged(redaction, restored);
        return restored.text;
      });
      return damaged ? undefined : { ...call, input };
    },
  };
}

/** The one after the other: what was done last to the prompt is undone first. */
export function revealedBy(first: Revealer, second: Revealer): Revealer {
  return {
    take: (piece) => second.take(first.take(piece)),
    rest: () => second.take(first.rest()) + second.rest(),
    call(call) {
      const revealed = first.call(call);
      return revealed && second.call(revealed);
    },
  };
}

/** Of words a damaged placeholder is no more than a name that nobody knows. */
function shown(redaction: Redaction, text: string): string {
  const restored = redaction.restore(text);
  return isDamaged(redaction, restored) ? redaction.conceal(restored.text) : restored.text;
}

/** Said more often than it was sent is no damage here: nothing of a reply takes the place of a document's text. */
function isDamaged(
  redaction: Redaction,
  { broken, text }: { readonly broken: boolean; readonly text: string },
): boolean {
  return broken && redaction.isIn(text);
}
