/** Which hosts may be reached, and how. */
export interface NetworkRules {
  /** Refuse every host that is not loopback. */
  readonly localOnly: boolean;
  /** Hosts (`name` or `name:port`) that may be reached over plain http besides loopback. */
  readonly httpHosts: readonly string[];
  /**
   * The environment switches the check of certificates off for the whole process
   * (`NODE_TLS_REJECT_UNAUTHORIZED=0`): whoever answers may be anyone.
   */
  readonly certificatesUnchecked?: boolean;
}

/** True for this machine: 127.0.0.0/8, ::1 and `localhost`. */
export function isLoopback(hostname: string): boolean {
  const name = hostname.toLowerCase().replace(/\.$/, '');
  return (
    name === 'localhost' || name === '[::1]' || name === '::1' || /^127(?:\.\d{1,3}){3}$/.test(name)
  );
}

/** Says why an address must not be reached, before any name is looked up; undefined when it may. */
export function checkAddress(address: URL, rules: NetworkRules): string | undefined {
  if (address.username + address.password !== '') {
    return 'password in the address';
  }
  const loopback = isLoopback(address.hostname);
  if (rules.localOnly && !loopback) {
    return 'privacy.localOnly';
  }
  if (address.protocol === 'https:') {
    return rules.certificatesUnchecked ? 'NODE_TLS_REJECT_UNAUTHORIZED' : undefined;
  }
  if (address.protocol !== 'http:') {
    return 'scheme';
  }
  const named = rules.httpHosts.some((host) =>
    [address.hostname, address.host].includes(host.toLowerCase()),
  );
  return loopback || named ? undefined : 'network.httpHosts';
}
