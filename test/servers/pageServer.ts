import { createServer } from 'node:http';
import { portOf } from './portOf.ts';

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
  const port = await portOf(server);
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
