import type { CodeScope } from '../settings.ts';
import type { Language, StringSyntax } from './language.ts';
import { codeMarks, hereDocument, marksIn } from './marks.ts';

/** A closing bracket, quote or comment mark whose opening was not read by this reader. */
export interface UnmatchedCloser {
  readonly text: string;
  /** Offset of its first character in the piece that was read. */
  readonly offset: number;
  /** It closes what stood open innermost where the reader was forked. */
  readonly expected: boolean;
}

/** Reads code and knows what it stands in: code, a comment, a string, or code inside a string. */
export interface CodeReader {
  /**
   * Reads on. A piece ends at a line break or where reading ends for good.
   * @param matching also follows brackets, which takes about twice the time.
   * @returns closers without an opening; empty unless brackets are followed.
   */
  read(piece: string, matching?: 'brackets'): readonly UnmatchedCloser[];
  scope(): CodeScope;
  /** How many brackets, strings and comments are open that this reader itself read. */
  depth(): number;
  /** A reader that goes on from here; what is open now counts as opened before it. */
  fork(): CodeReader;
}

type Frame =
  | { readonly kind: 'line comment' }
  | { readonly kind: 'block comment'; readonly close: string }
  | { readonly kind: 'string'; readonly syntax: StringSyntax }
  | { readonly kind: 'here document'; readonly word: string }
  /** Code in a string; `depth` counts its brackets of the kind that ends it. */
  | { readonly kind: 'interpolation'; readonly close: ')' | '}'; depth: number };

interface State {
  readonly language: Language;
  /** Finds what needs a look in code, without and with brackets. */
  readonly marks: RegExp;
  readonly marksAndBrackets: RegExp;
  readonly frames: Frame[];
  /** Closers of what this reader opened. */
  readonly open: string[];
  /** Closers of what was open before. */
  readonly outer: string[];
  /** What ends or interrupts each kind of string, made when first met. */
  readonly stringMarks: Map<StringSyntax, RegExp>;
  matching: boolean;
  unmatched: UnmatchedCloser[];
}

/** A closer that fits only further out than this closes something else. */
const deepestSlip = 32;

const closerOf: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** How many brackets, strings and comments of a piece of code have no partner in it. */
export function unpairedIn(piece: string, language: Language): number {
  const reader = createCodeReader(language);
  const { length } = reader.read(piece, 'brackets');
  return length + reader.depth();
}

/** Creates a reader that stands in code. */
export function createCodeReader(language: Language): CodeReader {
  return createReader({
    language,
    marks: codeMarks(language, ''),
    marksAndBrackets: codeMarks(language, '|[()[\\]{}\\n]'),
    frames: [],
    open: [],
    outer: [],
    stringMarks: new Map(),
    matching: false,
    unmatched: [],
  });
}

function createReader(state: State): CodeReader {
  const { frames, marks, marksAndBrackets, open, outer } = state;
  return {
    read(piece, matching) {
      state.matching = matching !== undefined;
      state.unmatched = [];
      let at = 0;
      while (at < piece.length) {
        const frame = frames.at(-1);
        const pattern = state.matching || frame !== undefined ? marksAndBrackets : marks;
        at =
          frame === undefined || frame.kind === 'interpolation'
            ? readCode(state, pattern, piece, at)
            : readFrame(state, frame, piece, at);
      }
      return state.unmatched;
    },
    scope: () => scopeOf(frames.at(-1)),
    depth: () => open.length,
    fork: () =>
      createReader({
        ...state,
        frames: frames.map((frame) => ({ ...frame })),
        open: [],
        outer: [...outer, ...open],
        matching: false,
        unmatched: [],
      }),
  };
}

function scopeOf(frame: Frame | undefined): CodeScope {
  switch (frame?.kind) {
    case 'line comment':
    case 'block comment':
      return 'comments';
    case 'string':
    case 'here document':
      return 'strings';
    default:
      return 'code';
  }
}

