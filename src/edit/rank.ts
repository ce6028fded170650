import type { Cheat } from './cheats.ts';
import { applyEdits, type TextEdit } from './edits.ts';
import { hunksOf } from './hunks.ts';

/** How a candidate stood the check, best first. */
export const standings = ['verified', 'partly', 'not verified', 'not checked'] as const;
export type Standing = (typeof standings)[number];

/** One of several answers to a problem. */
export interface Candidate {
  readonly edits: readonly TextEdit[];
  readonly standing: Standing;
  readonly cheats: readonly Cheat[];
}

/**
 * Best first: what silences a problem comes behind all that does not, then counts how it stood the check, then how
 * little it changes. Of equals the earlier one comes first.
 * @param text the document before any of them
 */
export function ranked<T extends Candidate>(text: string, candidates: readonly T[]): readonly T[] {
  return candidates
    .map((candidate) => ({ candidate, size: changeSize(text, candidate.edits) }))
    .toSorted(
      (one, other) =>
        Number(one.candidate.cheats.length > 0) - Number(other.candidate.cheats.length > 0) ||
        standings.indexOf(one.candidate.standing) - standings.indexOf(other.candidate.standing) ||
        one.size - other.size,
    )
    .map(({ candidate }) => candidate);
}

/** Characters of the lines that edits take away and put there. */
export function changeSize(text: string, edits: readonly TextEdit[]): number {
  const after = applyEdits(text, edits);
  return hunksOf(text, edits).reduce((sum, hunk) => {
    const added = after.slice(hunk.after.start, hunk.after.end);
    return sum + hunk.before.end - hunk.before.start + added.length;
  }, 0);
}
