import type { IncomingMessage, ServerResponse } from 'node:http';
import { askedOf, type Body } from './wireFormats.ts';

/** How a request ended. */
export interface Ending {
  /** `client` when the connection was closed before the reply was over. */
  readonly by: 'client' | 'server';
  /** Pieces of the reply that were written until then. */
  readonly pieces: number;
  /** Since the request arrived. */
  readonly afterMs: number;
}

/** One request as it arrived. */
export interface SeenRequest {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Body;
  /** The body's bytes, as UTF-8. */
  readonly raw: string;
  /** The same for requests that share a connection. */
  readonly connection: number;
  readonly ended: Promise<Ending>;
  /** Resolves when the client closed the connection before the reply was over. */
  readonly abandoned: Promise<void>;
}

/** True for a request that makes a model write; loading one does not. */
export function isGenerating(path: string, body: Body): boolean {
  return /\/(?:generate|chat|completions)$/.test(path) && askedOf(path, body).way !== 'load';
}

/**
 * Counts replies at once, each from its request until its last byte is written or its client is known to
 * be gone: both are told by events only after other requests may have been read.
 */
export function countOpen(): { open(response: ServerResponse): void; most(): number } {
  let replies: readonly ServerResponse[] = [];
  let most = 0;
  const isOpen = ({ socket, writableEnded }: ServerResponse) =>
    !writableEnded && socket !== null && !socket.readableEnded && !socket.destroyed;
  return {
    open(response) {
      replies = [...replies, response].filter(isOpen);
      most = Math.max(most, replies.length);
    },
    most: () => most,
  };
}

/** Notes a request and how it ends. */
export function seen(
  request: IncomingMessage,
  response: ServerResponse,
  facts: { body: Body; raw: string; connection: number; sent: { readonly pieces: number } },
): SeenRequest {
  const from = performance.now();
  const ended = new Promise<Ending>((resolve) => {
    response.once('close', () =>
      resolve({
        by: response.writableFinished ? 'server' : 'client',
        pieces: facts.sent.pieces,
        afterMs: performance.now() - from,
      }),
    );
  });
  return {
    path: request.url ?? '',
    headers: request.headers,
    body: facts.body,
    raw: facts.raw,
    connection: facts.connection,
    ended,
    abandoned: new Promise((resolve) => {
      void ended.then(({ by }) => by === 'client' && resolve());
    }),
  };
}
