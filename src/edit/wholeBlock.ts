import { indentOf, leadingSpace } from '../text/indentation.ts';
import { keysOf, likenessOf, shared, trimmedLines } from './alike.ts';
import { isEllipsis } from './ellipsis.ts';
import { type Finder, type LineRange, linesIn, type Match } from './find.ts';
import type { Reply } from './format.ts';
import { keepsRest } from './keepsRest.ts';
import { linesTouched } from './lines.ts';
import { isMark } from './marks.ts';
import { type Placed, placeBlock } from './match.ts';
import { createReindent, indentUnit } from './reindent.ts';
import { rewrite } from './rewrite.ts';
import { nearnessOf, type Scope } from './scope.ts';
import { placeBlocks } from './sequence.ts';
import { blocksOfDiff } from './unifiedDiff.ts';

/** Of the lines that are replaced at least this share stays, or the code is some other code. */
const leastKept = 0.4;
/** A few lines may all be new ones when their words are the old ones. */
const fewLines = 3;
const leastAlike = 0.6;
/** Of a pair of pieces, one of which is the old code. */
const leastAlikePair = 0.4;

const prose: Placed = { kind: 'refused', reason: { kind: 'prose' } };

/**
 * Edits for a reply without blocks: one piece of code that is the asked code, the whole document or what stands
 * between its own first and last line, written anew; or two pieces, the old one and the new one.
 */
export function placeWhole(finder: Finder, scope: Scope, { fences, words }: Reply): Placed {
  const [one, other, ...more] = fences;
  if (fences.some(({ isClosed }) => !isClosed) || words.some((line) => escapedMark.test(line))) {
    return { kind: 'refused', reason: { kind: 'truncated' } };
  }
  if (one === undefined) {
    return isBareCode(finder, words) ? placePiece(finder, scope, words) : prose;
  }
  if (other === undefined && isForBlank(scope, one.info)) {
    return placeBlock(finder, scope, [{ search: [], replace: one.lines }]);
  }
  if (other === undefined) {
    return placePiece(finder, scope, one.lines);
  }
  return more.length === 0 ? placePair(finder, scope, one.lines, other.lines) : prose;
}

/** Without a fence code must be told from words: its last line is one of the file, and there are several. */
function isBareCode(finder: Finder, words: readonly string[]): boolean {
  const lines = trimmedLines(words);
  return lines.length >= fewLines && finder.linesLike(lines.at(-1) ?? '').length > 0;
}

/** Code for a blank place needs no old code; commands for a terminal are not meant for it. */
function isForBlank({ asked, languageId, text }: Scope, info: string): boolean {
  const isBlank = asked.every(({ end, start }) => text.slice(start, end).trim() === '');
  return isBlank && (!commands.test(info) || languageId === 'shellscript');
}

const commands = /^(?:sh|bash|zsh|shell|console|terminal|powershell|cmd|bat|te?xt|output|log)\b/i;

/** A mark of a block as markup writes it. */
const escapedMark = /(?:&[lg]t;){4}/;

function placePiece(finder: Finder, scope: Scope, lines: readonly string[]): Placed {
  const code = trimmedLines(lines);
  if (code.length === 0 || code.some(isMark)) {
    return prose;
  }
  const isNew = (line: string) => finder.linesLike(line).length === 0;
  const [removed, added] = ['-', '+'].map((sign) => code.filter((line) => line.startsWith(sign)));
  if (added?.some(isNew) === true || removed?.some(isNew) === true) {
    return placeSigned(finder, scope, code);
  }
  if (code.some((line) => isEllipsis(line) && isNew(line))) {
    return { kind: 'refused', reason: { kind: 'ellipsis' } };
  }
  const range = rangeFor(finder, scope, code);
  return range === undefined ? prose : replaceRange(finder, range, code, scope.languageId);
}

/** Lines with the signs of a diff, in a piece that is not called one. */
function placeSigned(finder: Finder, scope: Scope, code: readonly string[]): Placed {
  const placed = placeBlocks(finder, scope, blocksOfDiff('', code));
  return placed.kind === 'edits' && placed.edits.length > 0 ? placed : prose;
}

