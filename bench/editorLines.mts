import type { Session } from '../test/host/sessions.mts';

/** Consecutive measurements under one state of the settings: changing them takes a third of a second. */
export const blockSize = 5;

/**
 * Orders of the arms by block: forwards, backwards, then beginning with the next one, so that none is always first
 * and a machine that slows down slows all of them.
 */
export function ordersOf<T>(arms: readonly T[], blocks: number): readonly (readonly T[])[] {
  return Array.from({ length: blocks }, (_, block) => {
    const shift = Math.floor(block / 2) % arms.length;
    const rotated = [...arms.slice(shift), ...arms.slice(0, shift)];
    return block % 2 === 0 ? rotated : rotated.reverse();
  });
}

/** One line about a shown completion in Ghostline's log. */
export interface ShownLine {
  /** As in the log: `typed-through`, `cache`, `instant` … */
  readonly source: string;
  /** From the editor's question to our answer. */
  readonly ownMs: number;
}

/** Completions that Ghostline's log says were shown. */
export function shownIn(log: string): readonly ShownLine[] {
  return [...log.matchAll(/completion shown source=(\S+) ms=(\d+)/g)].map(([, source, ms]) => ({
    source: source ?? '',
    ownMs: Number(ms),
  }));
}

/** Waits until Ghostline's log has the text; what waits is not measured, so looking again costs nothing. */
export async function waitForLog({ server }: Session, text: string): Promise<void> {
  const deadlineMs = performance.now() + 30_000;
  while (!(await server.outputChannel('Ghostline')).includes(text)) {
    if (performance.now() > deadlineMs) {
      throw new Error(`Ghostline's log does not say "${text}".`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** One decimal, as precise as a frame allows. */
export function ms(value: number): string {
  return value.toFixed(1);
}

/** Whether the figure is within its limit, in words for the end of a line. */
export function verdict(holds: boolean, limit: string): string {
  return `${holds ? 'within' : 'MISSES'} ${limit}`;
}
