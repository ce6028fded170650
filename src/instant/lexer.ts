import type { CodeScope } from '../settings.ts';
import { languageOf, type StringSyntax } from '../text/language.ts';
import {
  beforeOperand,
  buildClasses,
  characterLiteral,
  isWordCode,
  regularExpression,
  specialsOf,
  stringAt,
  unitClass,
} from './characters.ts';
import { hashSeed, hashStep, newlineId } from './vocabulary.ts';

/** Tokens of a stretch of source, in order. Comments and white space are not tokens. */
export interface TokenRun {
  readonly ids: Uint32Array;
  /** Offset of each token's first character in the text. */
  readonly starts: Uint32Array;
  readonly count: number;
}

/** Reads source text from left to right and can stop and go on, so that long files do not block. */
export interface Lexer {
  /** Reads at least to `until` (or to the end), ending between two tokens. */
  advance(until: number): void;
  /** Where reading goes on. */
  readonly at: number;
  /** What `at` is part of. */
  readonly scope: CodeScope;
  /** At the first column of a line, in code, outside every bracket of an interpolation. */
  readonly atSafeLine: boolean;
  /** All tokens so far; a later `advance` may replace the arrays. */
  readonly run: TokenRun;
  /** Appends tokens already known, whose offsets move by `shift`, and goes on behind them at `at`. */
  adopt(run: TokenRun, from: number, to: number, shift: number, at: number): void;
}

/** What to read, and how words become ids. */
export interface LexerOptions {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly languageId: string;
  /** The id of the word `text[start, end)`, given its hash: see `Vocabulary.idOf`. */
  readonly idOf: (text: string, start: number, end: number, hash: number) => number;
}

type Frame =
  | { readonly kind: 'string'; readonly syntax: StringSyntax }
  /** Code in a string; `depth` counts its brackets of the kind that ends it. */
  | { readonly kind: 'interpolation'; readonly close: ')' | '}'; depth: number };

