import { type CheckId, type Finding, failed, type Repair, skipped } from './finding.ts';

/** One thing to look at. */
export interface Check {
  readonly id: CheckId;
  readonly deadlineMs: number;
  /** Its failures are findings; it throws `signal.reason` when aborted, and otherwise only by a fault of ours. */
  run(signal: AbortSignal): Promise<Finding>;
}

/** Calls back once after `delayMs`; returns its cancellation. */
type After = (delayMs: number, callback: () => void) => () => void;

/**
 * Runs all checks side by side and tells each finding as it comes. A check that is late counts as failed and ends by
 * itself; after an abort those that are left count as stopped.
 * @returns when every check has been told.
 */
export async function examine(
  checks: readonly Check[],
  after: After,
  signal: AbortSignal,
  tell: (id: CheckId, finding: Finding) => void,
): Promise<void> {
  const over = new AbortController();
  const own = AbortSignal.any([signal, over.signal]);
  const one = async (check: Check) => tell(check.id, await findingOf(check, after, signal, own));
  try {
    await Promise.all(checks.map(one));
  } finally {
    // What was late may still be at work.
    over.abort();
  }
}

function findingOf(
  check: Check,
  after: After,
  signal: AbortSignal,
  own: AbortSignal,
): Promise<Finding> {
  return new Promise((resolve) => {
    const end = (finding: Finding) => {
      stopTimer();
      signal.removeEventListener('abort', stop);
      resolve(finding);
    };
    const stop = () => end(skipped({ kind: 'stopped' }));
    const stopTimer = after(check.deadlineMs, () =>
      end(
        failed(
          { kind: 'too slow', seconds: Math.round(check.deadlineMs / 1000) },
          ofServer.includes(check.id) ? [otherModel] : [],
        ),
      ),
    );
    if (signal.aborted) {
      stop();
      return;
    }
    signal.addEventListener('abort', stop, { once: true });
    check.run(own).then(end, (cause: unknown) => {
      const detail = cause instanceof Error ? cause.name : 'unknown';
      end(failed({ kind: 'broke', detail }, [{ kind: 'show log' }]));
    });
  });
}

/** A smaller model, or one of another server, answers sooner. */
const otherModel: Repair = { kind: 'select model' };

/** Checks that look at the server: what repairs one changes the others. */
const ofServer: readonly CheckId[] = [
  'server',
  'key',
  'model',
  'fill',
  'chat',
  'fallback',
  'remote',
];

/** Checks that are to run again when one of them was repaired. */
export function togetherWith(id: CheckId): readonly CheckId[] {
  const own = ofServer.includes(id) ? ofServer : [id];
  return [...new Set([...own, 'here', 'others', 'request', 'settings'] as const)];
}
