import { setTimeout as sleep } from 'node:timers/promises';

const pollMs = 50;

/**
 * Waits for a state that lives in another process and announces itself to nobody; it ends with the first look that
 * agrees. @throws Error with what `describe` says after `timeoutMs`
 */
export async function until(
  holds: () => Promise<boolean>,
  timeoutMs: number,
  describe: () => Promise<string>,
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await holds())) {
    if (performance.now() > deadline) {
      throw new Error(`Waited ${timeoutMs} ms: ${await describe()}.`);
    }
    await sleep(pollMs);
  }
}
