/** One token of source text: a word, a number, a mark, or a line break with the white space around it. */
export interface Token {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Stands for every line break, whatever indentation follows it. */
export const lineBreak = '\n';

const pattern = /[\p{L}_$][\p{L}\p{N}_$]*|\d[\w.]*|\s*\n\s*|[^\s\p{L}\p{N}_$]|\S/gu;

/** Splits `text` from `start` to `end`; white space inside a line separates and is no token. */
export function* tokenize(text: string, start = 0, end = text.length): Generator<Token> {
  pattern.lastIndex = 0;
  const part = start === 0 && end === text.length ? text : text.slice(start, end);
  for (const match of part.matchAll(pattern)) {
    const [raw] = match;
    const at = start + match.index;
    yield { text: raw.includes('\n') ? lineBreak : raw, start: at, end: at + raw.length };
  }
}
