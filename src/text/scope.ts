import type { CodeScope } from '../settings.ts';
import { type CodeReader, createCodeReader } from './codeReader.ts';
import type { Snapshot } from './document.ts';
import { languageOf } from './language.ts';

/** Longer than nearly every source file; behind it reading starts at a line that looks like code. */
const longestScan = 200_000;
const scanStep = 8_192;

/**
 * Tells what the position is part of, by reading from the start of the document, or at most 200,000
 * characters before the position. Code inside a string, as in `${name}`, is code.
 */
export function scopeAt(
  document: Snapshot,
  offset: number,
  readerAt: ReaderAt = createReaderAt(),
): CodeScope {
  return readerAt(document, offset).scope();
}

/** Brackets are followed in as many characters before the position, and from the start of their line. */
export const matchedCharacters = 4_000;

/** A reader that has read a text from `start` up to `end`, without following brackets. */
interface Checkpoint {
  readonly languageId: string;
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly reader: CodeReader;
}

/** Gives a reader that stands at `offset` and knows the brackets that were opened just before it. */
export type ReaderAt = (document: Snapshot, offset: number) => CodeReader;

/**
 * Creates what gives readers. It goes on from the last place that it was asked about: typing goes on near
 * it, and what stands above seldom changes.
 */
export function createReaderAt(): ReaderAt {
  let checkpoint: Checkpoint | undefined;
  return (document, offset) => {
    const read = readUpTo(document, offset, checkpoint);
    checkpoint = read;
    const here = read.reader.fork();
    here.read(document.text.slice(read.end, offset), 'brackets');
    return here.fork();
  };
}

function readUpTo(
  { languageId, text }: Snapshot,
  offset: number,
  known: Checkpoint | undefined,
): Checkpoint {
  const start = scanStart(text, offset);
  const newline = text.lastIndexOf('\n', offset - matchedCharacters - 1);
  const end = Math.max(start, newline + 1);
  const goesOn =
    known?.languageId === languageId &&
    known.start === start &&
    known.end <= end &&
    known.text.slice(start, known.end) === text.slice(start, known.end);
  const reader = goesOn ? known.reader.fork() : createCodeReader(languageOf(languageId));
  reader.read(text.slice(goesOn ? known.end : start, end));
  return { languageId, text, start, end, reader };
}

/** Where reading begins; it moves in steps, so that what was read serves the next keys too. */
function scanStart(text: string, offset: number): number {
  if (offset <= longestScan) {
    return 0;
  }
  const earliest = Math.ceil((offset - longestScan) / scanStep) * scanStep;
  // A blank line followed by text in the first column is outside strings and comments in most code.
  const near = text.slice(earliest, earliest + scanStep);
  const match = /\n\r?\n(?=[\p{L}_#@}])/u.exec(near);
  return earliest + (match === null ? 0 : match.index + match[0].length);
}
