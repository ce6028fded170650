import {
  type ChatRequest,
  type ModelClient,
  type ModelError,
  streamErrorOf,
} from '../model/client.ts';
import { unlessAborted } from '../model/unlessAborted.ts';

/** How a reply ended. */
export type Streamed =
  | {
      readonly kind: 'done';
      readonly text: string;
      /** `length`: cut, by its limit or ours. */
      readonly end: 'stop' | 'length' | 'filtered';
    }
  | { readonly kind: 'failed'; readonly error: ModelError };

/** What streaming is done with. */
export interface StreamPorts {
  readonly client: Pick<ModelClient, 'stream'>;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  /** Calls back once after `delayMs`; returns its cancellation. */
  readonly after: (delayMs: number, callback: () => void) => () => void;
}

/** Told what comes: all text so far, at once when it is the first, then at most every `updateMs`. */
export interface StreamListener {
  state(state: 'waiting' | 'writing'): void;
  text(text: string): void;
}

/** Each update reads the whole reply anew; nobody sees more. */
const updateMs = 125;

/** Longer replies are the work of a model that repeats itself. */
const longestReply = 400_000;

/**
 * Streams one reply.
 * @throws `signal.reason` when aborted, at once, even when the server does not let go
 */
export async function streamReply(
  { after, client, now }: StreamPorts,
  request: ChatRequest,
  listener: StreamListener,
  signal: AbortSignal,
): Promise<Streamed> {
  let text = '';
  let shownAt = Number.NEGATIVE_INFINITY;
  let stopTimer: (() => void) | undefined;
  let isOver = false;
  const show = () => {
    stopTimer = undefined;
    shownAt = now();
    listener.text(text);
  };
  const more = (piece: string) => {
    if (text === '') {
      listener.state('writing');
    }
    text += piece;
    stopTimer ??= after(Math.max(0, shownAt + updateMs - now()), show);
  };
  const run = async (): Promise<Streamed> => {
    for await (const chunk of client.stream(request, signal)) {
      if (isOver) {
        break;
      }
      if (chunk.kind === 'text') {
        more(chunk.text);
      } else if (chunk.kind === 'end') {
        return { kind: 'done', text, end: chunk.reason };
      }
      if (text.length > longestReply) {
        break;
      }
    }
    return { kind: 'done', text, end: 'length' };
  };
  listener.state('waiting');
  try {
    return await unlessAborted(run(), signal);
  } catch (cause) {
    signal.throwIfAborted();
    return { kind: 'failed', error: streamErrorOf(cause) };
  } finally {
    isOver = true;
    stopTimer?.();
  }
}
