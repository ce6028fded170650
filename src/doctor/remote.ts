import { isLoopback } from '../model/networkRules.ts';
import { type Finding, failed, fine, type RemoteKind, type Repair } from './finding.ts';

type AddressKey = Extract<Repair, { readonly kind: 'find model' }>['key'];

/** Where the window works and where Ghostline runs. */
export interface RemoteFacts {
  /** VS Code's name of the remote, e.g. `ssh-remote`; undefined in a local window. */
  readonly name: string | undefined;
  /** Ghostline runs beside the window, on the user's own computer. */
  readonly besideWindow: boolean;
  /** VS Code runs in a browser: there is no extension host on the user's own computer. */
  readonly inBrowser: boolean;
}

/** Names of VS Code's own remotes: https://code.visualstudio.com/api/advanced-topics/remote-extensions */
export function remoteKind(name: string): RemoteKind {
  switch (name) {
    case 'ssh-remote':
      return 'ssh';
    case 'wsl':
      return 'wsl';
    case 'dev-container':
    case 'attached-container':
    case 'k8s-container':
      return 'container';
    case 'codespaces':
      return 'codespace';
    case 'tunnel':
      return 'tunnel';
    default:
      return 'server';
  }
}

/**
 * Whether the address means the machine where the model is.
 * @param answers the server was reached at it
 */
export function remoteFinding(
  { besideWindow, inBrowser, name }: RemoteFacts,
  { key, origin }: { readonly key: AddressKey; readonly origin: string },
  answers: boolean,
): Finding {
  if (name === undefined) {
    return fine({ kind: 'not remote' });
  }
  if (besideWindow) {
    return fine({ kind: 'on own computer' });
  }
  const loopback = URL.canParse(origin) && isLoopback(new URL(origin).hostname);
  if (answers || !loopback) {
    return fine({ kind: 'remote fine', origin, loopback });
  }
  const remote = remoteKind(name);
  const { port } = new URL(origin);
  const forward = `RemoteForward 127.0.0.1:${port || '80'} 127.0.0.1:${port || '80'}`;
  const repairs: readonly Repair[] = [
    ...(inBrowser ? [] : [{ kind: 'run on own computer' } as const]),
    { kind: 'find model', key },
    ...(remote === 'ssh' ? [{ kind: 'copy forward', line: forward } as const] : []),
  ];
  return failed({ kind: 'model elsewhere', remote, origin, forward }, repairs);
}

/** What tells where the user's own computer may be reached from a remote. */
export interface Surroundings {
  readonly kind: RemoteKind;
  /** `SSH_CONNECTION`: the client's address stands first. */
  readonly sshConnection: string | undefined;
  /** Text of `/proc/net/route`; '' where there is none. */
  readonly routes: string;
  /** The address that is set: its port and path hold there, too. */
  readonly address: string;
}

const ollamaPort = '11434';

/** Addresses at which the user's own computer may be, the likeliest first. Nothing is asked. */
export function candidates({
  address,
  kind,
  routes,
  sshConnection,
}: Surroundings): readonly string[] {
  const gateway = gatewayOf(routes);
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const place = `:${url?.port || ollamaPort}${url?.pathname.replace(/\/$/, '') ?? ''}`;
  const [client = ''] = (sshConnection ?? '').split(' ');
  const hosts: readonly (string | undefined)[] = {
    // Their host names itself by these; the gateway is the host in Linux's own bridge.
    container: ['host.docker.internal', 'host.containers.internal', gateway],
    // The gateway of WSL 2 is Windows: https://learn.microsoft.com/windows/wsl/networking
    wsl: [gateway],
    ssh: [client],
    codespace: [],
    tunnel: [],
    server: [client, gateway],
  }[kind];
  return hosts
    .filter((host) => host !== undefined && host !== '' && !isLoopback(host))
    .map((host) => `http://${host?.includes(':') ? `[${host}]` : host}${place}`);
}

/** The default gateway in Linux's table of routes, whose addresses are written backwards in hexadecimal. */
function gatewayOf(routes: string): string | undefined {
  const fields = routes
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .find(
      ([, destination, gateway = '']) =>
        destination === '00000000' && /^[\dA-F]{8}$/i.test(gateway),
    );
  const bytes = fields?.[2]?.match(/../g)?.reverse();
  const address = bytes?.map((byte) => Number.parseInt(byte, 16)).join('.');
  return address === '0.0.0.0' ? undefined : address;
}
