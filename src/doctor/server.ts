import type { Chosen } from '../model/choice.ts';
import type { ModelError } from '../model/client.ts';
import type { NoChatReason, NoModelReason } from '../model/source.ts';
import type { Check } from './examine.ts';
import {
  type CheckId,
  type Finding,
  failed,
  fine,
  noted,
  type Repair,
  skipped,
} from './finding.ts';
import { createLook, type Looked, type ServerPorts } from './look.ts';
import { addressIn, fallbackFinding, unreachable } from './reach.ts';
import { remoteFinding } from './remote.ts';
import { isOlder, oldestOllama } from './versions.ts';

const inquiryMs = 8_000;
/** A model may have to be loaded from a slow disk first. */
const fillMs = 120_000;

/** The checks that ask the server; each question is asked once for all of them. */
export function createServerChecks(ports: ServerPorts): readonly Check[] {
  const look = createLook(ports);
  const check = (
    id: CheckId,
    deadlineMs: number,
    run: (at: Looked) => Promise<Finding>,
  ): Check => ({
    id,
    deadlineMs,
    run: (signal) => run(look(signal)),
  });
  return [
    check('server', inquiryMs, async (at) => serverFinding(ports, await at.server())),
    check('key', fillMs, (at) => keyFinding(ports, at)),
    check('model', fillMs, (at) => modelFinding(ports, at)),
    check('fill', fillMs, fillFinding),
    check('chat', inquiryMs, (at) => chatFinding(ports, at)),
    check('fallback', inquiryMs, async (at) => fallbackFinding(await at.fallback())),
    check('remote', inquiryMs, (at) => whereFinding(ports, at)),
  ];
}

async function whereFinding({ remote, settings }: ServerPorts, at: Looked): Promise<Finding> {
  if (settings.provider === 'instant') {
    return fine({ kind: 'no server wanted' });
  }
  const server = await at.server();
  // Whoever refuses us is there.
  const answers = server.ok || !['unreachable', 'timeout'].includes(server.error.kind);
  return remoteFinding(remote, addressIn(settings), answers);
}

function serverFinding(ports: ServerPorts, server: Awaited<ReturnType<Looked['server']>>): Finding {
  const { origin } = addressIn(ports.settings);
  if (!server.ok) {
    return server.error.kind === 'unauthorized'
      ? fine({ kind: 'server answers', origin, models: undefined, elapsedMs: 0 })
      : unreachable(ports, server.error);
  }
  const { elapsedMs, facts } = server.value;
  if (facts === undefined) {
    return fine({ kind: 'no server wanted' }, [{ kind: 'select model' }]);
  }
  const { models, version } = facts;
  if (version !== undefined && isOlder(version, oldestOllama)) {
    return failed({ kind: 'old ollama', origin, version, minimum: oldestOllama }, [
      { kind: 'update ollama' },
    ]);
  }
  return fine({
    kind: 'server answers',
    origin,
    models: models.length,
    elapsedMs,
    ...(version === undefined ? {} : { version }),
  });
}

async function keyFinding(ports: ServerPorts, at: Looked): Promise<Finding> {
  const { key, origin } = addressIn(ports.settings);
  if (ports.settings.provider === 'instant') {
    return fine({ kind: 'no server wanted' });
  }
  if (key === 'ollama.baseUrl') {
    return fine({ kind: 'no key needed', origin });
  }
  const server = await at.server();
  if (!server.ok && server.error.kind !== 'unauthorized') {
    return skipped({ kind: 'blocked', by: 'server' });
  }
  // A list of models is open to all on some servers: only an answer proves the key.
  const trial = server.ok ? await at.trial() : undefined;
  const choice = server.ok ? await at.completion() : undefined;
  const refused =
    !server.ok || (trial !== undefined && !trial.ok && trial.error.kind === 'unauthorized');
  const hasKey = await ports.inspection.hasKey();
  const wanted = choice?.ok && choice.value.kind === 'none' && choice.value.reason === 'no key';
  if (!hasKey && (refused || wanted)) {
    const environment = ports.environmentOrigin();
    return failed({ kind: 'key missing', origin }, [
      { kind: 'set key' },
      ...(environment === undefined
        ? []
        : [{ kind: 'use environment key', origin: environment } as const]),
    ]);
  }
  if (refused) {
    return failed({ kind: 'key refused', origin }, [{ kind: 'set key' }]);
  }
  return fine({ kind: hasKey ? 'key accepted' : 'no key needed', origin });
}

