import { isFileLine, pathIn } from './fileLine.ts';

/** One way to read a block: lines to look for and the lines that replace them. */
export interface Variant {
  readonly search: readonly string[];
  readonly replace: readonly string[];
}

/** A search and replace block. */
export interface Block {
  /** The file that it names; '' when it names none. */
  readonly file: string;
  /** More than one when the code itself has lines like the marks. Empty when no part is divided from another. */
  readonly variants: readonly Variant[];
}

/** Code between fences that belongs to no block. */
export interface Fence {
  readonly file: string;
  readonly lines: readonly string[];
  readonly isClosed: boolean;
}

/** What a reply consists of. */
export interface Reply {
  /** Whole ones only. */
  readonly blocks: readonly Block[];
  /** A block without end or divider was there too. */
  readonly isBroken: boolean;
  readonly fences: readonly Fence[];
  /** Everything else. */
  readonly words: readonly string[];
  /** It says that nothing is to be changed. */
  readonly declines: boolean;
}

/** The marks in the form that is asked for. */
export const marks = {
  search: '<<<<<<< SEARCH',
  divider: '=======',
  replace: '>>>>>>> REPLACE',
  nothing: 'NO EDITS',
} as const;

const open = /^[ \t]*(?:<{4,}|-{4,})[ \t]*(search|original|old|before|find|head|current)\b[^\n]*$/i;
const bareOpen = /^[ \t]*<{5,}[ \t]*$/;
const divider = /^[ \t]*={4,}(?:[ \t]*(?:replace|new)(?:[ \t]*:)?)?[ \t]*$/i;
const close = /^[ \t]*(?:>{4,}|\+{4,})[ \t]*(?:replace(?:ment)?|updated|new|after)\b[^\n]*$/i;
const bareClose = /^[ \t]*>{5,}[ \t]*$/;
const closeOfConflict = /^[ \t]*>{7}[ \t]+\S[^\n]*$/;
const fence = /^[ \t]*(`{3,}|~{3,})[ \t]*([^`\n]*)$/;
const nothing = /^\W*no (?:edits?|changes?)\b\W*(?:$|(?:are |is )?(?:needed|necessary|required))/im;

/** Blocks beyond this are the work of a model that repeats itself; so are dividers within one. */
const mostVariants = 8;

/** True for a line that is a mark and no code. */
export function isMark(line: string): boolean {
  return [open, bareOpen, divider, close, bareClose].some((mark) => mark.test(line));
}

/**
 * Takes a reply apart; it may still be growing. Marks may be longer or shorter, stand in fences, be indented, or
 * have the words of other tools.
 */
export function parseReply(text: string): Reply {
  const lines = unquoted(text.replace(/\r\n?/g, '\n').split('\n'));
  const blocks: Block[] = [];
  const fences: Fence[] = [];
  const words: string[] = [];
  let isBroken = false;
  let file = '';
  let wrapping = '';
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (open.test(line) || bareOpen.test(line)) {
      const end = endOfBlock(lines, at, wrapping);
      if (end === undefined) {
        isBroken = true;
        at = nextOpen(lines, at) - 1;
        continue;
      }
      const variants = variantsOf(lines.slice(at + 1, end));
      isBroken ||= variants.length === 0;
      blocks.push({ file, variants });
      at = end;
      continue;
    }
    const [, mark = '', info = ''] = fence.exec(line) ?? [];
    if (mark === '') {
      file = isFileLine(line) ? pathIn(line) : line.trim() === '' ? file : '';
      words.push(line);
    } else if (wrapping !== '' && info.trim() === '' && mark.startsWith(wrapping)) {
      wrapping = '';
    } else if (leadsToBlock(lines, at + 1)) {
      wrapping = mark;
      file = pathIn(info) || file;
    } else {
      const end = endOfFence(lines, at, mark);
      const isClosed = end < lines.length;
      fences.push({ file: pathIn(info) || file, lines: lines.slice(at + 1, end), isClosed });
      file = '';
      at = end;
    }
  }
  const declines = blocks.length === 0 && !isBroken && nothing.test(words.join('\n'));
  return { blocks, isBroken, fences, words, declines };
}

/** Some models quote their whole answer. */
function unquoted(lines: readonly string[]): readonly string[] {
  const quoted = lines.some((line) => /^> ?<{4,}/.test(line));
  return quoted ? lines.map((line) => line.replace(/^> ?/, '')) : lines;
}

/** Index of the line that closes the block, the end of its fence included. */
function endOfBlock(lines: readonly string[], at: number, wrapping: string): number | undefined {
  const isConflict = /^[ \t]*<{7}[ \t]+(?:head|current)\b/i.test(lines[at] ?? '');
  let isDivided = false;
  for (let index = at + 1; index < lines.length; index++) {
    const line = lines[index] ?? '';
    if (close.test(line) || bareClose.test(line) || (isConflict && closeOfConflict.test(line))) {
      return index;
    }
    if (/search/i.test(line) && open.test(line)) {
      return undefined;
    }
    const [, mark = '', info = ''] = fence.exec(line) ?? [];
    const endsFence = wrapping !== '' && mark === wrapping && info.trim() === '';
    if (endsFence && isDivided && isLastOfBlock(lines, index)) {
      return index;
    }
    isDivided ||= divider.test(line);
  }
  return undefined;
}

/** The fence ends, and no closing mark comes before the next block: it was forgotten. */
function isLastOfBlock(lines: readonly string[], at: number): boolean {
  for (const line of lines.slice(at + 1)) {
    if (open.test(line)) {
      return true;
    }
    if (close.test(line) || bareClose.test(line) || fence.test(line)) {
      return false;
    }
  }
  return true;
}

function nextOpen(lines: readonly string[], at: number): number {
  const next = lines.findIndex((line, index) => index > at && open.test(line));
  return next === -1 ? lines.length : next;
}

function endOfFence(lines: readonly string[], at: number, mark: string): number {
  const end = lines.findIndex((line, index) => {
    const [, other = '', info = ''] = fence.exec(line) ?? [];
    return index > at && info.trim() === '' && other.startsWith(mark);
  });
  return end === -1 ? lines.length : end;
}

/** Between a fence and its block may stand blank lines and the name of the file. */
function leadsToBlock(lines: readonly string[], from: number): boolean {
  for (const line of lines.slice(from, from + 4)) {
    if (open.test(line) || bareOpen.test(line)) {
      return true;
    }
    if (line.trim() !== '' && !isFileLine(line)) {
      return false;
    }
  }
  return false;
}

function variantsOf(lines: readonly string[]): readonly Variant[] {
  const dividers = lines.flatMap((line, index) => (divider.test(line) ? [index] : []));
  return dividers.slice(0, mostVariants).flatMap((at) => {
    const plain = { search: lines.slice(0, at), replace: lines.slice(at + 1) };
    const bare = { search: withoutFence(plain.search), replace: withoutFence(plain.replace) };
    const isSame = bare.search === plain.search && bare.replace === plain.replace;
    return isSame ? [plain] : [plain, bare];
  });
}

/** Some models put fences around each part. */
function withoutFence(lines: readonly string[]): readonly string[] {
  const first = lines.findIndex((line) => line.trim() !== '');
  const last = lines.findLastIndex((line) => line.trim() !== '');
  const [, mark = ''] = fence.exec(lines[first] ?? '') ?? [];
  return mark !== '' && last > first && (lines[last] ?? '').trim() === mark
    ? lines.slice(first + 1, last)
    : lines;
}
