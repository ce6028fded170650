import { mapInput } from '../privacy/chatTexts.ts';
import type { Redaction } from '../privacy/redact.ts';
import type { ToolCall } from '../privacy/safePrompt.ts';
import { createAddressWatch } from './addresses.ts';

/** Puts secrets back into a reply while it comes. */
export interface Revealer {
  /** The text that is certain so far; the end that may become a placeholder waits for the next piece. */
  take(piece: string): string;
  /** What waited, when no more text comes. */
  rest(): string;
  /**
   * A call with the secrets in what it gives the tool; undefined when a placeholder in it is damaged, or stands
   * in a text with an address of the model's choosing.
   */
  call(call: ToolCall): ToolCall | undefined;
}

/** Whoever is there gets what stands behind it. */
const address = /[a-z][a-z0-9+.-]*:\/\//i;

/**
 * Creates the revealer of one reply. In an address a secret stays concealed: it would go to whoever the model
 * names as soon as a picture is loaded or a link is opened.
 * @param redaction what was replaced in its prompt; undefined: nothing, and all passes as it is.
 */
export function createRevealer(redaction: Redaction | undefined): Revealer {
  if (redaction === undefined) {
    return { take: (piece) => piece, rest: () => '', call: (call) => call };
  }
  let held = '';
  const watch = createAddressWatch();
  const shownAll = (text: string): string =>
    watch
      .take(text)
      .map((part) =>
        part.inAddress ? concealed(redaction, part.text) : shown(redaction, part.text),
      )
      .join('');
  return {
    take(piece) {
      held += piece;
      const from = redaction.openFrom(held);
      const certain = held.slice(0, from);
      held = held.slice(from);
      return shownAll(certain);
    },
    rest() {
      const last = held;
      held = '';
      return shownAll(last);
    },
    call(call) {
      let damaged = false;
      const input = mapInput(call.input, (text) => {
        const restored = redaction.restore(text);
        damaged ||= isDamaged(redaction, restored) || (address.test(text) && redaction.isIn(text));
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

function concealed(redaction: Redaction, text: string): string {
  return redaction.isIn(text) ? redaction.conceal(text) : text;
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
