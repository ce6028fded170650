import { addressOf } from './address.ts';
import type { ChooseDeps, Chosen, Found } from './choice.ts';
import { isModelError, type ModelClient, ModelError } from './client.ts';
import { isLoopback } from './networkRules.ts';
import type { OllamaModel, OllamaModelDetails, OllamaWire } from './wire.ts';

/** Weights with their working memory take 1.1 to 1.2 times their file. */
const memoryPerWeight = 1.2;

/** Keys and values of one token in a model of 7 B with grouped attention: 57 kB for Qwen2.5-Coder. */
const memoryPerContextToken = 65_536;

/** An installed model with its description. */
export interface Candidate {
  readonly model: OllamaModel;
  readonly details: OllamaModelDetails;
}

/**
 * The model that the settings name, whatever it is.
 * @throws {ModelError} `missing model`, `not allowed` for a cloud model where this machine alone may be
 * asked, or what the server fails with.
 */
export async function namedModel(
  deps: ChooseDeps,
  wire: OllamaWire,
  listed: readonly OllamaModel[],
  wanted: string,
  signal: AbortSignal,
): Promise<Candidate> {
  const { origin } = wire;
  const model = listed.find(({ name }) => sameModel(name, wanted));
  if (model === undefined) {
    throw new ModelError('missing model', { origin, model: wanted });
  }
  const candidate = { model, details: await wire.details(model.name, signal) };
  if (isRemote(candidate) && deps.settings['privacy.localOnly']) {
    throw new ModelError('not allowed', { origin, model: wanted, detail: 'privacy.localOnly' });
  }
  return candidate;
}

/** One model that cannot be described does not keep the others from being chosen. */
export async function detailsIfAny(
  wire: OllamaWire,
  { name }: OllamaModel,
  signal: AbortSignal,
): Promise<OllamaModelDetails | undefined> {
  try {
    return await wire.details(name, signal);
  } catch (error) {
    signal.throwIfAborted();
    if (isModelError(error) && ['rejected', 'bad reply', 'missing model'].includes(error.kind)) {
      return undefined;
    }
    throw error;
  }
}

/** Where a model runs and what that means for its requests. */
export function placeOf(
  deps: ChooseDeps,
  wire: OllamaWire,
  candidate: Candidate,
): Omit<Found, 'facts'> {
  const remote = isRemote(candidate);
  return {
    backend: 'ollama',
    wire,
    local: isOwnMachine(deps) && !remote,
    slots: remote ? 'several' : 'one',
  };
}

/** The model at once where it is in memory or needs none here, else with the way to load it. */
export function choiceOf(
  wire: OllamaWire,
  candidate: Candidate,
  client: ModelClient,
  loaded: boolean,
): Chosen {
  return loaded
    ? { kind: 'ready', client, unloads: !isRemote(candidate) }
    : { kind: 'load', client, load: (signal) => wire.load(candidate.model.name, signal) };
}

/** True when the user's own machine runs this Ollama. */
function isOwnMachine({ settings }: Pick<ChooseDeps, 'settings'>): boolean {
  return isLoopback(addressOf(settings, 'ollama').hostname);
}

/** Bytes that a model may take. The memory of another machine is unknown: its Ollama decides. */
export function freeBytes(deps: ChooseDeps): number {
  return isOwnMachine(deps) ? deps.freeMemoryBytes() : Number.POSITIVE_INFINITY;
}

/** Memory in bytes of a model that was loaded with this context. */
export function neededBytes(
  { sizeBytes }: Pick<OllamaModel, 'sizeBytes'>,
  contextTokens: number,
): number {
  return sizeBytes * memoryPerWeight + contextTokens * memoryPerContextToken;
}

/** True for a model that another host serves through this Ollama. */
export function isRemote({ model, details }: Candidate): boolean {
  return model.remote || details.remote;
}

/** Class of size: a power of two of the parameters. */
export function sizeClass(model: OllamaModel): number {
  return Math.round(Math.log2(parametersOf(model)));
}

/** Reads `7.6B` or `494.03M`; a model that does not say how large it is counts as too large. */
export function parametersOf({ parameters = '' }: OllamaModel): number {
  const [, digits = '', unit = ''] = /^([\d.]+)\s*([KMBT])$/i.exec(parameters) ?? [];
  const scale = { K: 1e3, M: 1e6, B: 1e9, T: 1e12 }[unit.toUpperCase()];
  return scale === undefined ? Number.POSITIVE_INFINITY : Number(digits) * scale;
}

/** Ollama adds `:latest` where no tag was given. */
export function sameModel(one: string, other: string): boolean {
  const full = (name: string) => (name.includes(':') ? name : `${name}:latest`);
  return full(one) === full(other);
}
