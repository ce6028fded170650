import type { Clock } from '../../../src/completion/clock.ts';
import type { ModelChunk, ModelClient, ModelRequest } from '../../../src/model/client.ts';
import type { ModelSource, ModelState } from '../../../src/model/source.ts';
import type { Snapshot } from '../../../src/text/document.ts';

/** A document with the cursor at `█`. */
export function atCursor(
  marked: string,
  languageId = 'typescript',
  uri = 'file:///project/src/file.ts',
): { document: Snapshot; offset: number } {
  const offset = marked.indexOf('█');
  if (offset === -1) {
    throw new Error('the sample has no █');
  }
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  versions += 1;
  return { document: { uri, path: 'src/file.ts', languageId, version: versions, text }, offset };
}

let versions = 0;

/** A clock that stands until `pass` is called. */
export interface HandClock extends Clock {
  /** Lets time pass; timers run in order, and what they wake runs to its next wait. */
  pass(ms: number): Promise<void>;
}

/** Creates a clock at 1,000 ms. */
export function handClock(): HandClock {
  let now = 1_000;
  let timers: { at: number; callback: () => void }[] = [];
  return {
    now: () => now,
    after(delayMs, callback) {
      const timer = { at: now + delayMs, callback };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    async pass(ms) {
      const end = now + ms;
      await idle();
      for (;;) {
        const [next] = timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at);
        if (next === undefined) {
          break;
        }
        timers = timers.filter((other) => other !== next);
        now = Math.max(now, next.at);
        next.callback();
        await idle();
      }
      now = end;
    },
  };
}

/** Lets everything that is ready run. */
export async function idle(): Promise<void> {
  for (let turn = 0; turn < 30; turn++) {
    await Promise.resolve();
  }
}

/** One request that a scripted model received, answered by the test piece by piece. */
export interface ScriptedRequest {
  readonly request: ModelRequest;
  readonly signal: AbortSignal;
  send(text: string): Promise<void>;
  /** Tells how the request stands. */
  tell(kind: 'waiting' | 'sent'): Promise<void>;
  finish(reason?: 'stop' | 'length' | 'filtered'): Promise<void>;
  fail(error: unknown): Promise<void>;
}

/** A model whose replies the test writes. */
export interface ScriptedModel {
  readonly client: ModelClient;
  readonly requests: ScriptedRequest[];
}

/** Creates a model; `reply` answers every request at once, without it the test sends the pieces. */
export function scriptedModel(
  reply?: string,
  facts: Partial<Pick<ModelClient, 'local' | 'id'>> = {},
): ScriptedModel {
  const requests: ScriptedRequest[] = [];
  const client: ModelClient = {
    id: 'scripted model',
    model: 'scripted',
    host: '127.0.0.1',
    local: true,
    ...facts,
    async *stream(request, signal) {
      const queue: (ModelChunk | { kind: 'error'; error: unknown })[] = [];
      let wake = () => {};
      const push = async (item: (typeof queue)[number]) => {
        queue.push(item);
        wake();
        await idle();
      };
      requests.push({
        request,
        signal,
        send: (text) => push({ kind: 'text', text }),
        tell: (kind) => push({ kind }),
        finish: (reason = 'stop') => push({ kind: 'end', reason }),
        fail: (error) => push({ kind: 'error', error }),
      });
      if (reply !== undefined) {
        queue.push({ kind: 'text', text: reply }, { kind: 'end', reason: 'stop' });
      }
      signal.addEventListener('abort', () => wake(), { once: true });
      for (;;) {
        signal.throwIfAborted();
        const item = queue.shift();
        if (item === undefined) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        } else if (item.kind === 'error') {
          throw item.error;
        } else {
          yield item;
          if (item.kind === 'end') {
            return;
          }
        }
      }
    },
  };
  return { client, requests };
}

/** A source that always knows the same. */
export function fixedSource(state: ModelState): ModelSource & { readonly reports: Error[] } {
  const reports: Error[] = [];
  return {
    reports,
    current: () => state,
    report: (error) => reports.push(error),
    reset: () => {},
    onChange: () => () => {},
  };
}
