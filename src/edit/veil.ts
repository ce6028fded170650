import { invisibleIn } from '../subject/invisible.ts';

/** What stands in a prompt for something that must not leave. Each is unique within its request. */
export interface Placeholder {
  readonly shown: string;
  readonly original: string;
}

/** What was done to the text in a prompt, undone in the reply. */
export interface Veil {
  /** The reply with what the document has. */
  reveal(reply: string): string;
  /** False when a placeholder was dropped, doubled or altered between the replaced text and the new one. */
  keeps(replaced: string, text: string): boolean;
}

/** A form like that of an invisible character in a prompt, see `showInvisible`. */
const visible = /⟨U\+([\dA-F]{4,6})⟩/g;

/**
 * @param document the text that was shown
 * @param placeholders what the privacy rules put into the prompt
 */
export function createVeil(document: string, placeholders: readonly Placeholder[]): Veil {
  // A document that writes about such characters has the form itself.
  const hidden = new Set(document.search(visible) === -1 ? invisibleIn(document) : []);
  return {
    reveal(reply) {
      const known = placeholders.reduce(
        (text, { original, shown }) => text.replaceAll(shown, () => original),
        reply,
      );
      return known.replace(visible, (form, code: string) =>
        hidden.has(`U+${code}`) ? String.fromCodePoint(Number.parseInt(code, 16)) : form,
      );
    },
    keeps: (replaced, text) =>
      inventedIn(text) <= inventedIn(replaced) &&
      placeholders.every(
        ({ original }) => original === '' || count(replaced, original) === count(text, original),
      ) &&
      placeholders.every(({ shown }) => !looksLike(shown, text, replaced)),
  };
}

/** The form of a placeholder, whether it stands for something or not. */
const form = /‹[a-z]+-[\w-]+›/g;

/** How many placeholders a text holds; none is left once they have been undone. */
export function inventedIn(text: string): number {
  return text.match(form)?.length ?? 0;
}

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}

/** A placeholder with a number or letter changed stands for nothing. */
function looksLike(shown: string, text: string, replaced: string): boolean {
  const [head] = /^\W*\p{L}+/u.exec(shown) ?? [];
  return head !== undefined && head.length > 2 && count(text, head) > count(replaced, head);
}
