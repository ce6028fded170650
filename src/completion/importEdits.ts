import { lineEnd, lineStart, type Span } from '../text/document.ts';

/** A replacement in a document. */
export interface TextChange {
  readonly span: Span;
  readonly text: string;
}

/** How a line begins that brings names into a file, in the languages whose servers offer it as a fix. */
const importLine =
  /^\s*(?:(?:import|from|use|using|require|require_once|include|alias|open)(?=[\s'"<])|#\s*include\b|@(?:import|use)\b|(?:const|let|var)\b[^=]*=\s*require\()/;

/** A line within an import over several lines: names and modules only. */
const partOfImport = /^[\s\w$,*{}()"'`./:@-]*$/;

const mostLinesUp = 200;

/**
 * Whether a change does nothing but import: every line that it writes or touches is part of an import statement.
 * The titles of fixes come in the user's language, so that what they do is the only sure sign.
 */
export function onlyImports(document: string, changes: readonly TextChange[]): boolean {
  return (
    changes.some(({ text }) => text.trim() !== '') &&
    changes.every(({ span, text }) => {
      const after = document.slice(0, span.start) + text + document.slice(span.end);
      return isImporting(after, span.start, span.start + text.length);
    })
  );
}

function isImporting(document: string, start: number, end: number): boolean {
  const from = lineStart(document, start);
  // What ends with a line break does not touch the line that follows.
  const upTo = document[end - 1] === '\n' ? end - 1 : lineEnd(document, end);
  const lines = document.slice(from, Math.max(from, upTo)).split('\n');
  let inside = isInsideImport(document, from);
  return lines.every((line) => {
    inside = importLine.test(line) || (inside && partOfImport.test(line));
    return inside || line.trim() === '';
  });
}

/** Whether the line that begins at `offset` goes on with an import that opened a bracket above it. */
function isInsideImport(document: string, offset: number): boolean {
  let at = offset;
  for (let count = 0; count < mostLinesUp && at > 0; count += 1) {
    const start = lineStart(document, at - 1);
    const line = document.slice(start, at - 1);
    if (importLine.test(line)) {
      return /[{(][^})]*$/.test(line);
    }
    if (line.trim() === '' || !partOfImport.test(line) || /[{}()]/.test(line)) {
      return false;
    }
    at = start;
  }
  return false;
}
