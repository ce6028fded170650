import { commonPrefix, commonSuffix } from './difference.ts';
import type { SourceFile } from './indexable.ts';
import { createLexer, type Lexer, type TokenRun } from './lexer.ts';
import { type IndexedFile, runOf } from './segment.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Tokens of a whole file, and where a lexer can start inside it. */
export interface LexedFile {
  readonly run: TokenRun;
  /** See `IndexedFile.checkpoints`. */
  readonly checkpoints: Uint32Array;
}

/** Called between two slices of work: yields when the time is up, throws when cancelled. */
export type Rest = () => Promise<void>;

/** Smallest distance between two checkpoints, in characters: 16 bytes per kilobyte of source. */
const checkpointSpacing = 512;

/** Characters read before the clock is looked at. */
const restSpacing = 4096;

/**
 * Turns a file into tokens. Of an earlier version only what changed is read again: the tokens before
 * the first and behind the last difference are taken over.
 */
export async function lexFile(
  file: SourceFile,
  earlier: IndexedFile | undefined,
  vocabulary: Vocabulary,
  rest: Rest,
): Promise<LexedFile> {
  const { text, languageId } = file;
  const lexer = createLexer({
    text,
    start: 0,
    end: text.length,
    languageId,
    idOf: (source, start, end, hash) => vocabulary.idOf(source, start, end, hash, true),
  });
  const checkpoints: number[] = [];
  const old = earlier?.languageId === languageId ? earlier : undefined;
  const same = old === undefined ? 0 : commonPrefix(old.text, text, text.length);
  const limit = Math.min(old?.text.length ?? 0, text.length) - same;
  const sameFrom = text.length - (old === undefined ? 0 : commonSuffix(old.text, text, limit));
  if (old !== undefined) {
    takeBeginning(old, same, lexer, checkpoints);
  }
  let nextRest = lexer.at + restSpacing;
  while (lexer.at < text.length) {
    if (lexer.atSafeLine) {
      if (old && lexer.at >= sameFrom && takeEnd(old, text.length, lexer, checkpoints)) {
        break;
      }
      if (lexer.at >= (checkpoints.at(-2) ?? 0) + checkpointSpacing) {
        checkpoints.push(lexer.at, lexer.run.count);
      }
    }
    const nextLine = text.indexOf('\n', lexer.at) + 1 || text.length;
    lexer.advance(Math.min(nextLine, lexer.at + restSpacing));
    if (lexer.at >= nextRest) {
      nextRest = lexer.at + restSpacing;
      await rest();
    }
  }
  return { run: lexer.run, checkpoints: Uint32Array.from(checkpoints) };
}

/** Position in `checkpoints` of the last one at or before `offset`; -2 when there is none. */
export function checkpointBefore(checkpoints: Uint32Array, offset: number): number {
  let low = 0;
  let high = checkpoints.length / 2;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((checkpoints[middle * 2] ?? 0) <= offset) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low * 2 - 2;
}

function takeBeginning(old: IndexedFile, same: number, lexer: Lexer, checkpoints: number[]): void {
  const at = checkpointBefore(old.checkpoints, same);
  if (at >= 0) {
    const tokens = old.checkpoints[at + 1] ?? 0;
    lexer.adopt(runOf(old), 0, tokens, 0, old.checkpoints[at] ?? 0);
    checkpoints.push(...old.checkpoints.subarray(0, at + 2));
  }
}

/** Takes over everything from here on when the old version had a checkpoint at this very place. */
function takeEnd(old: IndexedFile, length: number, lexer: Lexer, checkpoints: number[]): boolean {
  const shift = length - old.text.length;
  const at = checkpointBefore(old.checkpoints, lexer.at - shift);
  if (at < 0 || old.checkpoints[at] !== lexer.at - shift) {
    return false;
  }
  const first = old.checkpoints[at + 1] ?? 0;
  const moved = lexer.run.count - first;
  for (let pair = at; pair < old.checkpoints.length; pair += 2) {
    checkpoints.push(
      (old.checkpoints[pair] ?? 0) + shift,
      (old.checkpoints[pair + 1] ?? 0) + moved,
    );
  }
  lexer.adopt(runOf(old), first, old.count, shift, length);
  return true;
}
