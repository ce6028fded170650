import type { ModelError } from '../model/client.ts';
import type { Trouble } from './finding.ts';

/** Codes of Node's network and TLS layers: https://nodejs.org/api/errors.html and https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const byCode: readonly (readonly [codes: RegExp, trouble: Trouble])[] = [
  [/^ECONNREFUSED$/, 'refused'],
  [/^PROXY_AUTHENTICATION_REQUIRED$/, 'proxy login'],
  [/^ENOTFOUND$/, 'unknown name'],
  [/^(?:EAI_AGAIN|ENETUNREACH|ENETDOWN|EHOSTUNREACH|EADDRNOTAVAIL)$/, 'no network'],
  [/^(?:ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT)$/, 'no answer'],
  [/^(?:ECONNRESET|UND_ERR_SOCKET|EPIPE)$/, 'closed'],
  [
    /^(?:CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|ERR_TLS_CERT|HOSTNAME_MISMATCH|INVALID_CA)/,
    'certificate',
  ],
  [/^(?:EPROTO|ERR_SSL_|ERR_TLS_)/, 'encryption'],
];

/** Tells what stood between us and the server. */
export function troubleOf({ facts, kind }: ModelError): Trouble {
  const { detail = '', status = 0 } = facts;
  switch (kind) {
    case 'unreachable':
      return byCode.find(([codes]) => codes.test(detail))?.[1] ?? 'other';
    case 'timeout':
      return 'no answer';
    case 'not allowed':
      return 'rule';
    case 'rate limited':
      return 'busy';
    case 'bad reply':
      return /text\/html/i.test(detail) ? 'web page' : 'another program';
    case 'rejected':
      return ofStatus(status, detail);
    default:
      return 'other';
  }
}

function ofStatus(status: number, detail: string): Trouble {
  if (detail.startsWith('redirect')) {
    return 'redirect';
  }
  return status === 404 || status === 405 ? 'another program' : 'other';
}

/** Host of a proxy without name and password; undefined when that is no address. */
export function proxyHost(address: string | undefined): string | undefined {
  const full = address?.includes('://') ? address : `http://${address ?? ''}`;
  return URL.canParse(full) ? new URL(full).host || undefined : undefined;
}