/** What the code is to replace. */
function rangeFor(finder: Finder, scope: Scope, code: readonly string[]): LineRange | undefined {
  const [asked, ...others] = scope.asked.map((span) => linesTouched(finder.lines, span));
  const own = asked === undefined || others.length > 0 ? [] : [asked];
  const candidates = [...anchored(finder, code), ...own, whole(finder)];
  return candidates.find(
    (range) =>
      nearnessOf(scope, finder.lines, range) > 1 &&
      fits(linesIn(finder, range), code) &&
      keepsRest(finder, scope.asked, range, code),
  );
}

/** Between the place of its own first line and that of its last one. */
function anchored(finder: Finder, code: readonly string[]): readonly LineRange[] {
  const [top = '', bottom = ''] = [code[0], code.at(-1)];
  const tops = finder.linesLike(top);
  if (code.length < 2 || tops.length !== 1) {
    return [];
  }
  const [first = 0] = tops;
  const depth = indentOf(bottom) - indentOf(top);
  const depthAt = (line: number) =>
    indentOf(finder.lineText(line)) - indentOf(finder.lineText(first));
  const ends = finder
    .linesLike(bottom, first + 1)
    .filter((line) => (depth > 0 ? depthAt(line) > 0 : depthAt(line) === depth));
  // A closing line ends the nearest block; of other lines there must be one only.
  const isCloser = !/[\p{L}\p{N}]/u.test(bottom);
  const [end] = isCloser || ends.length === 1 ? ends : [];
  return end === undefined ? [] : [{ first, after: end + 1 }];
}

/** All lines but blank ones at both ends. */
function whole({ lineText, lines }: Finder): LineRange {
  let [first, after] = [0, lines.length];
  while (first < after && lineText(first).trim() === '') {
    first++;
  }
  while (after > first && lineText(after - 1).trim() === '') {
    after--;
  }
  return { first, after };
}

/** True when the code begins and ends like the old one, and keeps most of it. */
function fits(own: readonly string[], code: readonly string[]): boolean {
  const [old, now] = [trimmedLines(own), trimmedLines(code)];
  const [before, after] = [keysOf(old), keysOf(now)];
  if (before.length === 0 || after.length === 0) {
    return false;
  }
  const isLike = (one = '', other = '') => likenessOf(one, other) >= leastAlike;
  if (!isLike(old[0], now[0]) || !isLike(old.at(-1), now.at(-1))) {
    return false;
  }
  return before.length <= fewLines
    ? isLike(old.join('\n'), now.join('\n')) && after.length <= before.length + fewLines
    : shared(before, after) / before.length >= leastKept;
}

/** Two pieces of code: the first is in the document and the second, much like it, is not. */
function placePair(
  finder: Finder,
  scope: Scope,
  one: readonly string[],
  other: readonly string[],
): Placed {
  const [search, replace] = [trimmedLines(one), trimmedLines(other)];
  const isKnown = finder.find(replace).length > 0;
  if (isKnown || likenessOf(search.join('\n'), replace.join('\n')) < leastAlikePair) {
    return prose;
  }
  const placed = placeBlock(finder, scope, [{ search, replace }]);
  return placed.kind === 'edits' || placed.reason.kind === 'ellipsis' ? placed : prose;
}

/** Lines that are the same but for the model's way to indent are found again, so that only the others change. */
function replaceRange(
  finder: Finder,
  range: LineRange,
  code: readonly string[],
  languageId: string,
): Placed {
  const search = linesIn(finder, range);
  const reindent = reindentWhole(search, code, finder.unitNear(range.first));
  const match: Match = { ...range, own: search.map((_, index) => range.first + index) };
  const edits = rewrite(finder, match, { search, replace: code.map(reindent) }, languageId);
  return edits === undefined ? prose : { kind: 'edits', edits };
}

/** The first line tells where the code begins; if lines that stay are further in, the step is another one. */
function reindentWhole(
  own: readonly string[],
  code: readonly string[],
  ownUnit: string,
): (line: string) => string {
  const written = leadingSpace(code[0] ?? '');
  const first = leadingSpace(own.find((line) => line.trim() !== '') ?? '');
  const shift = createReindent([{ written, own: first }], ownUnit, ownUnit);
  const scale = createReindent([{ written, own: first }], indentUnit(code), ownUnit);
  const lines = (all: readonly string[]) => all.map((line) => line.trimEnd()).filter(Boolean);
  const kept = (reindent: typeof shift) => shared(lines(own), lines(code.map(reindent)));
  return kept(scale) > kept(shift) ? scale : shift;
}
