import type { ServerResponse } from 'node:http';
import type { Format } from './wireFormats.ts';

/** What can go wrong with a reply. */
export type Fault =
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly body: string;
      readonly headers?: Record<string, string>;
    }
  | { readonly kind: 'html' }
  /** The reply ends with its last piece, cleanly. */
  | { readonly kind: 'cut' }
  /** The connection breaks behind the first piece. */
  | { readonly kind: 'reset' }
  | { readonly kind: 'malformed' }
  /** The failure of a server in the middle of its reply. */
  | { readonly kind: 'error event' }
  /** The server ignores that a stream was asked for. */
  | { readonly kind: 'whole json' }
  /** No headers ever. */
  | { readonly kind: 'silent' }
  /** Headers, and nothing behind them. */
  | { readonly kind: 'no body' }
  /** Nothing behind the first piece. */
  | { readonly kind: 'stall' }
  /** The whole reply, and the connection stays open. */
  | { readonly kind: 'open end' }
  | { readonly kind: 'redirect'; readonly to: string; readonly status?: number }
  /** These bytes in place of a reply. */
  | {
      readonly kind: 'bytes';
      readonly bytes: string | Uint8Array;
      readonly headers?: Record<string, string>;
    };

/** The failure of a server in the middle of its reply: https://github.com/ollama/ollama/blob/main/docs/api/errors.mdx; OpenAI's servers send an event. */
export function errorEvent({ type }: Format): string {
  const words = 'an error was encountered while running the model';
  return type.includes('ndjson')
    ? `${JSON.stringify({ error: words })}\n`
    : `data: ${JSON.stringify({ error: { message: words, type: 'server_error' } })}\n\n`;
}

/** Answers as the fault wants. @returns true when that was the whole answer. */
export function misbehave(fault: Fault, response: ServerResponse): boolean {
  switch (fault.kind) {
    case 'status':
      response
        .writeHead(fault.status, { 'content-type': 'application/json', ...fault.headers })
        .end(fault.body);
      return true;
    case 'html':
      response
        .writeHead(200, { 'content-type': 'text/html' })
        .end('<html><body>Sign in</body></html>');
      return true;
    case 'redirect':
      response.writeHead(fault.status ?? 307, { location: fault.to }).end();
      return true;
    case 'bytes':
      response
        .writeHead(200, { 'content-type': 'application/octet-stream', ...fault.headers })
        .end(fault.bytes);
      return true;
    case 'silent':
      return true;
    default:
      return false;
  }
}
