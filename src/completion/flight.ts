import {
  type FillRequest,
  isModelError,
  type ModelClient,
  type ModelError,
  Preempted,
} from '../model/client.ts';
import type { CachedReply } from '../model/responseCache.ts';
import type { SafeFill } from '../privacy/safePrompt.ts';
import type { Snapshot } from '../text/document.ts';
import type { ReaderAt } from '../text/scope.ts';
import type { Clock } from './clock.ts';
import {
  type Continuation,
  continuationOf,
  type MovedText,
  movedOrigin,
  type Origin,
  originAt,
} from './continuation.ts';
import type { Extent } from './extent.ts';
import type { SuggestionSource } from './outcome.ts';
import type { PaceBook } from './pace.ts';
import { createSettledText, type SettledText } from './settledText.ts';

/** How a flight stands. Only a `landed` one was answered to its end, or to as much as we wanted. */
export type FlightState = 'waiting' | 'streaming' | 'landed' | 'failed' | 'aborted';

/**
 * One answer, on its way or complete, and the place it was asked for. It outlives the editor's
 * question: the next keys are compared with it instead of asking again.
 */
export interface Flight {
  origin(): Origin;
  /** Where its text came from first. */
  readonly source: SuggestionSource;
  readonly model: string | undefined;
  /** Length of the text that was on the screen already when what follows it was fetched ahead; else 0. */
  readonly lead: number;
  state(): FlightState;
  error(): ModelError | undefined;
  /**
   * Text to insert at the origin, as far as it is settled: the first line and whole lines of a stream,
   * everything of an answer that landed. It only ever grows once `keepShown` was called.
   */
  text(): string;
  /** Compares what was typed since with all that is known, also of a line that is still coming. */
  follow(document: Snapshot, offset: number): Continuation;
  /** The document changed further up: the place is another one now. */
  move(moved: MovedText): void;
  /** The text was offered: from now on it is extended, never replaced. */
  keepShown(): void;
  shown(): boolean;
  /** Ends the request at the socket; what came so far is of no use. */
  abort(): void;
  /** Calls `listener` after each chunk that changed the text and at the end; returns its removal. */
  onProgress(listener: () => void): () => void;
}

/** A flight whose text is already complete: from the cache or the instant engine. */
export function landedFlight(
  document: Snapshot,
  offset: number,
  text: string,
  from: { readonly source: SuggestionSource; readonly model?: string },
): Flight {
  let origin = originAt(document, offset);
  let wasShown = false;
  return {
    origin: () => origin,
    source: from.source,
    model: from.model,
    lead: 0,
    state: () => 'landed',
    error: () => undefined,
    text: () => text,
    follow: (now, at) => continuationOf(origin, text, now, at),
    move: (moved) => {
      origin = movedOrigin(origin, moved);
    },
    keepShown: () => {
      wasShown = true;
    },
    shown: () => wasShown,
    abort: () => {},
    onProgress: () => () => {},
  };
}

/** What is typed before a place that was asked about ahead is reached. */
export interface Lead {
  /** Text that is visible already. */
  readonly visible: string;
  /** A line break with an indentation, which shows together with what follows it. */
  readonly newLine: string;
}

/** What a request needs besides its place. */
export interface FlightPlan {
  readonly client: ModelClient;
  readonly prompt: SafeFill;
  readonly extent: Extent;
  readonly temperature: number;
  readonly clock: Clock;
  readonly pace: PaceBook;
  readonly readerAt: ReaderAt;
  /** For a request made ahead: where the user is, and the visible text from there to the place asked for. */
  readonly ahead?: { readonly origin: Origin; readonly lead: Lead };
  /** Waits out the delay; rejects when aborted before the request was made. */
  readonly start: (signal: AbortSignal) => Promise<void>;
  /** Called once with a reply fit to be kept. */
  readonly onLanded: (reply: CachedReply) => void;
  readonly onFailed: (error: ModelError) => void;
}

