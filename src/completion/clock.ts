/** Time as the pipeline sees it, so that tests decide when it passes. */
export interface Clock {
  /** Milliseconds that only grow; no date. */
  now(): number;
  /** Calls `callback` once after `delayMs`; returns its cancellation. */
  after(delayMs: number, callback: () => void): () => void;
}

/** Resolves after `delayMs`; rejects with `signal.reason` when aborted first. */
export function wait(clock: Clock, delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason);
      return;
    }
    const onAbort = () => {
      cancel();
      reject(signal.reason);
    };
    const cancel = clock.after(delayMs, () => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    });
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
