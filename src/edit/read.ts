import { invisibleIn } from '../subject/invisible.ts';
import type { Span } from '../text/document.ts';
import { applyEdits, sortedEdits, type TextEdit } from './edits.ts';
import type { OtherEdits, OtherFile } from './elsewhere.ts';
import { isSameFile } from './fileLine.ts';
import { createFinder, type Finder } from './find.ts';
import { type Block, parseReply, type Reply } from './format.ts';
import { hunksOf } from './hunks.ts';
import { placeBlock } from './match.ts';
import { reasonIn } from './reason.ts';
import type { Scope } from './scope.ts';
import { combined, placeBlocks } from './sequence.ts';
import type { EditRefusal } from './task.ts';
import { placeWhole } from './wholeBlock.ts';

/** What a reply comes to. */
export type Read =
  | {
      readonly kind: 'edits';
      readonly edits: readonly TextEdit[];
      /** What it changes in other files besides; absent for nothing. */
      readonly elsewhere?: readonly OtherEdits[];
      readonly why: string;
    }
  | { readonly kind: 'refused'; readonly reason: EditRefusal; readonly why: string };

const mostBlocks = 200;
/** Nobody reads through more than this at once. */
const mostNewCharacters = 200_000;

/** What a reply may change in a file besides the one that is asked about. */
type OtherScope = Scope & { readonly file: OtherFile };

/**
 * The edits that a reply means, all of them or none; of another file those of which all fit.
 * @param isCut the reply ended at the token limit
 * @param others files that it may change besides; blocks for any further one refuse the reply
 */
export function readReply(
  reply: string,
  scope: Scope,
  isCut: boolean,
  others: readonly OtherScope[] = [],
): Read {
  const { veil } = scope;
  const plain = parseReply(reply);
  // Words without a mark or fence may be the code itself.
  const why = plain.blocks.length + plain.fences.length === 0 ? '' : veil.conceal(reasonIn(plain));
  const revealed = veil.reveal(reply);
  const parsed = revealed === reply ? plain : parseReply(revealed);
  const refuse = (reason: EditRefusal): Read => ({
    kind: 'refused',
    reason,
    why: veil.conceal(reasonIn(plain)),
  });
  if (reply.length > mostNewCharacters) {
    return refuse({ kind: 'huge' });
  }
  if (parsed.declines) {
    return refuse({ kind: 'nothing to change' });
  }
  // Blocks that are missing cannot be told from those that were not meant.
  if (parsed.isBroken || isCut) {
    return refuse({ kind: 'truncated' });
  }
  const other = unknownFile(parsed, scope, others);
  if (other !== undefined) {
    return refuse({ kind: 'other file', path: other });
  }
  const own = blocksFor(scope, parsed, scope, others);
  const [elsewhere] = parsed.blocks;
  if (elsewhere !== undefined && own.length === 0) {
    return refuse({ kind: 'other file', path: elsewhere.file });
  }
  if (parsed.blocks.length > mostBlocks) {
    return refuse({ kind: 'huge' });
  }
  const finder = createFinder(scope.text);
  const placed =
    parsed.blocks.length === 0
      ? placeWhole(finder, scope, parsed)
      : placeBlocks(finder, scope, own);
  if (placed.kind === 'refused') {
    return refuse(placed.reason);
  }
  const checked = checkEdits(scope, placed.edits);
  if ('kind' in checked) {
    return refuse(checked);
  }
  const changes = others.flatMap((one) => changesOf(reply, scope, one, others));
  return {
    kind: 'edits',
    edits: checked,
    ...(changes.length === 0 ? {} : { elsewhere: changes }),
    why,
  };
}

/** What does not fit is left out: nobody asked for it. */
function changesOf(
  reply: string,
  asked: Scope,
  other: OtherScope,
  others: readonly OtherScope[],
): readonly OtherEdits[] {
  const parsed = parseReply(other.veil.reveal(reply));
  const placed = placeBlocks(
    createFinder(other.text),
    other,
    blocksFor(other, parsed, asked, others),
  );
  const edits = placed.kind === 'edits' ? checkEdits(other, placed.edits) : [];
  const { uri, version } = other.file;
  return 'kind' in edits || edits.length === 0 ? [] : [{ uri, version, edits }];
}

