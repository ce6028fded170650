/** What the defects of the shaping bench do to an answer; undefined where a defect cannot occur. */
import { languageOf } from '../src/text/language.ts';
import type { Dice, Hole } from './shapingHoles.mts';

/** Code is wanted in the hole, not words. */
export const isCode = (hole: Hole) =>
  hole.scope === 'code' && hole.kind !== 'in a comment' && !isProse(hole);

/** The file is written in a natural language. */
export const isProse = (hole: Hole) => languageOf(hole.file.languageId).prose;

/** The answer is more than one line. */
export const isLines = (hole: Hole) => hole.truth.trim().includes('\n');

/** A block is asked for. */
export const isBlock = (hole: Hole) => hole.extent.kind === 'block';

/** Puts code in a Markdown fence. */
export const inFence = (hole: Hole, code: string) =>
  `\`\`\`${hole.file.languageId}\n${code}\n\`\`\``;

/** The answer without the line break that it begins with. */
export const bare = (hole: Hole) => hole.truth.replace(/^\n/, '');
/** The lines of the block around the cursor: from the nearest line that is less indented. */
export function enclosing(hole: Hole): {
  readonly head: readonly string[];
  readonly tail: readonly string[];
} {
  const { above, before, below } = hole;
  const width = (line: string) => line.length - line.trimStart().length;
  const own = width(before);
  const start = above.findLastIndex((line) => line.trim() !== '' && width(line) < own);
  const outer = start === -1 ? 0 : width(above[start] ?? '');
  const end = below.findIndex((line) => line.trim() !== '' && width(line) <= outer);
  return {
    head: start === -1 || above.length - start > 30 ? above.slice(-4) : above.slice(start),
    tail: end === -1 || end > 30 ? [] : below.slice(0, end + 1),
  };
}

/** The document's lines around the hole, the hole filled. */
export function filled(hole: Hole, head: readonly string[], tail: readonly string[]): string {
  return [...head, hole.before + hole.truth + hole.after, ...tail].join('\n');
}

