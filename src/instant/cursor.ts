import type { CodeScope } from '../settings.ts';
import { lineEnd, lineStart, type Snapshot } from '../text/document.ts';
import { commonPrefix, commonSuffix } from './difference.ts';
import { createLexer, type TokenRun } from './lexer.ts';
import { checkpointBefore } from './lexFile.ts';
import type { IndexedFile } from './segment.ts';
import { isWordId, newlineId, type Vocabulary } from './vocabulary.ts';

/** What stands around the cursor, as tokens. */
export interface Cursor {
  readonly document: Snapshot;
  readonly offset: number;
  /** The part of the word at the cursor that is already typed, or nothing. */
  readonly partial: string;
  /** Tokens before the cursor, without the partial word. */
  readonly before: TokenRun;
  /** Tokens below the cursor's line as far as they are newer than the index. */
  readonly below: TokenRun;
  readonly scope: CodeScope;
  /** Only white space and the partial word stand before the cursor on its line. */
  readonly atLineStart: boolean;
  /** How the document differs from its indexed version. */
  readonly drift: Drift | undefined;
  /** Id to characters, also for words that only the document has. */
  textOf(id: number): string;
}

/** Where the document and its indexed version are still the same. */
export interface Drift {
  readonly file: IndexedFile;
  /** The first so many characters are equal. */
  readonly same: number;
  /** The last so many characters are equal. */
  readonly sameEnd: number;
}

/** A match reaches back at most about this far. */
const contextCharacters = 1000;
/** New text that the index does not have yet is searched up to here, before and below the cursor. */
const newBefore = 8000;
const newBelow = 4000;
/** A checkpoint farther away is not worth the time to read from there. */
const maxRead = 24_000;

/** Ids of words that only the open document has; the vocabulary never gets that far. */
const localIds = 0x4000_0000;

/** Reads the surroundings of a position. */
export function readCursor(
  document: Snapshot,
  offset: number,
  file: IndexedFile | undefined,
  vocabulary: Vocabulary,
): Cursor {
  const { text, languageId } = document;
  const drift = file && driftOf(file, text);
  const local = createLocalWords(vocabulary);
  const lex = (start: number, end: number) => {
    const lexer = createLexer({ text, start, end, languageId, idOf: local.idOf });
    lexer.advance(end);
    return lexer;
  };
  const lexer = lex(startFor(text, offset, drift), offset);
  const { run, scope } = lexer;
  const last = run.count - 1;
  const lastStart = run.starts[last] ?? 0;
  const partial =
    last >= 0 &&
    isWordId(run.ids[last] ?? 0) &&
    lastStart + local.textOf(run.ids[last] ?? 0).length === offset
      ? text.slice(lastStart, offset)
      : '';
  const before = { ...run, count: partial === '' ? run.count : last };
  const wordStart = offset - partial.length;
  const line = lineStart(text, offset);
  const belowStart = lineEnd(text, offset);
  const belowEnd = Math.min(text.length - (drift?.sameEnd ?? 0), belowStart + newBelow);
  return {
    document,
    offset,
    partial,
    before,
    below: belowEnd > belowStart ? lex(belowStart, belowEnd).run : emptyRun,
    scope,
    atLineStart: text.slice(line, wordStart).trim() === '',
    drift,
    textOf: local.textOf,
  };
}

const emptyRun: TokenRun = { ids: new Uint32Array(0), starts: new Uint32Array(0), count: 0 };

function driftOf(file: IndexedFile, text: string): Drift {
  const same = commonPrefix(file.text, text, text.length);
  const limit = Math.min(file.text.length, text.length) - same;
  return { file, same, sameEnd: commonSuffix(file.text, text, limit) };
}

/** Where to begin reading so that the lexer's state is right and all new text is seen. */
function startFor(text: string, offset: number, drift: Drift | undefined): number {
  const same = drift?.same ?? 0;
  const wanted = Math.min(offset - contextCharacters, Math.max(same, offset - newBefore));
  if (drift !== undefined) {
    const { checkpoints } = drift.file;
    const at = checkpointBefore(checkpoints, Math.max(0, Math.min(wanted, same)));
    const start = at < 0 ? 0 : (checkpoints[at] ?? 0);
    if (offset - start <= maxRead) {
      return start;
    }
  }
  if (offset <= newBefore) {
    return 0;
  }
  // Text in the first column behind a blank line is outside strings and comments in most code.
  const fresh = /\n\r?\n(?=\S)/g;
  fresh.lastIndex = offset - newBefore;
  const found = fresh.exec(text.slice(0, offset - contextCharacters));
  return found === null ? lineStart(text, offset - newBefore) : fresh.lastIndex;
}

/** Gives words that the index does not know an id for the time of one question. */
function createLocalWords(vocabulary: Vocabulary) {
  const ids = new Map<string, number>();
  const words: string[] = [];
  return {
    idOf(text: string, start: number, end: number, hash: number): number {
      const known = vocabulary.idOf(text, start, end, hash, false);
      if (known !== 0) {
        return known;
      }
      const word = text.slice(start, end);
      const id = ids.get(word) ?? localIds + words.length;
      if (id === localIds + words.length) {
        ids.set(word, id);
        words.push(word);
      }
      return id;
    },
    textOf: (id: number): string =>
      id >= localIds ? (words[id - localIds] ?? '') : vocabulary.textOf(id),
  };
}

/** Number of tokens on the cursor's own line before it. */
export function tokensOnLine({ ids, count }: TokenRun): number {
  let index = count;
  while (index > 0 && ids[index - 1] !== newlineId) {
    index--;
  }
  return count - index;
}
