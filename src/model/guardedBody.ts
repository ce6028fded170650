import type { ModelError, ModelErrorFacts, ModelErrorKind } from './client.ts';
import type { GuardedCall } from './guardedFetch.ts';

interface Guard {
  readonly fail: (kind: ModelErrorKind, facts?: Omit<ModelErrorFacts, 'origin'>) => ModelError;
  /** Ends the request at the socket. */
  readonly inner: AbortController;
  /** Frees what the call holds: its time limit and its listener on the caller's signal. */
  readonly release: () => void;
  readonly after: (delayMs: number, callback: () => void) => () => void;
}

const newline = 10;
const openBrace = 123;
const closeBrace = 125;

/** Gives the response a body that keeps the call's limits and frees everything when it ends. */
export function guardedBody(response: Response, call: GuardedCall, guard: Guard): Response {
  const type = response.headers.get('content-type') ?? '';
  const { body } = response;
  if (body === null) {
    guard.release();
    throw guard.fail('bad reply', { detail: 'empty body' });
  }
  const whole = call.expects === 'events' && /\bjson\b/i.test(type);
  const guarded = limited(body.getReader(), call, guard);
  return new Response(whole ? asEvents(guarded) : guarded, {
    status: response.status,
    headers: { 'content-type': whole ? 'text/event-stream' : type },
  });
}

/** A server that ignored `stream: true` sent its reply whole: the client gets it as one event. */
function asEvents(body: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let json = '';
  const decoder = new TextDecoder();
  return body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk) {
        json += decoder.decode(chunk, { stream: true });
      },
      flush(controller) {
        const line = json.replace(/\s*\n\s*/g, ' ').trim();
        controller.enqueue(encoder.encode(`data: ${line}\n\ndata: [DONE]\n\n`));
      },
    }),
  );
}

function limited(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  call: GuardedCall,
  guard: Guard,
): ReadableStream<Uint8Array> {
  const { limits } = call;
  const check = call.expects === 'lines' ? createLineCheck() : () => true;
  let bytes = 0;
  let lineBytes = 0;
  let over = false;
  const end = () => {
    over = true;
    guard.release();
  };
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const stopIdle = guard.after(limits.idleMs, () => guard.inner.abort(guard.fail('timeout')));
      try {
        const { done, value } = await reader.read();
        if (done) {
          end();
          controller.close();
          return;
        }
        bytes += value.length;
        const last = value.lastIndexOf(newline);
        lineBytes = last === -1 ? lineBytes + value.length : value.length - last - 1;
        if (bytes > limits.maxBytes || lineBytes > limits.maxLineBytes) {
          throw guard.fail('bad reply', { detail: 'too large' });
        }
        if (!check(value)) {
          throw guard.fail('bad reply', { detail: 'damaged line' });
        }
        controller.enqueue(value);
      } catch (cause) {
        end();
        const { signal } = guard.inner;
        const reason: unknown = signal.aborted ? signal.reason : cause;
        guard.inner.abort();
        controller.error(reason);
      } finally {
        stopIdle();
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

/** JSON lines begin with `{` and end with `}`; the official client skips others with a print to the console. */
function createLineCheck(): (chunk: Uint8Array) => boolean {
  let first = 0;
  let last = 0;
  return (chunk) => {
    for (const byte of chunk) {
      if (byte === newline) {
        if (first !== 0 && (first !== openBrace || last !== closeBrace)) {
          return false;
        }
        first = 0;
        last = 0;
      } else if (byte > 32) {
        first ||= byte;
        last = byte;
      }
    }
    return true;
  };
}
