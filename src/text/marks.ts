import type { Language, StringSyntax } from './language.ts';

/** `'x'`, `'\n'`, `'\u{1f600}'`. */
const character = /'(?:\\(?:u\{?[\da-fA-F]{1,6}\}?|x[\da-fA-F]{2}|[0-7]{1,3}|[^\n])|[^\\'\n]{1,2})'/
  .source;

/** A slash begins a regular expression where an operand is expected: behind an operator or a keyword. */
const regularExpression =
  /(?<=(?:[(,=~:[!&|?;{]|=>|^|\n|\b(?:return|case|typeof|when|if|and|or|not))[ \t]{0,8})\/(?![*/>])(?:[^\\/[\n]|\\[^\n]|\[(?:[^\]\\\n]|\\[^\n])*\])+\//
    .source;

/** `<<EOF`, `<<-'EOF'`, `<<~SQL` and the rest of their line. */
export const hereDocument = /<<<?[-~]?["']?([A-Z_][A-Z0-9_]*)["']?[^\n]*/;

/** Finds all that needs a look in code; the text between is passed over by the expression engine. */
export function codeMarks(language: Language, brackets: string): RegExp {
  const { blockComments, characters, hereDocuments, lineComments, regularExpressions, strings } =
    language;
  const alternatives = [
    ...blockComments.map(([open]) => escaped(open)),
    ...lineComments.map(lineComment),
    ...(characters ? [character] : []),
    ...(hereDocuments ? [hereDocument.source] : []),
    ...strings.map(({ open }) => escaped(open)),
    ...(regularExpressions ? [regularExpression] : []),
  ];
  const source = alternatives.join('|') + brackets;
  return new RegExp(source === '' ? '(?!)' : source.replace(/^\|/, ''), 'g');
}

/** `#` and `--` begin a comment only behind white space; `#[` is an attribute, `://` is in an address. */
function lineComment(mark: string): string {
  if (mark === '//') {
    return '(?<!:)//';
  }
  return `(?<![^\\s;{}()])${escaped(mark)}${mark === '#' ? '(?!\\[)' : ''}`;
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

/** Finds all that needs a look inside a string. */
export function marksIn({ close, escapes, interpolation, multiline }: StringSyntax): RegExp {
  const marks = [
    // A doubled brace stands for itself.
    ...(interpolation?.[0] === '{' ? ['\\{\\{'] : []),
    ...(interpolation === undefined ? [] : [escaped(interpolation[0])]),
    ...(escapes ? ['\\\\[^]'] : []),
    escaped(close),
    ...(multiline ? [] : ['\\n']),
  ];
  return new RegExp(marks.join('|'), 'g');
}
