import type { ModelError } from './client.ts';
import type { GuardedCall } from './guardedFetch.ts';
import { type Asked, replyError } from './serverErrors.ts';
import {
  createEventFilter,
  createJsonLineFilter,
  createNoFilter,
  type StreamFilter,
} from './streamFilters.ts';

/** The request that a body belongs to. */
export interface Guard {
  readonly timeout: () => ModelError;
  /** Ends the request at the socket. */
  readonly inner: AbortController;
  /** Frees what the call holds: its time limit and its listener on the caller's signal. */
  readonly release: () => void;
  readonly after: (delayMs: number, callback: () => void) => () => void;
  readonly nextTurn: () => Promise<void>;
}

/**
 * After so many bytes the editor gets a turn: what a stream has ready is otherwise read in one go, and a
 * client takes some microseconds for an event of ten bytes. A reply of a model seldom has as many.
 */
const turnBytes = 16_384;

/** An official client copies what is left of a piece for each event in it. */
const pieceBytes = 4_096;

const nothing = new Uint8Array();

/** Where a line ends behind that many bytes; an event is never cut, because a client reads its beginning anew then. */
function pieceEnd(bytes: Uint8Array): number {
  const newline = bytes.indexOf(10, pieceBytes);
  return newline === -1 ? bytes.length : newline + 1;
}

/** How long a server may take to end a reply after its last piece before its connection is given up. */
const endMs = 1_000;

/**
 * The body of a response under the limits of its call. It frees everything when it ends, and ends the
 * request when its reader leaves. A reply that is over is read to its end, so that the connection can
 * serve the next request.
 */
export function guardedBody(
  body: ReadableStream<Uint8Array>,
  call: GuardedCall & Asked,
  guard: Guard,
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  const filter = filterFor(call);
  let bytes = 0;
  let sinceTurn = 0;
  let unread: Uint8Array = nothing;
  let over = false;
  let part: { bytes: Uint8Array; over: boolean; ended: boolean } | undefined;
  const end = () => {
    over = true;
    guard.release();
  };
  const read = async () => {
    const stopIdle = guard.after(call.limits.idleMs, () => guard.inner.abort(guard.timeout()));
    try {
      return await reader.read();
    } finally {
      stopIdle();
    }
  };
  const next = async (): Promise<{ bytes: Uint8Array; over: boolean; ended: boolean }> => {
    for (;;) {
      const { done, value } = unread.length > 0 ? { done: false, value: unread } : await read();
      bytes += value === unread ? 0 : (value?.length ?? 0);
      if (bytes > call.limits.maxBytes) {
        throw new Error('too long a reply');
      }
      const taken = value?.subarray(0, turnBytes) ?? nothing;
      unread = value?.subarray(taken.length) ?? nothing;
      sinceTurn += taken.length;
      if (sinceTurn > turnBytes) {
        sinceTurn = 0;
        await guard.nextTurn();
      }
      const filtered = done ? { ...filter.rest(), over: true } : filter.take(taken);
      if (filtered.over || filtered.bytes.length > 0) {
        return { ...filtered, ended: done };
      }
    }
  };
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        part ??= await next();
        const piece = part.bytes.subarray(0, pieceEnd(part.bytes));
        if (piece.length > 0) {
          controller.enqueue(piece);
        }
        if (piece.length < part.bytes.length) {
          part = { ...part, bytes: part.bytes.subarray(piece.length) };
          return;
        }
        const whole = part;
        part = undefined;
        if (whole.over) {
          end();
          controller.close();
          if (!whole.ended) {
            void readToEnd(reader, guard);
          }
        }
      } catch (cause) {
        end();
        const { signal } = guard.inner;
        const reason: unknown = signal.aborted ? signal.reason : replyError(cause, call);
        guard.inner.abort();
        controller.error(reason);
      }
    },
    cancel() {
      if (!over) {
        end();
        guard.inner.abort();
      }
    },
  });
}

function filterFor({ expects, limits }: GuardedCall): StreamFilter {
  switch (expects) {
    case 'events':
      return createEventFilter(limits.maxLineBytes);
    case 'lines':
      return createJsonLineFilter(limits.maxLineBytes);
    case 'json':
      return createNoFilter();
  }
}

async function readToEnd(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  { after, inner }: Guard,
): Promise<void> {
  const stop = after(endMs, () => inner.abort());
  try {
    for (let done = false; !done; ) {
      ({ done } = await reader.read());
    }
  } catch {
    // The reply was whole; how its connection ends does not matter.
  } finally {
    stop();
  }
}
