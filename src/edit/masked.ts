import type { Language, StringSyntax } from '../text/language.ts';

/** A line taken apart. */
export interface MaskedLine {
  /** What is code; strings are empty, comments gone. */
  readonly code: string;
  /** What is comment. */
  readonly comment: string;
  /** What stands in strings, but for those of three quotes that begin a line: they document. */
  readonly strings: string;
}

/** Takes code apart, line by line. Read from a place that stands in code; what is within `${}` counts as string. */
export function maskedLines(text: string, language: Language): readonly MaskedLine[] {
  const lines: { code: string; comment: string; strings: string }[] = [];
  let line = { code: '', comment: '', strings: '' };
  let inside: { readonly kind: 'comment' | 'string'; readonly close: string } | undefined;
  let syntax: StringSyntax | undefined;
  let documents = false;
  const opening = openingOf(language);
  for (const source of text.split(/\r?\n/)) {
    line = { code: '', comment: '', strings: '' };
    lines.push(line);
    if (inside !== undefined && syntax !== undefined && !syntax.multiline) {
      inside = undefined;
    }
    for (let at = 0; at < source.length; ) {
      if (inside !== undefined) {
        const end = endOf(source, at, inside.close, inside.kind === 'string' && syntax);
        line.comment += inside.kind === 'comment' ? source.slice(at, end.content) : '';
        line.code += inside.kind === 'string' && end.isClosed ? '"' : '';
        line.strings += inside.kind === 'string' && !documents ? source.slice(at, end.content) : '';
        inside = end.isClosed ? undefined : inside;
        at = end.next;
        continue;
      }
      opening.lastIndex = at;
      const match = opening.exec(source);
      line.code += source.slice(at, match?.index);
      if (match === null) {
        break;
      }
      const [mark] = match;
      at = match.index + mark.length;
      const block = language.blockComments.find(([open]) => open === mark);
      syntax = language.strings.find(({ open }) => open === mark);
      if (block !== undefined) {
        inside = { kind: 'comment', close: block[1] };
        syntax = undefined;
      } else if (syntax !== undefined) {
        documents = mark.length === 3 && alone.test(line.code);
        inside = { kind: 'string', close: syntax.close };
        line.code += '"';
      } else {
        line.comment += source.slice(at);
        break;
      }
    }
  }
  return lines;
}

/** Before a string that documents; Elixir names it. */
const alone = /^\s*(?:@(?:module|type)?doc\s*)?$/;

function endOf(
  source: string,
  from: number,
  close: string,
  syntax: StringSyntax | undefined | false,
): { readonly content: number; readonly next: number; readonly isClosed: boolean } {
  for (let at = from; at < source.length; at++) {
    if (syntax !== undefined && syntax !== false && syntax.escapes && source[at] === '\\') {
      at++;
    } else if (source.startsWith(close, at)) {
      return { content: at, next: at + close.length, isClosed: true };
    }
  }
  return { content: source.length, next: source.length, isClosed: false };
}

function openingOf(language: Language): RegExp {
  const marks = [
    ...language.blockComments.map(([open]) => open),
    ...language.lineComments,
    ...language.strings.map(({ open }) => open),
  ].toSorted((one, other) => other.length - one.length);
  const escaped = marks.map((mark) => mark.replace(/[$()*+./?[\\\]^{|}]/g, '\\$&'));
  return new RegExp(escaped.length === 0 ? '(?!)' : escaped.join('|'), 'g');
}