/** Another piece of the same file, from its first column on. */
export function otherPiece({ above, below }: Hole): string | undefined {
  const lines = below.length > above.length ? below : above;
  const start = lines.findIndex(
    (line, index) => index > 2 && /^[\p{L}@#]/u.test(line) && lines[index - 1]?.trim() === '',
  );
  const piece = lines.slice(start, start + 6);
  return start === -1 || piece.length < 3 ? undefined : piece.join('\n');
}

const unitOf = (hole: Hole): string => {
  const lines = [...hole.above, ...hole.truth.split('\n'), ...hole.below];
  return lines.some((line) => line.startsWith('\t'))
    ? '\t'
    : lines.some((line) => /^ {2}\S/.test(line))
      ? '  '
      : '    ';
};

/** Changes each line of a text. */
export function eachLine(text: string, change: (line: string, index: number) => string): string {
  return text.split('\n').map(change).join('\n');
}

const marginOf = (hole: Hole): string => /^[ \t]*/.exec(hole.before)?.[0] ?? '';

/** The document with one kind of indentation only, or undefined. */
function indentedBy(hole: Hole): 'tabs' | 'spaces' | undefined {
  const lines = [...hole.above, ...hole.below, ...hole.truth.split('\n')];
  const tabs = lines.some((line) => line.startsWith('\t'));
  const spaces = lines.some((line) => /^ {2}/.test(line));
  return tabs === spaces ? undefined : tabs ? 'tabs' : 'spaces';
}

/** Writes tabs for the spaces of the file, or spaces for its tabs. */
export function withOtherIndentation(hole: Hole): string | undefined {
  const by = indentedBy(hole);
  const unit = unitOf(hole);
  if (!isLines(hole) || by === undefined) {
    return undefined;
  }
  const changed = eachLine(hole.truth, (line, index) =>
    index === 0
      ? line
      : line.replace(/^[ \t]+/, (space) =>
          by === 'tabs' ? space.replaceAll('\t', '    ') : space.replaceAll(unit, '\t'),
        ),
  );
  return changed === hole.truth ? undefined : changed;
}

/** Removes the indentation of the cursor's line, or of the block, as chat models do. */
export function fromFirstColumn(hole: Hole): string | undefined {
  const margin = marginOf(hole);
  const lines = hole.truth.split('\n');
  const inner = lines.slice(1).filter((line) => line.trim() !== '');
  return isLines(hole) && margin !== '' && inner.every((line) => line.startsWith(margin))
    ? eachLine(hole.truth, (line, index) => (index === 0 ? line : line.slice(margin.length)))
    : undefined;
}

/** Writes the indentation of the cursor's line again. */
export function withFirstLineIndented(hole: Hole): string | undefined {
  const margin = marginOf(hole);
  return hole.before.trim() === '' && margin !== '' ? margin + hole.truth : undefined;
}

/** The whole block one level too deep, its first line too. */
export function oneLevelDeeper(hole: Hole): string | undefined {
  const unit = unitOf(hole);
  return isLines(hole) && isBlock(hole)
    ? eachLine(bare(hole), (line) =>
        line === ''
          ? line
          : (hole.before.trim() === '' && line === bare(hole).split('\n')[0]
              ? marginOf(hole)
              : '') +
            unit +
            line,
      )
    : undefined;
}

/** Escapes the answer as for a page. */
export function withEntities(hole: Hole): string | undefined {
  const escaped = hole.truth
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
  const markup = /^(?:html|xml|php|typescriptreact|vue|svelte)$/.test(hole.file.languageId);
  return markup || escaped === hole.truth || /&\w+;/.test(hole.document.text) ? undefined : escaped;
}

/** Puts the number of each line before it. */
export function withLineNumbers(hole: Hole, dice: Dice): string | undefined {
  const first = hole.above.length + 1;
  const mark = [': ', ' | ', '\t', '| '][Math.floor(dice() * 4)] ?? ': ';
  const body = hole.before.trim() === '' ? hole.before + hole.truth : bare(hole);
  const at = hole.truth.startsWith('\n') ? first + 1 : first;
  return isLines(hole) ? eachLine(body, (line, index) => `${at + index}${mark}${line}`) : undefined;
}

/** Gives the answer as added lines, or as a hunk with a line of context. */
export function asDiff(hole: Hole, dice: Dice): string | undefined {
  if (!isBlock(hole)) {
    return undefined;
  }
  const body = hole.before.trim() === '' ? hole.before + hole.truth : bare(hole);
  const added = eachLine(body, (line) => `+${line}`);
  const above = hole.above.at(-1) ?? '';
  const hunk = `@@ -${hole.above.length},3 +${hole.above.length},6 @@\n`;
  const context = hole.before.trim() === '' ? ` ${above}\n` : ` ${hole.before}\n`;
  return dice() < 0.5 ? (isLines(hole) ? added : undefined) : `${hunk}${context}${added}`;
}

/** Gives the answer as a search-and-replace block with two lines of context. */
export function asSearchReplace(hole: Hole): string | undefined {
  const { above, after, before } = hole;
  const old = [...above.slice(-2), before + after].join('\n');
  const fresh = filled(hole, above.slice(-2), []);
  return `<<<<<<< SEARCH\n${old}\n=======\n${fresh}\n>>>>>>> REPLACE`;
}

/** Takes off the last closer where the document does not have it behind the cursor. */
export function withoutCloser(hole: Hole): string | undefined {
  const { after, truth } = hole;
  const opens = (truth.match(/[([{]/g) ?? []).length;
  const closes = (truth.match(/[)\]}]/g) ?? []).length;
  return after === '' &&
    /[\w"')\]}][)\]}]$/.test(truth) &&
    opens === closes &&
    !isLines(hole) &&
    !/["'`]/.test(truth)
    ? truth.slice(0, -1)
    : undefined;
}

/** Some bracket is opened that is not closed behind it. */
function leavesOpen(text: string): boolean {
  let open = 0;
  for (const [mark] of text.matchAll(/[([{)\]}]/g)) {
    open = /[([{]/.test(mark) ? open + 1 : Math.max(0, open - 1);
  }
  return open > 0;
}

/** Adds a closer, or a line with one. */
export function withMoreClosers(hole: Hole, dice: Dice): string | undefined {
  // A block that was begun in the answer may be closed in it; behind a comment mark nothing is closed.
  const markup = languageOf(hole.file.languageId).strings.length === 0;
  if (leavesOpen(hole.truth) || markup || /(?:\/\/|#|--|%).*$/.test(hole.truth)) {
    return undefined;
  }
  if (isLines(hole) && hole.before.trim() === '') {
    return `${hole.truth}\n}`;
  }
  return hole.truth + hole.after + [')', '}', ']', '})'][Math.floor(dice() * 4)];
}

/** Writes the string in quotes though it is open at the cursor. */
export function reopened(hole: Hole): string | undefined {
  const quote = /(["'`])[^"'`]*$/.exec(hole.before)?.[1];
  return hole.kind === 'in a string' && quote !== undefined && hole.before.endsWith(quote)
    ? `${quote}${hole.truth}${quote}`
    : undefined;
}

/** Cuts the answer anywhere in its second half. */
export function cut(hole: Hole, dice: Dice): string | undefined {
  const length = Math.floor(hole.truth.length * (0.4 + dice() * 0.5));
  const part = hole.truth.slice(0, length);
  return part.trim().length > 2 ? part : undefined;
}

/** Repeats the last line of the answer. */
export function looping(hole: Hole): string | undefined {
  const last = hole.truth.split('\n').at(-1) ?? '';
  const line = hole.truth.includes('\n') ? last : marginOf(hole) + last;
  return isBlock(hole) && /\p{L}{3}/u.test(last)
    ? `${hole.truth}${`\n${line}`.repeat(20)}`
    : undefined;
}

/** The first half of the words and marks. */
export function firstHalf(text: string): string {
  const tokens = text.match(/\w+|\s+|[^\w\s]/g) ?? [];
  return tokens.slice(0, Math.ceil(tokens.length / 2)).join('');
}

/** The answer and the rest of the cursor's line. */
export const withRest = (hole: Hole) => `${hole.truth}${hole.after}`;
