import { invisibleIn } from '../subject/invisible.ts';
import type { Span } from '../text/document.ts';
import { applyEdits, sortedEdits, type TextEdit } from './edits.ts';
import { isSameFile } from './fileLine.ts';
import { createFinder, type Finder } from './find.ts';
import { parseReply, type Reply } from './format.ts';
import { hunksOf } from './hunks.ts';
import { placeBlock } from './match.ts';
import { reasonIn } from './reason.ts';
import type { Scope } from './scope.ts';
import { combined, placeBlocks } from './sequence.ts';
import type { EditRefusal } from './task.ts';
import { placeWhole } from './wholeBlock.ts';

/** What a reply comes to. */
export type Read =
  | { readonly kind: 'edits'; readonly edits: readonly TextEdit[]; readonly why: string }
  | { readonly kind: 'refused'; readonly reason: EditRefusal; readonly why: string };

const mostBlocks = 200;
/** Nobody reads through more than this at once. */
const mostNewCharacters = 200_000;

/**
 * The edits that a reply means, all of them or none.
 * @param isCut the reply ended at the token limit
 */
export function readReply(reply: string, scope: Scope, isCut: boolean): Read {
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
  const other = otherFile(parsed, scope);
  if (other !== undefined) {
    return refuse({ kind: 'other file', path: other });
  }
  if (parsed.blocks.length > mostBlocks) {
    return refuse({ kind: 'huge' });
  }
  const finder = createFinder(scope.text);
  const placed =
    parsed.blocks.length === 0
      ? placeWhole(finder, scope, parsed)
      : placeBlocks(finder, scope, parsed.blocks);
  if (placed.kind === 'refused') {
    return refuse(placed.reason);
  }
  const checked = checkEdits(scope, placed.edits);
  return 'kind' in checked ? refuse(checked) : { kind: 'edits', edits: checked, why };
}

/** The edits of the blocks that have come so far and fit; never refuses. */
export function readPartly(reply: string, scope: Scope, finder: Finder): readonly TextEdit[] {
  const parsed = parseReply(scope.veil.reveal(reply));
  if (otherFile(parsed, scope) !== undefined || parsed.blocks.length > mostBlocks) {
    return [];
  }
  const edits = parsed.blocks.flatMap(({ variants }) => {
    const placed = placeBlock(finder, scope, variants);
    return placed.kind === 'edits' ? placed.edits : [];
  });
  const checked = checkEdits(scope, combined(edits));
  return 'kind' in checked ? [] : checked;
}

function otherFile({ blocks, fences }: Reply, { path }: Scope): string | undefined {
  const named = blocks.length > 0 ? blocks : fences;
  return named.map(({ file }) => file).find((file) => file !== '' && !isSameFile(file, path));
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
