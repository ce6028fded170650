import type { CodeScope } from '../../settings.ts';
import type { CodeReader } from '../../text/codeReader.ts';
import { lineEnd, lineStart, type Snapshot } from '../../text/document.ts';
import { type Language, languageOf } from '../../text/language.ts';
import { createReaderAt, matchedCharacters, type ReaderAt } from '../../text/scope.ts';
import type { Extent } from '../extent.ts';

/** What a filter sees of the text around the cursor, with `\n` as its only line break. */
export interface Surroundings {
  readonly language: Language;
  readonly scope: CodeScope;
  readonly extent: Extent;
  /** The text before the cursor, at most 4,000 characters and from a line's start. */
  readonly prefix: string;
  /** The cursor's line before the cursor. */
  readonly before: string;
  /** The cursor's line after the cursor. */
  readonly after: string;
  /** The lines below the cursor's, at most 4,000 characters. */
  readonly below: string;
  /** The nearest line below that is not blank. */
  readonly next: string | undefined;
  /** Makes a reader that stands at the cursor and knows which brackets are open there. */
  readonly reader: () => CodeReader;
  /** All brackets before the cursor are known to that reader. */
  readonly bracketsKnown: boolean;
  /** The number of the cursor's line, from 1. */
  readonly lineNumber: () => number;
  /** The reply is still coming: what it will be is not known yet. */
  readonly growing: boolean;
}

/** As much of a file as a person would look at to see how the cursor's place is written. */
const nearbyCharacters = 4_000;

/** Collects what the filters need to know about the place at `offset`. */
export function surroundingsOf(
  document: Snapshot,
  offset: number,
  extent: Extent,
  growing: boolean,
  readerAt: ReaderAt = createReaderAt(),
): Surroundings {
  const { languageId, text } = document;
  const end = lineEnd(text, offset);
  const start = Math.max(
    lineStart(text, Math.max(0, offset - nearbyCharacters)),
    offset - 2 * nearbyCharacters,
  );
  const below = withLineFeeds(text.slice(end, end + nearbyCharacters)).replace(/^\n/, '');
  const reader = readerAt(document, offset);
  return {
    language: languageOf(languageId),
    scope: reader.scope(),
    extent,
    prefix: withLineFeeds(text.slice(start, offset)),
    before: text.slice(Math.max(start, lineStart(text, offset)), offset),
    after: text.slice(offset, Math.min(end, offset + nearbyCharacters)),
    below,
    next: below.split('\n').find((line) => line.trim() !== ''),
    reader: () => reader.fork(),
    bracketsKnown: offset <= matchedCharacters,
    lineNumber: () => text.slice(0, offset).split('\n').length,
    growing,
  };
}

function withLineFeeds(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}