/** Makes a lexer for one stretch of text, which must start in code. */
export function createLexer(options: LexerOptions): Lexer {
  const { text, end, idOf } = options;
  const language = languageOf(options.languageId);
  const classes = buildClasses(specialsOf(language));
  const frames: Frame[] = [];
  let ids = new Uint32Array(Math.max(64, (end - options.start) >> 2));
  let starts = new Uint32Array(ids.length);
  let count = 0;
  let at = options.start;
  let inComment = false;

  const reserve = (size: number) => {
    if (size > ids.length) {
      const length = Math.max(size, Math.ceil(ids.length * 1.5));
      const widerIds = new Uint32Array(length);
      widerIds.set(ids);
      ids = widerIds;
      const widerStarts = new Uint32Array(length);
      widerStarts.set(starts);
      starts = widerStarts;
    }
  };

  const emit = (id: number, start: number) => {
    if (count === ids.length) {
      reserve(count + 1);
    }
    ids[count] = id;
    starts[count++] = start;
  };

  const word = (start: number): number => {
    let hash = hashSeed;
    let position = start;
    while (position < end) {
      const unit = text.charCodeAt(position);
      if (unit < 128) {
        const dollar = unit === 36 && text.charCodeAt(position + 1) !== 123;
        if (classes[unit] !== unitClass.word && !dollar) {
          break;
        }
        hash = hashStep(hash, unit);
        position++;
        continue;
      }
      const code = text.codePointAt(position) ?? 0;
      const symbol = !isWordCode(code);
      if (symbol && position > start) {
        break;
      }
      hash = hashStep(hash, code);
      position += code > 0xffff ? 2 : 1;
      if (symbol) {
        break;
      }
    }
    const stop = Math.min(position, end);
    emit(idOf(text, start, stop, hash), start);
    return stop;
  };

  const special = (position: number, code: number): number => {
    if (code === newlineId) {
      if (count > 0 && ids[count - 1] !== newlineId) {
        emit(newlineId, position);
      }
      const frame = frames.at(-1);
      if (frame?.kind === 'string' && !frame.syntax.multiline) {
        frames.pop();
      }
      return position + 1;
    }
    const frame = frames.at(-1);
    if (frame?.kind === 'string') {
      return inString(frame.syntax, position, code);
    }
    const behind = comment(position);
    if (behind !== undefined) {
      return behind;
    }
    const string = stringAt(language, text, position);
    if (string !== undefined) {
      frames.push({ kind: 'string', syntax: string.syntax });
      emit(code, position);
      return position + string.length;
    }
    const literal = literalEnd(position, code);
    if (literal !== undefined) {
      return opaque(position, literal);
    }
    if (code === 36 && text.charCodeAt(position + 1) !== 123) {
      return word(position);
    }
    emit(code, position);
    if (frame !== undefined) {
      const character = text[position];
      const opener = frame.close === '}' ? '{' : '(';
      frame.depth += character === opener ? 1 : character === frame.close ? -1 : 0;
      if (frame.depth === 0) {
        frames.pop();
      }
    }
    return position + 1;
  };

  /** Where a character literal or a regular expression ends: quotes in them open nothing. */
  const literalEnd = (position: number, code: number): number | undefined => {
    const isRegExp =
      language.regularExpressions && code === 47 && beforeOperand.has(ids[count - 1] ?? newlineId);
    const pattern = isRegExp
      ? regularExpression
      : language.characters && code === 39
        ? characterLiteral
        : undefined;
    if (pattern === undefined) {
      return undefined;
    }
    pattern.lastIndex = position;
    const match = pattern.exec(text);
    return match === null || pattern.lastIndex > end ? undefined : pattern.lastIndex;
  };

  const opaque = (from: number, to: number): number => {
    let position = from;
    while (position < to) {
      const code = text.charCodeAt(position);
      if (code >= 128 || classes[code] === unitClass.word) {
        position = word(position);
      } else {
        if (code > 32) {
          emit(code, position);
        }
        position++;
      }
    }
    return position;
  };

  const inString = (syntax: StringSyntax, position: number, code: number): number => {
    const { interpolation, escapes, close } = syntax;
    const next = text.charCodeAt(position + 1);
    if (escapes && code === 92) {
      emit(code, position);
      // The escaped character is never the end of the string; a line break must still be seen.
      const isPunctuation = next > 32 && next < 128 && classes[next] !== unitClass.word;
      if (position + 1 < end && isPunctuation) {
        emit(next, position + 1);
        return position + 2;
      }
      return position + 1;
    }
    if (text.startsWith(close, position)) {
      frames.pop();
      emit(code, position);
      return position + close.length;
    }
    if (interpolation !== undefined && text.startsWith(interpolation[0], position)) {
      emit(code, position);
      if (interpolation[0] === '{' && next === 123) {
        emit(next, position + 1);
        return position + 2;
      }
      frames.push({ kind: 'interpolation', close: interpolation[1], depth: 1 });
      if (interpolation[0].length > 1) {
        emit(next, position + 1);
      }
      return position + interpolation[0].length;
    }
    if (code === 36 && next !== 123) {
      return word(position);
    }
    emit(code, position);
    return position + 1;
  };

  /** Offset behind the comment that starts here. */
  const comment = (position: number): number | undefined => {
    const block = language.blockComments.find(([open]) => text.startsWith(open, position));
    if (block !== undefined) {
      const close = text.indexOf(block[1], position + block[0].length);
      if (close === -1 || close + block[1].length > end) {
        inComment = true;
        return end;
      }
      return close + block[1].length;
    }
    const mark = language.lineComments.find((candidate) => text.startsWith(candidate, position));
    if (mark === undefined || !opensLineComment(text, position, mark)) {
      return undefined;
    }
    const close = text.indexOf('\n', position);
    if (close === -1 || close >= end) {
      inComment = true;
      return end;
    }
    return close;
  };

  return {
    advance(until) {
      const stop = Math.min(until, end);
      let position = at;
      while (position < stop) {
        const code = text.charCodeAt(position);
        const kind = code < 128 ? classes[code] : unitClass.word;
        if (kind === unitClass.space) {
          position++;
        } else if (kind === unitClass.word) {
          position = word(position);
        } else if (kind === unitClass.special) {
          position = special(position, code);
        } else {
          emit(code, position++);
        }
      }
      at = position;
    },
    get at() {
      return at;
    },
    get scope() {
      return inComment ? 'comments' : frames.at(-1)?.kind === 'string' ? 'strings' : 'code';
    },
    get atSafeLine() {
      return (
        frames.length === 0 && !inComment && (at === 0 || text.charCodeAt(at - 1) === newlineId)
      );
    },
    get run() {
      return { ids, starts, count };
    },
    adopt(run, from, to, shift, behind) {
      reserve(count + to - from);
      ids.set(run.ids.subarray(from, to), count);
      for (let index = from; index < to; index++) {
        starts[count++] = (run.starts[index] ?? 0) + shift;
      }
      at = behind;
    },
  };
}

/** `#` and `--` start a comment only behind white space or a bracket: `$#`, `i--` and colours do not; `//` not in an address. */
function opensLineComment(text: string, position: number, mark: string): boolean {
  const before = position === 0 ? '\n' : text.charAt(position - 1);
  return mark === '//' ? before !== ':' : /[\s;{}()]/.test(before);
}
