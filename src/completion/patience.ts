import type { Snapshot } from '../text/document.ts';
import type { CompletionQuery } from './outcome.ts';

/**
 * VS Code 1.139 holds the suggest widget back until we answer, for up to 750 ms after a word key. It
 * asks us about 90 ms after the key. With 60 ms the widget came up to 100 ms later than without a
 * provider, timers and the way to the screen included.
 */
const wordKeyMs = 40;

/** Where no widget waits: text that is usable within 600 ms of the call, before VS Code cancels at 750 ms. */
const otherKeyMs = 550;

/** The user asked by hand and watches; Esc or typing cancels. */
const invokedMs = 20_000;

/** How long the editor may be kept waiting for an answer to `query`. Late show offers what comes after that. */
export function patienceMs(query: CompletionQuery): number {
  if (query.trigger === 'invoked') {
    return invokedMs;
  }
  const before = query.document.text.slice(Math.max(0, query.offset - 2), query.offset);
  return /[\p{L}\p{N}_$]$/u.test(before) ? wordKeyMs : otherKeyMs;
}

/** The cursor stands right behind `.`, `?.`, `->` or `::`, where the suggest widget lists what exists. */
export function atMemberAccess(document: Snapshot, offset: number): boolean {
  return /[\p{L}\p{N}_$)\]]\s*(?:\?\.|\.|->|::)$/u.test(
    document.text.slice(Math.max(0, offset - 40), offset),
  );
}
