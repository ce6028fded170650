import { leadingSpace } from '../text/indentation.ts';
import { isFileLine, pathIn, pathOfFence } from './fileLine.ts';
import { fenceIn, isClose, isDivider, isOpen, isOpenOfConflict, isOpenOfSearch } from './marks.ts';
import { blocksOfDiff, isUnifiedDiff } from './unifiedDiff.ts';

/** One way to read a block: lines to look for and the lines that replace them. */
export interface Variant {
  readonly search: readonly string[];
  readonly replace: readonly string[];
  /** The same without fences around or within the parts, where there are some. */
  readonly bare?: Variant;
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
  /** The words behind the opening, mostly a language. */
  readonly info: string;
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

const nothing =
  /^[^\w\n]*no (?:edits?|changes?)\b[^\w\n]*(?:$|(?:are |is )?(?:needed|necessary|required))/im;

/** What a model thinks before it answers, where its server does not keep it apart. */
const thoughts = /^\s*<(think(?:ing)?|thoughts?|reasoning)>[\s\S]*?(?:<\/\1>|$)/i;

/** Blocks and dividers beyond this are the work of a model that repeats itself. */
const mostVariants = 8;
const mostLinesOfBlock = 5_000;
/** Further down a block has nothing to do with the fence. */
const mostLinesBefore = 200;

/**
 * Takes a reply apart; it may still be growing. Marks may be longer or shorter, stand in fences, be indented, or
 * have the words of other tools.
 */
export function parseReply(text: string): Reply {
  const said = text.replace(/\r\n?/g, '\n').replace(thoughts, '');
  const lines = unquoted(said.split('\n')).map(plainIndentation);
  const blocks: Block[] = [];
  const fences: Fence[] = [];
  const words: string[] = [];
  let isBroken = false;
  let file = '';
  let wrapping = '';
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (isOpen(line)) {
      const end = endOfBlock(lines, at, wrapping);
      const variants =
        end === undefined ? [] : variantsOf(lines.slice(at + 1, end), leadingSpace(line));
      if (end === undefined || variants.length === 0) {
        // What follows cannot be told from what is in it.
        isBroken = true;
        break;
      }
      blocks.push({ file, variants });
      at = end;
      continue;
    }
    const { info = '', mark } = fenceIn(line) ?? {};
    if (mark === undefined && isClose(line)) {
      // What it closes was lost.
      isBroken = true;
      break;
    }
    if (mark === undefined) {
      file = isFileLine(line) ? pathIn(line) : line.trim() === '' ? file : '';
      words.push(line);
    } else if (wrapping !== '' && info === '' && mark.startsWith(wrapping)) {
      wrapping = '';
    } else if (leadsToBlock(lines, at + 1, mark)) {
      wrapping = mark;
      file = pathOfFence(info) || file;
    } else {
      const end = endOfFence(lines, at, mark);
      const isClosed = end < lines.length;
      const code = lines.slice(at + 1, end);
      file = pathOfFence(info) || file;
      if (isClosed && isUnifiedDiff(info, code)) {
        blocks.push(...blocksOfDiff(file, code));
      } else {
        fences.push({ file, info, lines: code, isClosed });
      }
      file = '';
      at = end;
    }
  }
  const diff = words.findIndex((line) => /^(?:--- |@@)/.test(line));
  if (blocks.length + fences.length === 0 && !isBroken && isUnifiedDiff('', words)) {
    blocks.push(...blocksOfDiff(file, words.splice(diff)));
  }
  const isCode = blocks.length + fences.length > 0 || isBroken;
  const declines = !isCode && nothing.test(words.join('\n'));
  return { blocks, isBroken, fences, words, declines };
}

/** Spaces that look like others and are none to a compiler. */
function plainIndentation(line: string): string {
  return /^[ \t]*[\u00a0\u2000-\u200a]/.test(line)
    ? line.replace(/^[ \t\u00a0\u2000-\u200a]+/, (space) => space.replace(/[^ \t]/g, ' '))
    : line;
}

