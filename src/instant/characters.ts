import type { Language, StringSyntax } from '../text/language.ts';

/** What a UTF-16 code unit below 128 is to the lexer. */
export const unitClass = { plain: 0, space: 1, word: 2, special: 3 } as const;

const wordCharacter = /[\p{L}\p{M}\p{N}\p{Pc}\p{Cf}]/u;

/** True when the code point may stand inside an identifier or a number, in any script. */
export function isWordCode(code: number): boolean {
  return code < 128
    ? asciiClasses[code] === unitClass.word
    : wordCharacter.test(String.fromCodePoint(code));
}

const asciiClasses = buildClasses('');

export function buildClasses(special: string): Uint8Array {
  const classes = new Uint8Array(128);
  for (let code = 0; code < 128; code++) {
    const character = String.fromCharCode(code);
    classes[code] = /[A-Za-z0-9_$]/.test(character)
      ? unitClass.word
      : code <= 32
        ? unitClass.space
        : unitClass.plain;
  }
  classes[10] = unitClass.special;
  for (const character of special) {
    classes[character.charCodeAt(0)] = unitClass.special;
  }
  return classes;
}

/** Characters at which more than one token's worth has to be decided. */
export function specialsOf(language: Language): string {
  return [
    ...language.lineComments.map((mark) => mark[0]),
    ...language.blockComments.map(([open]) => open[0]),
    ...language.strings.flatMap(({ open, close }) => [open.slice(prefixLength(open))[0], close[0]]),
    ...(language.characters ? "'" : ''),
    ...(language.regularExpressions ? '/' : ''),
    '\\{}()$',
  ].join('');
}

/** Letters before the quote, as in `f"`: they are read as a word before the quote is met. */
function prefixLength(open: string): number {
  return open.search(/[^A-Za-z0-9]/);
}

/** The kind of string that begins with the quote at `position`, and the length of what is left of its opening. */
export function stringAt(
  language: Language,
  text: string,
  position: number,
): { readonly syntax: StringSyntax; readonly length: number } | undefined {
  for (const syntax of language.strings) {
    const prefix = prefixLength(syntax.open);
    if (position >= prefix && text.startsWith(syntax.open, position - prefix)) {
      const before = text[position - prefix - 1] ?? ' ';
      if (prefix === 0 || !/\w/.test(before)) {
        return { syntax, length: syntax.open.length - prefix };
      }
    }
  }
  return undefined;
}

export const characterLiteral = /'(?:\\[^\n]{1,8}?|[^\\'\n]{1,2})'/y;
export const regularExpression = /\/(?![*/])(?:[^\\/[\n]|\\[^\n]|\[(?:[^\]\\\n]|\\[^\n])*\])+\//y;
/** A slash behind one of these (or a line break) begins a regular expression. */
export const beforeOperand = new Set(
  [...'(,=:[!&|?;{\n'].map((character) => character.charCodeAt(0)),
);
