import {
  type ChatRequest,
  isModelError,
  type ModelChunk,
  type ModelClient,
  ModelError,
} from '../model/client.ts';

/** Where an answer stands. `text` is the model's Markdown so far, not yet made safe. */
export type AnswerState =
  /** Its server works on other questions of ours. */
  | { readonly kind: 'queued' }
  /** Nothing has come yet: the model reads. */
  | { readonly kind: 'waiting' }
  /** The model thinks; its thoughts are never shown. */
  | { readonly kind: 'thinking' }
  | { readonly kind: 'writing'; readonly text: string }
  | AnswerEnd;

/** How an answer ended. */
export type AnswerEnd =
  | {
      readonly kind: 'done';
      readonly text: string;
      /** The token limit cut it. */
      readonly cut: boolean;
      /** It was in the cache: no model was asked. */
      readonly cached: boolean;
      /** From the question to the end, in milliseconds; 0 for a cached one. */
      readonly tookMs: number;
      readonly promptTokens?: number;
      readonly outputTokens?: number;
    }
  /** The model ended without a word, or its server withheld them. */
  | { readonly kind: 'nothing'; readonly withheld: boolean }
  /** The user stopped it. */
  | { readonly kind: 'stopped'; readonly text: string }
  | { readonly kind: 'failed'; readonly text: string; readonly error: ModelError };

/** What streaming is done with. */
export interface AnswerDeps {
  readonly client: Pick<ModelClient, 'stream'>;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  /** Calls back once after `delayMs`; returns its cancellation. */
  readonly after: (delayMs: number, callback: () => void) => () => void;
  /** Told each change, the end included: text at once when it is the first, then at most every `updateMs`. */
  readonly show: (state: AnswerState) => void;
}

/** Each update paints the whole thread anew; nobody reads faster. */
export const updateMs = 125;

/** Longer answers are the work of a model that repeats itself. */
const longestAnswer = 200_000;

/**
 * Streams one answer. What came before a stop or a failure stays. Never rejects: every way to end is a
 * state, which is also the last one shown.
 * @param reveal applied to all of the text so far
 */
export async function streamAnswer(
  { after, client, now, show }: AnswerDeps,
  request: ChatRequest,
  reveal: (reply: string) => string,
  signal: AbortSignal,
): Promise<AnswerEnd> {
  const startedAt = now();
  let text = '';
  let over = false;
  let shownAt = Number.NEGATIVE_INFINITY;
  let stopTimer: (() => void) | undefined;
  const paint = () => {
    stopTimer = undefined;
    shownAt = now();
    show({ kind: 'writing', text: reveal(text) });
  };
  const finish = (end: AnswerEnd): AnswerEnd => {
    if (!over) {
      over = true;
      stopTimer?.();
      show(end);
    }
    return end;
  };
  const stopped = (): AnswerEnd => ({ kind: 'stopped', text: reveal(text) });
  const stop = new Promise<AnswerEnd>((resolve) => {
    // A server that does not let go must not keep the user waiting.
    const end = () => resolve(finish(stopped()));
    if (signal.aborted) {
      end();
    }
    signal.addEventListener('abort', end, { once: true });
  });
  const more = (piece: string) => {
    text += piece;
    if (text.trim() !== '') {
      stopTimer ??= after(Math.max(0, shownAt + updateMs - now()), paint);
    }
  };
  const run = async (): Promise<AnswerEnd> => {
    for await (const chunk of client.stream(request, signal)) {
      if (over) {
        break;
      }
      switch (chunk.kind) {
        case 'waiting':
          show({ kind: 'queued' });
          break;
        case 'sent':
          show({ kind: 'waiting' });
          break;
        case 'thinking':
          if (text === '') {
            show({ kind: 'thinking' });
          }
          break;
        case 'text':
          more(chunk.text);
          break;
        case 'end':
          return endOf(reveal(text), chunk, now() - startedAt);
      }
      if (text.length > longestAnswer) {
        break;
      }
    }
    return endOf(reveal(text), { kind: 'end', reason: 'length' }, now() - startedAt);
  };
  show({ kind: 'waiting' });
  try {
    return await Promise.race([run().then(finish), stop]);
  } catch (cause) {
    if (signal.aborted) {
      return finish(stopped());
    }
    const error = isModelError(cause) ? cause : unexpected(cause);
    return finish({ kind: 'failed', text: reveal(text), error });
  }
}

function endOf(
  text: string,
  { outputTokens, promptTokens, reason }: Extract<ModelChunk, { kind: 'end' }>,
  tookMs: number,
): AnswerEnd {
  if (text.trim() === '' || reason === 'filtered') {
    return { kind: 'nothing', withheld: reason === 'filtered' };
  }
  return {
    kind: 'done',
    text,
    cut: reason === 'length',
    cached: false,
    tookMs,
    ...(promptTokens === undefined ? {} : { promptTokens }),
    ...(outputTokens === undefined ? {} : { outputTokens }),
  };
}

function unexpected(cause: unknown): ModelError {
  const detail = cause instanceof Error ? cause.name : 'unknown';
  return new ModelError('bad reply', { origin: 'server', detail });
}