/** Asks a model for what follows at `offset`; never throws: failure is a state. */
export function startFlight(document: Snapshot, offset: number, plan: FlightPlan): Flight {
  const { ahead } = plan;
  let origin = ahead?.origin ?? originAt(document, offset);
  const lead = ahead === undefined ? '' : ahead.lead.visible + ahead.lead.newLine;
  const led = (text: string) => (text === '' ? lead.trimEnd() : lead + text);
  const controller = new AbortController();
  const listeners = new Set<() => void>();
  const settled = createSettledText(
    document,
    offset,
    plan.extent,
    plan.readerAt,
    plan.prompt.redaction,
  );
  let state: FlightState = 'waiting';
  let error: ModelError | undefined;

  const progressed = () => {
    for (const listener of [...listeners]) {
      listener();
    }
  };
  const end = (next: FlightState) => {
    if (state !== 'aborted') {
      state = next;
    }
    progressed();
    listeners.clear();
  };

  const run = async () => {
    try {
      await plan.start(controller.signal);
      state = 'streaming';
      const reply = await receive(plan, settled, controller.signal, progressed);
      end('landed');
      if (reply !== undefined) {
        plan.onLanded(reply);
      }
    } catch (cause) {
      if (controller.signal.aborted || cause instanceof Preempted) {
        end('aborted');
      } else {
        error = isModelError(cause) ? cause : undefined;
        end('failed');
        if (error !== undefined) {
          plan.onFailed(error);
        }
      }
    }
  };
  void run();

  return {
    origin: () => origin,
    source: 'model',
    model: plan.client.model,
    state: () => state,
    error: () => error,
    lead: ahead?.lead.visible.length ?? 0,
    text: () => led(settled.text()),
    follow: (now, at) => {
      const known = continuationOf(origin, led(settled.text()), now, at);
      // A line that is still coming can already show that something else is being typed.
      return known.kind === 'ahead' &&
        continuationOf(origin, led(settled.peek()), now, at).kind === 'diverged'
        ? { kind: 'diverged' }
        : known;
    },
    move: (moved) => {
      origin = movedOrigin(origin, moved);
    },
    keepShown: settled.keep,
    shown: settled.kept,
    abort: () => {
      state = 'aborted';
      controller.abort(new Error('the user typed something else'));
    },
    onProgress: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** What a model is asked for at a place. */
export function fillRequest(prompt: SafeFill, extent: Extent, temperature: number): FillRequest {
  return {
    kind: 'fill',
    prompt,
    maxTokens: extent.maxTokens,
    singleLine: extent.kind !== 'block',
    temperature,
  };
}

/** Reads the stream until its end or until we have enough; returns the reply when it may be kept. */
async function receive(
  plan: FlightPlan,
  settled: SettledText,
  signal: AbortSignal,
  progressed: () => void,
): Promise<CachedReply | undefined> {
  const { client, clock, extent, prompt, temperature } = plan;
  const enough = new AbortController();
  let sentAt = clock.now();
  let firstTextAt: number | undefined;
  let raw = '';
  const notePace = () => {
    const now = clock.now();
    const firstAt = firstTextAt ?? now;
    plan.pace.note(client.id, firstAt - sentAt, raw.length, now - firstAt);
  };
  const priority = plan.ahead === undefined ? 'keystroke' : 'prefetch';
  const request = { ...fillRequest(prompt, extent, temperature), priority } as const;
  try {
    for await (const chunk of client.stream(request, AbortSignal.any([signal, enough.signal]))) {
      signal.throwIfAborted();
      if (chunk.kind === 'sent') {
        // Until now it waited for other requests of ours, which says nothing about the server.
        sentAt = clock.now();
      } else if (chunk.kind === 'text') {
        firstTextAt ??= clock.now();
        raw += chunk.text;
        const upTo = settled.grow(raw);
        if (upTo !== undefined) {
          settled.finish(raw.slice(0, upTo));
          notePace();
          return { text: raw.slice(0, upTo), stopped: 'enough' };
        }
        progressed();
      } else if (chunk.kind === 'end') {
        notePace();
        const whole = chunk.reason === 'length' ? wholeLines(raw) : raw;
        settled.finish(chunk.reason === 'filtered' ? '' : whole, chunk.reason === 'length');
        return chunk.reason === 'stop' ? { text: raw, stopped: 'end' } : undefined;
      }
    }
    signal.throwIfAborted();
    return undefined;
  } catch (cause) {
    settled.breakOff();
    throw cause;
  } finally {
    // Leaving the loop early does not end the request in every client.
    enough.abort();
  }
}

/** The token limit cut the last line; a first line is kept, for better a part than nothing. */
function wholeLines(raw: string): string {
  const newline = raw.lastIndexOf('\n');
  return raw.slice(0, newline).trim() === '' ? raw : raw.slice(0, newline);
}
