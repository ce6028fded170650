/**
 * The result of the work, or leaves as soon as `signal` is aborted; the work itself goes on.
 * @throws `signal.reason` when aborted first, and what the work throws
 */
export function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const leave = () => reject(signal.reason);
    signal.addEventListener('abort', leave, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
    if (signal.aborted) {
      leave();
    }
  });
}
