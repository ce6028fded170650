import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { type Duplex, pipeline } from 'node:stream';
import { portOf } from './portOf.ts';

/** Where a request was to go. */
export interface ProxiedRequest {
  /** `CONNECT` for what is tunnelled: https, WebSockets, and all that some clients send. */
  readonly method: string;
  /** Name or address and port, as in `evil.test:443`. */
  readonly address: string;
  /** Path and query; '' for a tunnel, which hides them. */
  readonly path: string;
}

/** A proxy that notes every request, also those that it refuses. */
export interface RecordingProxy {
  readonly url: string;
  readonly requests: readonly ProxiedRequest[];
  stop(): Promise<void>;
}

/** Addresses of this machine that work on every system. */
const loopback = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * Starts an HTTP proxy on loopback. It passes on what is meant for this machine, and refuses everything else with 502,
 * so that nothing leaves the machine whatever a test does.
 * @param names made-up host names that mean this machine: VS Code takes loopback itself past every proxy
 */
export async function startRecordingProxy(names: readonly string[]): Promise<RecordingProxy> {
  const requests: ProxiedRequest[] = [];
  const sockets = new Set<Duplex>();
  const isHere = ({ hostname }: URL): boolean => [...loopback, ...names].includes(hostname);
  const server = createServer((asked, response) => {
    const url = new URL(asked.url ?? '', 'http://no-host.test');
    const path = url.pathname + url.search;
    requests.push({ method: asked.method ?? '', address: addressOf(url), path });
    passOn(asked, response, isHere(url) ? url : undefined);
  });
  server.on('connect', (asked: IncomingMessage, client: Duplex, first: Buffer) => {
    const url = new URL(`http://${asked.url ?? ''}`);
    requests.push({ method: 'CONNECT', address: addressOf(url), path: '' });
    for (const socket of tunnel(client, first, isHere(url) ? url : undefined)) {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    }
  });
  const port = await portOf(server);
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
        for (const socket of sockets) {
          socket.destroy();
        }
      }),
  };
}

/** A URL drops the port that its scheme has anyway. */
function addressOf({ hostname, port }: URL): string {
  return `${hostname}:${port || '80'}`;
}

/** @param url undefined to refuse */
function passOn(asked: IncomingMessage, response: ServerResponse, url: URL | undefined): void {
  if (url === undefined) {
    response.writeHead(502).end();
    return;
  }
  const { method, headers } = asked;
  const there = request({
    host: '127.0.0.1',
    port: url.port || '80',
    path: url.pathname + url.search,
    // Without one, Node's client makes it GET.
    ...(method === undefined ? {} : { method }),
    headers,
  });
  there.on('response', (reply) => {
    response.writeHead(reply.statusCode ?? 502, reply.headers);
    pipeline(reply, response, () => undefined);
  });
  there.on('error', () => response.destroy());
  response.once('close', () => there.destroy());
  asked.pipe(there);
}

/**
 * @param url undefined to refuse
 * @returns the sockets that stay open for it
 */
function tunnel(client: Duplex, first: Buffer, url: URL | undefined): readonly Duplex[] {
  if (url === undefined) {
    client.on('error', () => client.destroy());
    client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    return [client];
  }
  const there: Socket = connect(Number(url.port || '80'), '127.0.0.1', () => {
    client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    there.write(first);
    client.pipe(there).pipe(client);
  });
  for (const [one, other] of [
    [client, there],
    [there, client],
  ] as const) {
    one.on('error', () => other.destroy());
    one.once('close', () => other.destroy());
  }
  return [client, there];
}
