import type { CodeScope } from '../settings.ts';
import type { Snapshot } from './document.ts';
import { type Language, languageOf, type StringSyntax } from './language.ts';

/** Longer than nearly every source file; behind it the scan starts at a line that looks like code. */
const longestScan = 100_000;

/** What the scanner stands in; `template` frames count the braces of their code. */
type Frame =
  | { readonly kind: 'block comment'; readonly close: string }
  | { readonly kind: 'string'; readonly syntax: StringSyntax }
  | { readonly kind: 'interpolation'; braces: number };

/**
 * Tells what the position is part of, by reading from the start of the document (or at most 100,000
 * characters before the position). Interpolations in template strings are code.
 */
export function scopeAt(document: Snapshot, offset: number): CodeScope {
  const language = languageOf(document.languageId);
  const { text } = document;
  const frames: Frame[] = [];
  let at = scanStart(text, offset);
  while (at < offset) {
    const frame = frames.at(-1);
    if (frame === undefined || frame.kind === 'interpolation') {
      const comment = language.lineComments.find((mark) => startsComment(text, at, mark));
      if (comment !== undefined && opensBlockComment(language, text, at) === undefined) {
        const end = text.indexOf('\n', at);
        if (end === -1 || end >= offset) {
          return at + comment.length <= offset ? 'comments' : 'code';
        }
        at = end + 1;
      } else {
        at = enter(language, text, at, frames);
      }
    } else {
      at = leave(frame, text, at, frames);
    }
  }
  const inside = frames.at(-1)?.kind;
  return inside === 'string' ? 'strings' : inside === 'block comment' ? 'comments' : 'code';
}

function scanStart(text: string, offset: number): number {
  if (offset <= longestScan) {
    return 0;
  }
  // A blank line followed by text in the first column is outside strings and comments in most code.
  const pattern = /\n\r?\n(?=\S)/g;
  pattern.lastIndex = offset - longestScan;
  const match = pattern.exec(text);
  return match === null || match.index >= offset ? offset - longestScan : pattern.lastIndex;
}

/** `#` and `--` are comments only after white space or at the start: `$#`, `i--` and colours are not. */
function startsComment(text: string, at: number, mark: string): boolean {
  if (!text.startsWith(mark, at)) {
    return false;
  }
  const before = text[at - 1] ?? '\n';
  return mark === '//' ? before !== ':' : /\s|[;{}()]/.test(before);
}

function opensBlockComment(language: Language, text: string, at: number) {
  return language.blockComments.find(([open]) => text.startsWith(open, at));
}

function enter(language: Language, text: string, at: number, frames: Frame[]): number {
  const comment = opensBlockComment(language, text, at);
  if (comment !== undefined) {
    frames.push({ kind: 'block comment', close: comment[1] });
    return at + comment[0].length;
  }
  const syntax = language.strings.find((candidate) => text.startsWith(candidate.delimiter, at));
  if (syntax !== undefined) {
    frames.push({ kind: 'string', syntax });
    return at + syntax.delimiter.length;
  }
  const frame = frames.at(-1);
  if (frame?.kind === 'interpolation') {
    const character = text[at];
    frame.braces += character === '{' ? 1 : character === '}' ? -1 : 0;
    if (frame.braces === 0) {
      frames.pop();
    }
  }
  return at + 1;
}

function leave(
  frame: Exclude<Frame, { kind: 'interpolation' }>,
  text: string,
  at: number,
  frames: Frame[],
): number {
  if (frame.kind === 'block comment') {
    const close = text.indexOf(frame.close, at);
    if (close === -1) {
      return text.length;
    }
    frames.pop();
    return close + frame.close.length;
  }
  const { delimiter, escapes, interpolates, multiline } = frame.syntax;
  if (escapes && text[at] === '\\') {
    return at + 2;
  }
  if (text.startsWith(delimiter, at)) {
    frames.pop();
    return at + delimiter.length;
  }
  if (interpolates && text.startsWith('${', at)) {
    frames.push({ kind: 'interpolation', braces: 1 });
    return at + 2;
  }
  if (!multiline && text[at] === '\n') {
    frames.pop();
  }
  return at + 1;
}
