import type { machine as machineOfNode } from '../machine.ts';

const all = Number.POSITIVE_INFINITY;

/** A browser: its memory is for no model, and nobody sets its environment. */
export const machine: typeof machineOfNode = {
  // A model that a browser reaches runs elsewhere, where only its server knows what fits.
  memory: () => ({ platform: 'web', total: all, free: all, available: all }),
  platform: 'web',
  environment: {},
  // Browsers have nothing of the kind yet: https://github.com/tc39/proposal-async-context
  callScope: () => undefined,
  yieldNow: () =>
    new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.addEventListener('message', () => {
        port1.close();
        resolve();
      });
      port1.start();
      port2.postMessage(undefined);
    }),
};
