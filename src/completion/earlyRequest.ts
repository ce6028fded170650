import type { ResponseCache } from '../model/responseCache.ts';
import type { Clock } from './clock.ts';
import { keptReply } from './keptReply.ts';
import type { CompletionQuery } from './outcome.ts';
import type { Prepared } from './prepare.ts';

/** The request that the last key leads to, before the editor asks about it. */
export interface EarlyRequest {
  /** Asks unless the reply was kept; it waits for the disk like the editor's question. */
  make(query: CompletionQuery, prepared: Prepared): void;
  /** Ends the wait: the next key came, or the editor's question, which looks on the disk itself. */
  leave(): void;
}

/** Creates what makes the requests of keys, one at a time. */
export function createEarlyRequest(
  cache: ResponseCache,
  clock: Clock,
  ask: (query: CompletionQuery, prepared: Prepared) => void,
): EarlyRequest {
  let waiting = new AbortController();
  const askUnlessKept = async (query: CompletionQuery, prepared: Prepared, signal: AbortSignal) => {
    const kept = keptReply(cache, prepared.key, clock, signal);
    const reply = kept instanceof Promise ? await kept : kept;
    if (reply === undefined && !signal.aborted) {
      ask(query, prepared);
    }
  };
  return {
    make(query, prepared) {
      waiting.abort();
      waiting = new AbortController();
      void askUnlessKept(query, prepared, waiting.signal);
    },
    leave: () => waiting.abort(),
  };
}
