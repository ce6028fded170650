import {
  type ChatRequest,
  type ModelChunk,
  type ModelClient,
  type ModelError,
  streamErrorOf,
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
  /** Told each change, the end included: text at once when it is the first, then after `pauseMs` at the least. */
  readonly show: (state: AnswerState) => void;
}

/** Shortest time between two updates, in milliseconds: nobody reads faster. */
const shortestPauseMs = 125;
/** What an update of one more character costs is paid back by a longer pause: about a second at 4,000 tokens. */
const pauseMsPerCharacter = 1 / 16;

/** Milliseconds from one update to the next. Each sends and paints the whole text anew, whatever its length. */
export function pauseMs(characters: number): number {
  return shortestPauseMs + characters * pauseMsPerCharacter;
}

/** Longer answers are the work of a model that repeats itself. */
const longestAnswer = 200_000;

/**
 * Streams one answer. What came before a stop or a failure stays. Never rejects: every way to end is a
 * state, which is also the last one shown.
 * @param reveal applied to all of the text so far
 */
export async function streamAnswer(
  deps: AnswerDeps,
  request: ChatRequest,
  reveal: (reply: string) => string,
  signal: AbortSignal,
): Promise<AnswerEnd> {
  const answer = createGrowing(deps, reveal);
  const stopped = (): AnswerEnd => answer.finish({ kind: 'stopped', text: answer.text() });
  const stop = new Promise<AnswerEnd>((resolve) => {
    // A server that does not let go must not keep the user waiting.
    const end = () => resolve(stopped());
    if (signal.aborted) {
      end();
    }
    signal.addEventListener('abort', end, { once: true });
  });
  const startedAt = deps.now();
  const run = async (): Promise<AnswerEnd> => {
    const last = await read(deps.client.stream(request, signal), deps.show, answer);
    return answer.finish(endOf(answer.text(), last, deps.now() - startedAt));
  };
  deps.show({ kind: 'waiting' });
  try {
    return await Promise.race([run(), stop]);
  } catch (cause) {
    if (signal.aborted) {
      return stopped();
    }
    const error = streamErrorOf(cause);
    return answer.finish({ kind: 'failed', text: answer.text(), error });
  }
}

/** The text of an answer while it grows. */
interface Growing {
  /** Takes a piece and shows it when it is time. */
  add(piece: string): void;
  text(): string;
  length(): number;
  /** Shows the end, the first one only: nothing is shown behind it. */
  finish(end: AnswerEnd): AnswerEnd;
  isOver(): boolean;
}

function createGrowing(
  { after, now, show }: AnswerDeps,
  reveal: (reply: string) => string,
): Growing {
  let text = '';
  let begun = false;
  let over = false;
  let shownAt = Number.NEGATIVE_INFINITY;
  let stopTimer: (() => void) | undefined;
  const paint = () => {
    stopTimer = undefined;
    shownAt = now();
    show({ kind: 'writing', text: reveal(text) });
  };
  return {
    add(piece) {
      text += piece;
      if (!begun) {
        begun = piece.trim() !== '';
        if (begun) {
          paint();
        }
      } else {
        stopTimer ??= after(Math.max(0, shownAt + pauseMs(text.length) - now()), paint);
      }
    },
    text: () => reveal(text),
    length: () => text.length,
    finish(end) {
      if (!over) {
        over = true;
        stopTimer?.();
        show(end);
      }
      return end;
    },
    isOver: () => over,
  };
}

/** Reads to the end, or as far as it is of use. @returns the last chunk, or one that says that it was cut */
async function read(
  chunks: AsyncIterable<ModelChunk>,
  show: AnswerDeps['show'],
  answer: Growing,
): Promise<EndChunk> {
  for await (const chunk of chunks) {
    if (answer.isOver()) {
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
        if (answer.length() === 0) {
          show({ kind: 'thinking' });
        }
        break;
      case 'text':
        answer.add(chunk.text);
        break;
      case 'end':
        return chunk;
    }
    if (answer.length() > longestAnswer) {
      break;
    }
  }
  return { kind: 'end', reason: 'length' };
}

type EndChunk = Extract<ModelChunk, { kind: 'end' }>;

function endOf(
  text: string,
  { outputTokens, promptTokens, reason }: EndChunk,
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
