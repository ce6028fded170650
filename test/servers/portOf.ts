import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';

/** Has a server listen on 127.0.0.1 and returns its port, a free one unless one is named. */
export async function portOf(server: Server, onPort = 0): Promise<number> {
  server.listen(onPort, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return port;
}