/** The edits of the blocks that have come so far and fit; never refuses. */
export function readPartly(
  reply: string,
  scope: Scope,
  finder: Finder,
  others: readonly OtherScope[] = [],
): readonly TextEdit[] {
  const parsed = parseReply(scope.veil.reveal(reply));
  if (unknownFile(parsed, scope, others) !== undefined || parsed.blocks.length > mostBlocks) {
    return [];
  }
  const edits = blocksFor(scope, parsed, scope, others).flatMap(({ variants }) => {
    const placed = placeBlock(finder, scope, variants);
    return placed.kind === 'edits' ? placed.edits : [];
  });
  const checked = checkEdits(scope, combined(edits));
  return 'kind' in checked ? [] : checked;
}

/** The first file that is named and that the reply may not change. A whole file in a fence is the one that was asked about. */
function unknownFile(
  { blocks, fences }: Reply,
  scope: Scope,
  others: readonly Scope[],
): string | undefined {
  const known = blocks.length > 0 ? others : [];
  const named = (blocks.length > 0 ? blocks : fences).map(({ file }) => file);
  return named.find((file) => file !== '' && meantBy(file, scope, known) === undefined);
}

/** Blocks without a name are for the file that is asked about. */
function blocksFor(
  wanted: Scope,
  { blocks }: Reply,
  asked: Scope,
  others: readonly Scope[],
): readonly Block[] {
  return blocks.filter(
    ({ file }) => (file === '' ? asked : meantBy(file, asked, others)) === wanted,
  );
}

/** The file that a name means: to the letter, else by its end; undefined where it could be more than one of them. */
function meantBy(name: string, asked: Scope, others: readonly Scope[]): Scope | undefined {
  const all = [asked, ...others];
  const exact = all.find(({ path }) => path === name);
  const [first, ...further] = all.filter(({ path }) => isSameFile(name, path));
  return exact ?? (further.length === 0 ? first : undefined);
}

/** What holds for all edits of a reply together. */
function checkEdits(
  { text, veil }: Scope,
  edits: readonly TextEdit[],
): readonly TextEdit[] | EditRefusal {
  const sorted = sortedEdits(text, edits);
  if (sorted === undefined) {
    return { kind: 'overlap' };
  }
  if (sorted.length === 0) {
    return { kind: 'nothing changed' };
  }
  const replaced = sorted.map(({ end, start }) => text.slice(start, end)).join('\n');
  const added = sorted.map((edit) => edit.text).join('\n');
  if (added.length > mostNewCharacters) {
    return { kind: 'huge' };
  }
  if (!veil.isKept(replaced, added)) {
    return { kind: 'placeholder' };
  }
  const before = new Set(invisibleIn(replaced));
  const names = invisibleIn(added).filter((name) => !before.has(name));
  return names.length > 0 ? { kind: 'invisible characters', names } : smallest(text, sorted);
}

/** The same edits without lines that they leave as they are. */
function smallest(text: string, edits: readonly TextEdit[]): readonly TextEdit[] {
  const after = applyEdits(text, edits);
  return hunksOf(text, edits).map((hunk) => {
    const [old, now] = [text.slice(...at(hunk.before)), after.slice(...at(hunk.after))];
    const [end = ''] = /\r?\n$/.exec(old) ?? [];
    const isKept = end !== '' && now.endsWith(end) && /\r?\n$/.exec(now)?.[0] === end;
    const cut = isKept ? end.length : 0;
    const { end: last, start } = hunk.before;
    return { start, end: last - cut, text: now.slice(0, now.length - cut) };
  });
}

function at({ end, start }: Span): [number, number] {
  return [start, end];
}
