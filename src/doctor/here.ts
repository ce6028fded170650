import {
  type Finding,
  failed,
  fine,
  type HereReason,
  noted,
  type Repair,
  skipped,
} from './finding.ts';

/** What is known about completions at the cursor. */
export interface HereFacts {
  readonly languageId: string;
  readonly reason: HereReason | undefined;
  /** A setting that only the workspace sets is what refuses: a value of the user would not count. */
  readonly byWorkspace: boolean;
  /** Completions are on for other languages. */
  readonly onElsewhere: boolean;
}

/** Whether completions come by themselves here. @param facts undefined without an editor */
export function hereFinding(facts: HereFacts | undefined): Finding {
  if (facts === undefined) {
    return skipped({ kind: 'no document' });
  }
  const { byWorkspace, languageId, reason } = facts;
  if (reason === undefined) {
    return fine({ kind: 'on here', languageId });
  }
  const repair = byWorkspace ? ({ kind: 'open workspace settings' } as const) : repairOf(facts);
  const fact = { kind: 'off here', reason, byWorkspace } as const;
  return isFault(reason)
    ? failed(fact, repair === undefined ? [] : [repair])
    : noted(fact, repair === undefined ? [] : [repair]);
}

/** What the user can change about it; the others are as they are meant to be. */
function isFault(reason: HereReason): boolean {
  const faults: readonly HereReason[] = [
    'disabled',
    'manual only',
    'snoozed',
    'on battery',
    'other extension',
    'untrusted workspace',
  ];
  return faults.includes(reason);
}

function repairOf({ languageId, onElsewhere, reason }: HereFacts): Repair | undefined {
  switch (reason) {
    case 'disabled':
      return { kind: 'turn on', ...(onElsewhere ? { languageId } : {}) };
    case 'manual only':
      return { kind: 'suggest while typing', languageId };
    case 'snoozed':
      return { kind: 'end snooze' };
    case 'on battery':
      return { kind: 'complete on battery' };
    case 'other extension':
      return { kind: 'use ghostline' };
    case 'untrusted workspace':
      return { kind: 'trust workspace' };
    case 'excluded file':
      return { kind: 'open setting', key: 'ghostline.privacy.excludeFiles' };
    default:
      return undefined;
  }
}

/** Another extension that completes, and what the user decided. */
export interface OtherFacts {
  readonly name: string;
  readonly choice: 'undecided' | 'ghostline' | 'left';
}

/** Whether somebody else answers first. */
export function otherFinding(other: OtherFacts | undefined): Finding {
  if (other === undefined) {
    return fine({ kind: 'no other extension' });
  }
  const { choice, name } = other;
  const fact = { kind: 'other extension', name, choice } as const;
  const use: Repair = { kind: 'use ghostline' };
  const leave: Repair = { kind: 'leave it', name };
  switch (choice) {
    case 'undecided':
      return failed(fact, [use, leave]);
    case 'left':
      return noted(fact, [use]);
    case 'ghostline':
      return noted(fact, [leave]);
  }
}