/** Where the server itself is the matter, what depends on it says no more than that. */
async function blockedBy(at: Looked): Promise<Finding | undefined> {
  const server = await at.server();
  if (!server.ok) {
    return skipped({
      kind: 'blocked',
      by: server.error.kind === 'unauthorized' ? 'key' : 'server',
    });
  }
  return server.value.facts === undefined ? fine({ kind: 'no server wanted' }) : undefined;
}

async function modelFinding(ports: ServerPorts, at: Looked): Promise<Finding> {
  const blocked = await blockedBy(at);
  if (blocked !== undefined) {
    return blocked;
  }
  const choice = await at.completion();
  const trial = await at.trial();
  if (trial !== undefined && !trial.ok && trial.error.kind === 'missing model') {
    // The list was older than the model's end.
    const model = choice.ok && choice.value.kind !== 'none' ? choice.value.client.model : undefined;
    return errorFinding(ports, trial.error, model);
  }
  if (!choice.ok) {
    return errorFinding(ports, choice.error);
  }
  const { value } = choice;
  return value.kind === 'none'
    ? failed(
        { kind: 'no model', reason: value.reason },
        noModelRepairs(ports, value.reason, 'completion'),
      )
    : thereFinding(ports, value);
}

async function chatFinding(ports: ServerPorts, at: Looked): Promise<Finding> {
  const blocked = await blockedBy(at);
  if (blocked !== undefined) {
    return blocked;
  }
  const choice = await at.chat();
  if (!choice.ok) {
    return errorFinding(ports, choice.error);
  }
  const { value } = choice;
  return value.kind === 'none'
    ? failed(
        { kind: 'no chat model', reason: value.reason },
        noModelRepairs(ports, value.reason, 'chat'),
      )
    : thereFinding(ports, value);
}

function thereFinding({ isCounted }: ServerPorts, { client, kind }: Chosen): Finding {
  const { host, local, model } = client;
  const counted = isCounted(client);
  const inMemory = kind === 'ready';
  const fact = { kind: 'model there', model, host, local, inMemory, counted } as const;
  return counted
    ? fine(fact)
    : noted(fact, [{ kind: 'open setting', key: 'ghostline.usage.prices' }]);
}

function noModelRepairs(
  { firstModel }: ServerPorts,
  reason: NoModelReason | NoChatReason,
  use: 'completion' | 'chat',
): readonly Repair[] {
  switch (reason) {
    case 'no key':
      return [{ kind: 'set key' }];
    case 'no model set':
      return [{ kind: 'open setting', key: `ghostline.openai.${use}Model` }];
    case 'ollama busy':
      return [{ kind: 'select model' }];
    default:
      return [{ kind: 'pull model', model: firstModel }, { kind: 'select model' }];
  }
}

function errorFinding(
  { settings }: ServerPorts,
  error: ModelError,
  model = error.facts.model,
): Finding {
  if (error.kind === 'missing model' && model !== undefined) {
    return failed({ kind: 'model missing', origin: error.facts.origin, model }, [
      ...(settings.provider === 'openai' ? [] : [{ kind: 'pull model', model } as const]),
      { kind: 'select model' },
    ]);
  }
  return failsFinding(error);
}

function failsFinding(error: ModelError): Finding {
  return failed({ kind: 'model fails', error }, [
    ...(error.kind === 'over limit'
      ? [{ kind: 'open setting', key: 'ghostline.usage.monthlyLimit' } as const]
      : []),
    { kind: 'select model' },
  ]);
}

async function fillFinding(at: Looked): Promise<Finding> {
  const blocked = await blockedBy(at);
  if (blocked !== undefined) {
    return blocked;
  }
  const trial = await at.trial();
  if (trial === undefined) {
    return skipped({ kind: 'blocked', by: 'model' });
  }
  if (!trial.ok) {
    switch (trial.error.kind) {
      case 'missing model':
        return skipped({ kind: 'blocked', by: 'model' });
      case 'unauthorized':
        return skipped({ kind: 'blocked', by: 'key' });
      default:
        return failsFinding(trial.error);
    }
  }
  if ('refused' in trial.value) {
    return skipped({ kind: 'sample refused' });
  }
  const { client, firstTextMs, reply, sensible, charactersPerSecond } = trial.value;
  const { model } = client;
  if (firstTextMs === undefined) {
    return failed({ kind: 'fills with nothing', model }, [{ kind: 'select model' }]);
  }
  const way = client.id.slice(client.id.lastIndexOf(` ${model} `) + model.length + 2);
  const fact = {
    kind: 'fills',
    model,
    way,
    firstTextMs,
    reply,
    sensible,
    ...(charactersPerSecond === undefined ? {} : { charactersPerSecond }),
  } as const;
  return sensible ? fine(fact) : noted(fact, [{ kind: 'select model' }]);
}