/** Some models quote their whole answer. */
function unquoted(lines: readonly string[]): readonly string[] {
  const quoted = lines.some((line) => /^> ?<{4,}/.test(line));
  return quoted ? lines.map((line) => line.replace(/^> ?/, '')) : lines;
}

/** Index of the line that closes the block, the end of its fence included. */
function endOfBlock(lines: readonly string[], at: number, wrapping: string): number | undefined {
  const opening = lines[at] ?? '';
  let isDivided = false;
  const last = Math.min(lines.length, at + mostLinesOfBlock);
  for (let index = at + 1; index < last; index++) {
    const line = lines[index] ?? '';
    if (isClose(line, opening)) {
      return index;
    }
    if (isOpenOfSearch(line)) {
      return undefined;
    }
    const { info, mark } = fenceIn(line) ?? {};
    const endsFence = wrapping !== '' && mark === wrapping && info === '';
    if (endsFence && isDivided && isLastOfBlock(lines, index)) {
      return index;
    }
    isDivided ||= isDivider(line);
  }
  return undefined;
}

/** The fence ends, and no closing mark comes before the next block: it was forgotten. */
function isLastOfBlock(lines: readonly string[], at: number): boolean {
  for (const line of lines.slice(at + 1, at + 1 + mostLinesOfBlock)) {
    if (isOpen(line)) {
      return true;
    }
    if (isClose(line) || fenceIn(line) !== undefined) {
      return false;
    }
  }
  return true;
}

function endOfFence(lines: readonly string[], at: number, mark: string): number {
  for (let index = at + 1; index < lines.length; index++) {
    const other = fenceIn(lines[index] ?? '');
    if (other !== undefined && other.info === '' && other.mark.startsWith(mark)) {
      return index;
    }
  }
  return lines.length;
}

/** A fence may hold words and the name of a file before its block. */
function leadsToBlock(lines: readonly string[], from: number, mark: string): boolean {
  for (const line of lines.slice(from, from + mostLinesBefore)) {
    const { info, mark: other = '' } = fenceIn(line) ?? {};
    if (info === '' && other.startsWith(mark)) {
      return false;
    }
    if (isOpen(line) && !isOpenOfConflict(line)) {
      return true;
    }
  }
  return false;
}

/** @param margin white space before the opening mark */
function variantsOf(lines: readonly string[], margin: string): readonly Variant[] {
  const dividers = lines.flatMap((line, index) => (isDivider(line) ? [index] : []));
  return dividers.slice(0, mostVariants).map((at) => {
    const [search, replace] = [lines.slice(0, at), lines.slice(at + 1)];
    // With nothing to compare it to, the code begins where the mark does.
    const isFree = search.every((line) => line.trim() === '');
    const moved = isFree ? replace.map((line) => withoutMargin(line, margin)) : replace;
    const plain = { search, replace: moved };
    const bare = withoutFences(plain);
    return bare === undefined ? plain : { ...plain, bare };
  });
}

function withoutMargin(line: string, margin: string): string {
  return line.startsWith(margin) ? line.slice(margin.length) : line;
}

/** Some models put fences around each part, or one around both. */
function withoutFences({ replace, search }: Variant): Variant | undefined {
  const [top, bottom] = [endsOf(search), endsOf(replace)];
  const begins = (lines: readonly string[], at: number) => fenceIn(lines[at] ?? '') !== undefined;
  const ends = (lines: readonly string[], at: number) => fenceIn(lines[at] ?? '')?.info === '';
  if (!begins(search, top.first)) {
    return undefined;
  }
  const searchEnd = ends(search, top.last) && top.last > top.first ? top.last : top.last + 1;
  const hasOwn = begins(replace, bottom.first) && bottom.last > bottom.first;
  return {
    search: search.slice(top.first + 1, searchEnd),
    replace: replace.slice(
      hasOwn ? bottom.first + 1 : 0,
      ends(replace, bottom.last) ? bottom.last : replace.length,
    ),
  };
}

/** The first and the last line with something in it. */
function endsOf(lines: readonly string[]): { readonly first: number; readonly last: number } {
  return {
    first: lines.findIndex((line) => line.trim() !== ''),
    last: lines.findLastIndex((line) => line.trim() !== ''),
  };
}
