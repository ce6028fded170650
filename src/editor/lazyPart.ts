import type { Log } from '../log.ts';

/** A part of the extension whose code is loaded when it is first needed. */
export interface LazyPart<Part> {
  /** The part, once it is loaded. */
  now(): Part | undefined;
  /** Loads the part, once. @throws what loading threw, each time it is asked for */
  load(): Promise<Part>;
  dispose(): void;
}

/**
 * Keeps a part out of what activation loads.
 * @param name for the log.
 * @param load called once, when the part is first asked for.
 */
export function createLazyPart<Part extends { dispose(): unknown }>(
  name: string,
  load: () => Promise<Part>,
  log: Pick<Log, 'error'>,
): LazyPart<Part> {
  let loading: Promise<Part> | undefined;
  let loaded: Part | undefined;
  let disposed = false;
  const begin = async () => {
    try {
      const part = await load();
      loaded = part;
      if (disposed) {
        part.dispose();
      }
      return part;
    } catch (error) {
      log.error(`${name} not loaded: ${String(error)}`);
      throw error;
    }
  };
  return {
    now: () => loaded,
    load() {
      loading ??= begin();
      return loading;
    },
    dispose() {
      disposed = true;
      loaded?.dispose();
    },
  };
}
