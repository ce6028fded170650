/** How fast a model answered lately. */
export interface Pace {
  /** Median time from request to first text. */
  readonly firstTextMs: number;
  /** Median speed after that. */
  readonly charactersPerSecond: number;
}

/** Remembers the last replies of each model. */
export interface PaceBook {
  /** Notes one reply that came to its first text; `streamMs` counts from there to the end. */
  note(clientId: string, firstTextMs: number, characters: number, streamMs: number): void;
  /** Undefined before the first reply. */
  of(clientId: string): Pace | undefined;
}

/** Enough replies for a median that follows a server that gets busy, without jumping at each one. */
const remembered = 9;

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** Creates an empty book. */
export function createPaceBook(): PaceBook {
  const replies = new Map<string, { firstTextMs: number; charactersPerSecond: number }[]>();
  return {
    note(clientId, firstTextMs, characters, streamMs) {
      const list = replies.get(clientId) ?? [];
      // A reply in one piece says nothing about speed: count it as fast.
      const charactersPerSecond = streamMs < 1 ? 4_000 : (characters * 1000) / streamMs;
      list.push({ firstTextMs, charactersPerSecond });
      if (list.length > remembered) {
        list.shift();
      }
      replies.set(clientId, list);
    },
    of(clientId) {
      const list = replies.get(clientId);
      return list === undefined
        ? undefined
        : {
            firstTextMs: median(list.map((reply) => reply.firstTextMs)),
            charactersPerSecond: median(list.map((reply) => reply.charactersPerSecond)),
          };
    },
  };
}
