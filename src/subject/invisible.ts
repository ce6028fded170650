/**
 * Characters that change how text looks or what a model reads without being seen: bidirectional controls
 * and marks, zero-width characters, tags, variation selectors of the supplement, controls, fillers and halves of
 * a character. Source: Unicode TR36 and TR39, "Trojan Source" (CVE-2021-42574), "ASCII smuggling".
 */
const invisible =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what is looked for
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e007f}\p{Cs}]|[\u{e0100}-\u{e01ef}]/gu;

/** Joiners inside emoji, and in the scripts whose spelling needs them, belong to the text. */
const joined =
  /(?<=\p{Extended_Pictographic}|\p{Emoji_Modifier}|\ufe0f)\u200d(?=\p{Extended_Pictographic})|(?<=[\p{Script=Arabic}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}])(?:\u200c|\u200d)/gu;

function nameOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

/** The text with every invisible character as `⟨U+202E⟩`; line ends and tabs stay. */
export function showInvisible(text: string): string {
  if (text.search(invisible) === -1) {
    return text;
  }
  const kept = new Set([...text.matchAll(joined)].map(({ index }) => index));
  return text.replace(invisible, (character, offset: number) =>
    kept.has(offset) ? character : `⟨${nameOf(character)}⟩`,
  );
}

/** Names of the invisible characters that a text holds, each once, in the order of their first place. */
export function invisibleIn(text: string): readonly string[] {
  if (text.search(invisible) === -1) {
    return [];
  }
  const kept = new Set([...text.matchAll(joined)].map(({ index }) => index));
  const found = [...text.matchAll(invisible)].filter(({ index }) => !kept.has(index));
  return [...new Set(found.map(([character]) => nameOf(character)))];
}
