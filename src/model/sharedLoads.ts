import type { OllamaWire } from './wire.ts';

interface Load {
  readonly controller: AbortController;
  readonly done: Promise<void>;
  waiting: number;
}

/** Makes wires of one Ollama load each model once at a time, however many features want it. */
export type ShareLoads = (wire: OllamaWire) => OllamaWire;

/** Creates the book of loads. A load ends early only when everyone who wanted it was aborted. */
export function createSharedLoads(): ShareLoads {
  const loads = new Map<string, Load>();
  const begin = (key: string, wire: OllamaWire, model: string): Load => {
    const controller = new AbortController();
    const done = wire.load(model, controller.signal).finally(() => {
      if (loads.get(key) === load) {
        loads.delete(key);
      }
    });
    const load: Load = { controller, done, waiting: 0 };
    loads.set(key, load);
    return load;
  };
  return (wire) => ({
    ...wire,
    load(model, signal) {
      const key = `${wire.origin} ${model}`;
      const load = loads.get(key) ?? begin(key, wire, model);
      load.waiting += 1;
      return new Promise((resolve, reject) => {
        const leave = () => {
          load.waiting -= 1;
          if (load.waiting === 0) {
            loads.delete(key);
            load.controller.abort(signal.reason);
          }
          reject(signal.reason);
        };
        signal.addEventListener('abort', leave, { once: true });
        load.done.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
        if (signal.aborted) {
          leave();
        }
      });
    },
  });
}