/** Reads up to behind the next mark; returns where to go on. */
function readCode(state: State, pattern: RegExp, piece: string, from: number): number {
  pattern.lastIndex = from;
  const match = pattern.exec(piece);
  if (match === null) {
    return piece.length;
  }
  const { frames, language } = state;
  const [mark] = match;
  const { index } = match;
  const end = index + mark.length;
  const comment = language.blockComments.find(([open]) => open === mark);
  const syntax = language.strings.find(({ open }) => open === mark);
  if (comment !== undefined) {
    frames.push({ kind: 'block comment', close: comment[1] });
    opened(state, comment[1]);
  } else if (language.lineComments.includes(mark)) {
    frames.push({ kind: 'line comment' });
  } else if (syntax !== undefined) {
    frames.push({ kind: 'string', syntax });
    opened(state, syntax.close);
  } else if (language.hereDocuments && mark.startsWith('<<')) {
    const word = hereDocument.exec(mark)?.[1] ?? '';
    frames.push({ kind: 'here document', word });
    opened(state, word);
  } else if (mark === '\n') {
    leaveBrokenString(state);
  } else if (mark.length === 1) {
    readBracket(state, mark, index);
  }
  return end;
}

function readBracket(state: State, mark: string, index: number): void {
  const { frames } = state;
  const frame = frames.at(-1);
  const closer = closerOf[mark];
  if (frame?.kind === 'interpolation') {
    frame.depth += closer === frame.close ? 1 : mark === frame.close ? -1 : 0;
    if (frame.depth === 0) {
      frames.pop();
      closed(state, mark, index, true);
      return;
    }
  }
  if (closer !== undefined) {
    opened(state, closer);
  } else {
    closed(state, mark, index, false);
  }
}

/** Code inside a string of one line does not reach beyond that line. */
function leaveBrokenString({ frames }: State): void {
  const string = frames.at(-2);
  if (string?.kind === 'string' && !string.syntax.multiline) {
    frames.length -= 2;
  }
}

/** Reads up to behind the next mark in a comment or string; returns where to go on. */
function readFrame(
  state: State,
  frame: Exclude<Frame, { kind: 'interpolation' }>,
  piece: string,
  from: number,
): number {
  const { frames } = state;
  switch (frame.kind) {
    case 'line comment': {
      const newline = piece.indexOf('\n', from);
      if (newline === -1) {
        return piece.length;
      }
      frames.pop();
      return newline;
    }
    case 'block comment': {
      const close = piece.indexOf(frame.close, from);
      if (close === -1) {
        return piece.length;
      }
      frames.pop();
      closed(state, frame.close, close, true);
      return close + frame.close.length;
    }
    case 'here document': {
      const end = new RegExp(`\\n[ \\t]*${frame.word}\\b`, 'g');
      end.lastIndex = Math.max(0, from - 1);
      const match = end.exec(piece);
      if (match === null) {
        return piece.length;
      }
      frames.pop();
      closed(state, frame.word, match.index, true);
      return match.index + match[0].length;
    }
    case 'string':
      return readString(state, frame.syntax, piece, from);
  }
}

function readString(state: State, syntax: StringSyntax, piece: string, from: number): number {
  const { frames, stringMarks } = state;
  const { close, interpolation } = syntax;
  const pattern = stringMarks.get(syntax) ?? marksIn(syntax);
  stringMarks.set(syntax, pattern);
  pattern.lastIndex = from;
  const match = pattern.exec(piece);
  if (match === null) {
    return piece.length;
  }
  const [mark] = match;
  if (mark === close) {
    frames.pop();
    closed(state, close, match.index, true);
  } else if (mark === '\n') {
    frames.pop();
    dropOpened(state, close);
  } else if (interpolation !== undefined && mark === interpolation[0]) {
    frames.push({ kind: 'interpolation', close: interpolation[1], depth: 1 });
    opened(state, interpolation[1]);
  }
  return match.index + mark.length;
}

function opened(state: State, closer: string): void {
  if (state.matching) {
    state.open.push(closer);
  }
}

/** Notes a closer; one that matches something further out ends all that was left open inside. */
function closed(state: State, text: string, offset: number, sure: boolean): void {
  if (!state.matching) {
    return;
  }
  const { open, outer } = state;
  for (let at = open.length - 1; at >= Math.max(0, open.length - deepestSlip); at--) {
    if (open[at] === text) {
      open.length = at;
      return;
    }
  }
  const innermost = outer.at(-1) === text;
  if (innermost) {
    outer.pop();
  }
  state.unmatched.push({ text, offset, expected: innermost || sure });
}

/** A string that was not closed on its line is a slip, and no longer open on the next. */
function dropOpened({ matching, open, outer }: State, close: string): void {
  if (!matching) {
    return;
  }
  const stack = open.length > 0 ? open : outer;
  if (stack.at(-1) === close) {
    stack.pop();
  }
}
