import type { Cheat } from './cheats.ts';
import type { TextEdit } from './edits.ts';
import type { OtherEdits } from './elsewhere.ts';
import type { Attempt } from './task.ts';
import type { Verdict } from './verdict.ts';

/** A change that the model wrote. */
export interface Change {
  readonly edits: readonly TextEdit[];
  /** What it changes in other open files; absent for nothing. */
  readonly elsewhere?: readonly OtherEdits[];
  /** The model's reason. */
  readonly why: string;
}

/** An answer of the model that can be offered. */
export interface Candidate extends Change {
  readonly verdict: Verdict;
  readonly cheats: readonly Cheat[];
}

/** What the model answered: edits, or a way to end that is told to the user as it is. */
export type Answer<Other> =
  | ({ readonly kind: 'edits' } & Change)
  | { readonly kind: 'other'; readonly other: Other };

/** What one attempt is made with. */
export interface AttemptPorts<Other> {
  ask(attempts: readonly Attempt[]): Promise<Answer<Other>>;
  /** Undefined when it was stopped. */
  check(
    change: Change,
  ): Promise<{ readonly verdict: Verdict; readonly complaints: readonly string[] } | undefined>;
  cheatsIn(change: Change): readonly Cheat[];
  /** The best first. */
  rank(candidates: readonly Candidate[]): readonly Candidate[];
}

/** How all attempts together ended. */
export type AttemptsEnd<Other> =
  | { readonly kind: 'offered'; readonly candidate: Candidate; readonly attempts: number }
  /** Each made it no better or worse, so nothing of them is offered. */
  | { readonly kind: 'withdrawn'; readonly messages: readonly string[]; readonly attempts: number }
  | { readonly kind: 'other'; readonly other: Other }
  | { readonly kind: 'stopped' };

/**
 * Asks and checks until an answer repairs what it should and nothing speaks against it; each next attempt is told
 * what was wrong with those before.
 * @param most answers that are asked for, at least 1
 */
export async function makeAttempts<Other>(
  ports: AttemptPorts<Other>,
  most: number,
): Promise<AttemptsEnd<Other>> {
  const attempts: Attempt[] = [];
  const candidates: Candidate[] = [];
  let other: Other | undefined;
  let count = 0;
  while (count < most) {
    count += 1;
    const answer = await ports.ask(attempts);
    if (answer.kind === 'other') {
      other = answer.other;
      break;
    }
    const checked = await ports.check(answer);
    if (checked === undefined) {
      return { kind: 'stopped' };
    }
    const cheats = ports.cheatsIn(answer);
    candidates.push({ ...answer, cheats, verdict: doubted(checked.verdict, cheats) });
    if (cheats.length === 0 && checked.verdict.kind !== 'partly') {
      // Repaired, or nobody can say what is wrong with it.
      break;
    }
    const complaints = [...checked.complaints, ...cheats.map(silencing)];
    attempts.push({ edits: answer.edits, complaints });
  }
  return endOf(ports, candidates, other, count);
}

function silencing({ kind, text }: Cheat): string {
  return `This silences the problem instead of repairing its cause (${kind}): ${text}`;
}

/** What looks like silencing is not called verified, and what is said of a part says so. */
function doubted(verdict: Verdict, [suspicion]: readonly Cheat[]): Verdict {
  if (suspicion === undefined) {
    return verdict;
  }
  return verdict.kind === 'partly'
    ? { ...verdict, suspicion }
    : { kind: 'not verified', reason: 'suspicious', suspicion };
}

function endOf<Other>(
  { rank }: AttemptPorts<Other>,
  candidates: readonly Candidate[],
  other: Other | undefined,
  attempts: number,
): AttemptsEnd<Other> {
  const [best] = rank(candidates.filter(({ verdict }) => !isNoBetter(verdict)));
  if (best !== undefined) {
    return { kind: 'offered', candidate: best, attempts };
  }
  const last = candidates.at(-1)?.verdict;
  if (last === undefined && other !== undefined) {
    return { kind: 'other', other };
  }
  return {
    kind: 'withdrawn',
    messages: last?.kind === 'partly' ? last.messages : [],
    attempts,
  };
}

/** Known to have repaired nothing, or to have added problems. */
function isNoBetter(verdict: Verdict): boolean {
  return verdict.kind === 'partly' && (verdict.added > 0 || verdict.fixed === 0);
}
