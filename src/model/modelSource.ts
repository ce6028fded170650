import type { Log } from '../log.ts';
import { type Choice, type ChooseDeps, chooseModel } from './chooseModel.ts';
import { isModelError, ModelError, type ModelErrorKind } from './client.ts';
import type { ModelSource, ModelState, NoModelReason } from './source.ts';

/** What the source is built from. */
export interface ModelSourceDeps extends Omit<ChooseDeps, 'settings'> {
  readonly settings: () => ChooseDeps['settings'];
  readonly now: () => number;
  /** Calls back once after `delayMs`; returns its cancellation. */
  readonly after: (delayMs: number, callback: () => void) => () => void;
  readonly log: Log;
}

const firstBackOffMs = 1_000;
const longestBackOffMs = 30_000;

/** How long an answer that is no failure holds before the server is asked again. */
const lookAgainMs: Readonly<Partial<Record<NoModelReason, number>>> = {
  'no ollama': 60_000,
  'ollama busy': 60_000,
  'not enough memory': 60_000,
  'no suitable model': 300_000,
  'no model set': 60_000,
};

/** A server that is asked again by itself; the others wait until the user changed something. */
const passing: readonly ModelErrorKind[] = [
  'unreachable',
  'timeout',
  'rate limited',
  'bad reply',
  'rejected',
];

/** One slow reply is no outage. */
const timeoutsOfAnOutage = 3;

/** Creates the source; it asks no server before its first `current()`. */
export function createModelSource(deps: ModelSourceDeps): ModelSource {
  const listeners = new Set<() => void>();
  let state: ModelState | undefined;
  let look = new AbortController();
  let dueAt = Number.POSITIVE_INFINITY;
  let backOffMs = firstBackOffMs;
  let timeouts = 0;
  let stopTimer = () => {};

  const become = (next: ModelState, againInMs = Number.POSITIVE_INFINITY) => {
    state = next;
    dueAt = deps.now() + againInMs;
    stopTimer();
    if (next.kind === 'failed' && Number.isFinite(againInMs)) {
      // A server that came back is noticed without a key press.
      stopTimer = deps.after(againInMs, () => void start());
    }
    for (const listener of [...listeners]) {
      listener();
    }
  };

  const fail = (error: ModelError) => {
    deps.log.warn(error.message);
    const waitMs = passing.includes(error.kind)
      ? (error.facts.retryAfterMs ?? backOffMs)
      : undefined;
    backOffMs = Math.min(longestBackOffMs, backOffMs * 2);
    become({ kind: 'failed', error }, waitMs);
  };

  const start = async (): Promise<void> => {
    look.abort();
    look = new AbortController();
    const { signal } = look;
    dueAt = Number.POSITIVE_INFINITY;
    if (state === undefined) {
      become({ kind: 'choosing' });
    }
    try {
      const choice = await chooseModel({ ...deps, settings: deps.settings() }, signal);
      signal.throwIfAborted();
      await settle(choice, signal);
    } catch (cause) {
      if (!signal.aborted) {
        fail(
          isModelError(cause)
            ? cause
            : new ModelError('bad reply', { origin: 'server', detail: String(cause) }),
        );
      }
    }
  };

  const settle = async (choice: Choice, signal: AbortSignal) => {
    if (choice.kind === 'none') {
      become(choice, lookAgainMs[choice.reason]);
      return;
    }
    if (choice.kind === 'load') {
      become({ kind: 'loading', model: choice.client.model });
      await choice.load(signal);
      signal.throwIfAborted();
    }
    backOffMs = firstBackOffMs;
    timeouts = 0;
    deps.log.info(`model ready: ${choice.client.id} (${choice.client.local ? 'local' : 'cloud'})`);
    become({ kind: 'ready', client: choice.client });
  };

  return {
    current() {
      if (state === undefined || (deps.now() >= dueAt && state.kind !== 'choosing')) {
        void start();
      }
      return state ?? { kind: 'choosing' };
    },
    report(error) {
      timeouts = error.kind === 'timeout' ? timeouts + 1 : 0;
      const outage =
        ['unreachable', 'unauthorized', 'missing model', 'rate limited'].includes(error.kind) ||
        timeouts >= timeoutsOfAnOutage;
      if (outage && state?.kind === 'ready') {
        fail(error);
      }
    },
    reset() {
      look.abort();
      stopTimer();
      state = undefined;
      backOffMs = firstBackOffMs;
      timeouts = 0;
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
