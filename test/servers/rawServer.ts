import { createServer } from 'node:net';
import { portOf } from './portOf.ts';

/** A server that answers every request with the same bytes and then closes the connection. */
export interface RawServer {
  readonly url: string;
  /** Path and body of the requests, as they came. */
  readonly requests: readonly { readonly path: string; readonly body: unknown }[];
  stop(): Promise<void>;
}

/** Starts a server on loopback that writes `bytes` as they are. */
export async function startRawServer(
  status: number,
  type: string,
  bytes: string,
): Promise<RawServer> {
  const requests: { path: string; body: unknown }[] = [];
  const server = createServer((socket) => {
    let received = '';
    socket.setEncoding('latin1').on('data', (data) => {
      received += data;
      const [head = '', body] = received.split('\r\n\r\n', 2);
      const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
      if (body !== undefined && body.length >= length) {
        const text = Buffer.from(body, 'latin1').toString('utf8');
        requests.push({ path: head.split(' ')[1] ?? '', body: text && JSON.parse(text) });
        socket.end(
          `HTTP/1.1 ${status} -\r\ncontent-type: ${type}\r\nconnection: close\r\n\r\n${bytes}`,
        );
      }
    });
    socket.on('error', () => socket.destroy());
  });
  const port = await portOf(server);
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
