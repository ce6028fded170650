import { shownOrigin } from '../model/address.ts';
import type { ModelError } from '../model/client.ts';
import type { Settings } from '../settings.ts';
import { type Finding, failed, fine, type Repair } from './finding.ts';
import type { Looked, ServerPorts } from './look.ts';
import { troubleOf } from './trouble.ts';

/** Address of the server in use, and which setting names it. */
export function addressIn(settings: Settings) {
  const server = settings.provider === 'openai' ? 'openai' : 'ollama';
  return { key: `${server}.baseUrl`, origin: shownOrigin(settings, server) } as const;
}

/** Why the server in use does not answer, and what helps. */
export function unreachable(ports: ServerPorts, error: ModelError): Finding {
  const { proxy, settings } = ports;
  const trouble = troubleOf(error);
  const fact = {
    kind: 'server fails',
    error,
    trouble,
    ...(proxy === undefined ? {} : { proxy }),
  } as const;
  const { key, origin } = addressIn(settings);
  const enter: Repair = { kind: 'enter address', key };
  const openProxy: readonly Repair[] = [{ kind: 'open setting', key: 'http.proxy' }];
  const proxied = proxy === undefined ? [] : openProxy;
  switch (trouble) {
    case 'rule':
      return failed(fact, byRule(error, enter));
    case 'refused':
      return failed(fact, [
        ...(key === 'ollama.baseUrl' ? [{ kind: 'start ollama', origin } as const] : []),
        enter,
        ...instead(ports),
      ]);
    case 'certificate':
      return failed(fact, [{ kind: 'open setting', key: 'http.systemCertificates' }, enter]);
    case 'web page':
      return failed(fact, [enter, ...openProxy]);
    case 'proxy login':
      return failed(fact, openProxy);
    case 'busy':
      // It says itself when it can be asked again.
      return failed(fact, [{ kind: 'select model' }]);
    default:
      return failed(fact, [enter, ...proxied, ...instead(ports)]);
  }
}

/** Other ways to a model, where the user chose none yet. */
function instead({ environmentOrigin, settings }: ServerPorts): readonly Repair[] {
  const origin = environmentOrigin();
  return settings.provider === 'auto' && origin !== undefined
    ? [{ kind: 'use environment key', origin }]
    : [];
}

function byRule({ facts }: ModelError, enter: Repair): readonly Repair[] {
  switch (facts.detail) {
    case 'privacy.localOnly':
      return [{ kind: 'allow other machines' }, enter];
    case 'network.httpHosts':
      return [{ kind: 'allow http', host: new URL(facts.origin).host }, enter];
    case 'NODE_TLS_REJECT_UNAUTHORIZED':
      // No other address helps: whoever started VS Code set it.
      return [];
    default:
      return [enter];
  }
}

/** Whether the server that stands in is there; what it would be asked is tried when it stands in. */
export function fallbackFinding(told: Awaited<ReturnType<Looked['fallback']>>): Finding {
  const settle: Repair = { kind: 'open setting', key: 'ghostline.fallback' };
  if (!told.ok) {
    const { error } = told;
    return failed({ kind: 'server fails', error, trouble: troubleOf(error) }, [
      ...(error.kind === 'unauthorized' ? [{ kind: 'set key' } as const] : []),
      settle,
    ]);
  }
  const { elapsedMs, facts } = told.value;
  return facts === undefined
    ? fine({ kind: 'no fallback' })
    : fine({
        kind: 'server answers',
        origin: facts.origin,
        models: facts.models.length,
        elapsedMs,
      });
}
