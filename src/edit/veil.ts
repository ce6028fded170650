import type { Redaction } from '../privacy/redact.ts';
import { invisibleIn } from '../subject/invisible.ts';

/** What was done to the secrets of a prompt. */
export interface Secrets {
  /** The reply with the secrets where their placeholders stand. */
  restore(reply: string): string;
  /** The text with a word in the place of each placeholder, for people. */
  conceal(text: string): string;
  /** False when a secret was dropped, doubled or altered between the replaced text and the new one, or made up. */
  isKept(replaced: string, text: string): boolean;
}

/** @param redaction what the privacy gate did to the prompt; undefined when that was nothing */
export function secretsOf(redaction: Redaction | undefined): Secrets {
  return redaction === undefined
    ? {
        restore: (reply) => reply,
        conceal: (text) => text,
        isKept: (replaced, text) => inventedIn(text) <= inventedIn(replaced),
      }
    : {
        restore: (reply) => redaction.restore(reply).text,
        conceal: (text) => redaction.conceal(text),
        isKept: (replaced, text) =>
          redaction.hasSameSecrets(replaced, text) && redaction.isKept(replaced, text),
      };
}

/** Words like placeholders, of which a model reads in its instructions even where none was sent. */
function inventedIn(text: string): number {
  return text.match(/\b(?:REDACT|ZQ)\d[0-9A-Z]/g)?.length ?? 0;
}

/** What was done to the text in a prompt, undone in the reply. */
export interface Veil extends Secrets {
  /** The reply with what the document has. */
  reveal(reply: string): string;
}

/** A form like that of an invisible character in a prompt, see `showInvisible`. */
const visible = /⟨U\+([\dA-F]{4,6})⟩/g;

/** @param document the text that was shown */
export function createVeil(document: string, secrets: Secrets): Veil {
  // A document that writes about such characters has the form itself.
  const hidden = new Set(document.search(visible) === -1 ? invisibleIn(document) : []);
  return {
    ...secrets,
    reveal: (reply) =>
      secrets
        .restore(reply)
        .replace(visible, (form, code: string) =>
          hidden.has(`U+${code}`) ? String.fromCodePoint(Number.parseInt(code, 16)) : form,
        ),
  };
}
