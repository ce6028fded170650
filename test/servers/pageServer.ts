import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What stands in the place of a model server: a proxy that wants something, or another program. */
export interface PageServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts a server on loopback that answers everything with one page. */
export async function startPageServer(status: number, page: string): Promise<PageServer> {
  const server = createServer((_, response) => {
    response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end(page);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
