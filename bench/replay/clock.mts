import type { Clock } from '../../src/completion/clock.ts';

/** Time that passes only when it is told to: runs are the same on every machine and take no real time. */
export interface VirtualClock extends Clock {
  /** Lets time pass until `atMs`; timers run in order, each with all that it wakes. */
  runUntil(atMs: number): Promise<void>;
}

interface Timer {
  readonly atMs: number;
  readonly callback: () => void;
}

/** Creates a clock at 0 ms. */
export function createVirtualClock(): VirtualClock {
  let nowMs = 0;
  /** Sorted; of two timers of one moment the older runs first. */
  const timers: Timer[] = [];
  return {
    now: () => nowMs,
    after(delayMs, callback) {
      const timer = { atMs: nowMs + Math.max(0, delayMs), callback };
      let index = timers.length;
      while (index > 0 && (timers[index - 1]?.atMs ?? 0) > timer.atMs) {
        index--;
      }
      timers.splice(index, 0, timer);
      return () => {
        const at = timers.indexOf(timer);
        if (at !== -1) {
          timers.splice(at, 1);
        }
      };
    },
    async runUntil(atMs) {
      await settle();
      for (let next = timers[0]; next !== undefined && next.atMs <= atMs; next = timers[0]) {
        timers.shift();
        nowMs = Math.max(nowMs, next.atMs);
        next.callback();
        await settle();
      }
      nowMs = Math.max(nowMs, atMs);
    },
  };
}

/** Resolves when nothing is left to do in this moment: a macrotask runs after all microtasks. */
function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
