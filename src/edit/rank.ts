import type { Cheat } from './cheats.ts';
import { applyEdits, type TextEdit } from './edits.ts';
import { hunksOf } from './hunks.ts';
import type { Verdict } from './verdict.ts';

/** How a candidate stood the check, best first. */
const standings: readonly Verdict['kind'][] = ['verified', 'partly', 'not verified', 'not checked'];

/** One of several answers to a problem. */
export interface Candidate {
  readonly edits: readonly TextEdit[];
  readonly verdict: Verdict;
  readonly cheats: readonly Cheat[];
}

/**
 * Best first: what silences a problem comes behind all that does not, then counts how it stood the check, then how
 * many problems it is known to repair, then how little it changes. Of equals the earlier one comes first.
 * @param text the document before any of them
 */
export function ranked<T extends Candidate>(text: string, candidates: readonly T[]): readonly T[] {
  return candidates
    .map((candidate) => ({ candidate, size: changeSize(text, candidate.edits) }))
    .toSorted(
      (one, other) =>
        Number(one.candidate.cheats.length > 0) - Number(other.candidate.cheats.length > 0) ||
        standingOf(one.candidate) - standingOf(other.candidate) ||
        repairedBy(other.candidate) - repairedBy(one.candidate) ||
        one.size - other.size,
    )
    .map(({ candidate }) => candidate);
}

function standingOf({ verdict }: Candidate): number {
  return standings.indexOf(verdict.kind);
}

/** Of those who repaired a part; who repaired all are equal in this, and of others nobody knows. */
function repairedBy({ verdict }: Candidate): number {
  return verdict.kind === 'partly' ? verdict.fixed : 0;
}

/** Characters of the lines that edits take away and put there. */
export function changeSize(text: string, edits: readonly TextEdit[]): number {
  const after = applyEdits(text, edits);
  return hunksOf(text, edits).reduce((sum, hunk) => {
    const added = after.slice(hunk.after.start, hunk.after.end);
    return sum + hunk.before.end - hunk.before.start + added.length;
  }, 0);
}
