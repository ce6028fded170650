import { AsyncLocalStorage } from 'node:async_hooks';
import { freemem, totalmem } from 'node:os';
import type { CallScope } from '../model/sentRequests.ts';
import type { MemoryFacts } from '../model/usableMemory.ts';

/** What the window's own machine says of itself; in a browser `web/machine.ts` stands in its place. */
export const machine = {
  memory: (): MemoryFacts => ({
    platform: process.platform,
    total: totalmem(),
    free: freemem(),
    available: process.availableMemory(),
  }),
  /** Node's `process.platform`, or `web`. */
  platform: process.platform as string,
  environment: process.env as Readonly<Record<string, string | undefined>>,
  /** Carries a value along what a call leads to; undefined where nothing can. */
  callScope: (): CallScope | undefined => new AsyncLocalStorage(),
  /** Lets what waits run; resolves as soon as nothing does. */
  yieldNow: (): Promise<void> => new Promise((resolve) => setImmediate(resolve)),
} as const;
