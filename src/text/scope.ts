import type { CodeScope } from '../settings.ts';
import { type CodeReader, createCodeReader } from './codeReader.ts';
import type { Snapshot } from './document.ts';
import { languageOf } from './language.ts';

/** Longer than nearly every source file; behind it reading starts at a line that looks like code. */
const longestScan = 200_000;

/**
 * Tells what the position is part of, by reading from the start of the document, or at most 200,000
 * characters before the position. Code inside a string, as in `${name}`, is code.
 */
export function scopeAt(document: Snapshot, offset: number): CodeScope {
  return readerAt(document, offset).scope();
}

/**
 * Creates a reader that stands at `offset`.
 * @param matchedCharacters brackets are followed in at least as many characters before the offset.
 */
export function readerAt(document: Snapshot, offset: number, matchedCharacters = 0): CodeReader {
  const { languageId, text } = document;
  const reader = createCodeReader(languageOf(languageId));
  const start = scanStart(text, offset);
  const newline = text.lastIndexOf('\n', offset - matchedCharacters - 1);
  const matched = matchedCharacters === 0 ? offset : Math.max(start, newline + 1);
  reader.read(text.slice(start, matched));
  reader.read(text.slice(matched, offset), 'brackets');
  return reader;
}

function scanStart(text: string, offset: number): number {
  if (offset <= longestScan) {
    return 0;
  }
  // A blank line followed by text in the first column is outside strings and comments in most code.
  const blankThenText = /\n\r?\n(?=[\p{L}_#@}])/gu;
  blankThenText.lastIndex = offset - longestScan;
  const match = blankThenText.exec(text);
  return match === null || match.index >= offset ? offset - longestScan : blankThenText.lastIndex;
}
