import { addressOf, type Choice, type ChooseDeps, clientFor } from './choice.ts';
import { isModelError, ModelError } from './client.ts';
import { isLoopback } from './networkRules.ts';
import { rewriteFormatFor } from './rewriteWindow.ts';
import { fillTemplateFor, templateRank } from './templates.ts';
import type { OllamaModel, OllamaModelDetails, OllamaWire } from './wire.ts';

/**
 * As-you-type needs an answer within a second; larger models do not give it on a user's machine. The
 * models sold as 8 B have up to 8.3 billion parameters.
 */
const mostParameters = 8.5e9;

/** Weights with their working memory take 1.1 to 1.2 times their file. */
const memoryPerWeight = 1.2;

/** Keys and values of one token in a model of 7 B with grouped attention: 57 kB for Qwen2.5-Coder. */
const memoryPerContextToken = 65_536;

interface Candidate {
  readonly model: OllamaModel;
  readonly details: OllamaModelDetails;
}

/**
 * Chooses among the models of an Ollama: the one that the settings name, whatever it is, else the best
 * that runs on that machine, can fill, is small enough, and neither evicts another model nor exceeds
 * the free memory.
 * @throws {ModelError} when the server fails or the named model is not there.
 */
export async function chooseOllama(deps: ChooseDeps, signal: AbortSignal): Promise<Choice> {
  const wire = await deps.openOllama();
  signal.throwIfAborted();
  const listed = await wire.models(signal);
  const wanted = deps.settings['ollama.completionModel'];
  return wanted === ''
    ? chooseBest(deps, wire, listed, signal)
    : chooseNamed(deps, wire, listed, wanted, signal);
}

async function chooseNamed(
  deps: ChooseDeps,
  wire: OllamaWire,
  listed: readonly OllamaModel[],
  wanted: string,
  signal: AbortSignal,
): Promise<Choice> {
  const { origin } = wire;
  const model = listed.find(({ name }) => sameModel(name, wanted));
  if (model === undefined) {
    throw new ModelError('missing model', { origin, model: wanted });
  }
  const candidate = { model, details: await wire.details(model.name, signal) };
  if (!isRemote(candidate)) {
    const loaded = (await wire.loaded(signal)).some((name) => sameModel(name, model.name));
    return chosen(deps, wire, candidate, loaded);
  }
  if (deps.settings['privacy.localOnly']) {
    throw new ModelError('not allowed', { origin, model: wanted, detail: 'privacy.localOnly' });
  }
  return chosen(deps, wire, candidate, true);
}

async function chooseBest(
  deps: ChooseDeps,
  wire: OllamaWire,
  listed: readonly OllamaModel[],
  signal: AbortSignal,
): Promise<Choice> {
  const loaded = await wire.loaded(signal);
  const isLoaded = ({ name }: OllamaModel) => loaded.some((other) => sameModel(other, name));
  const free = freeBytes(deps);
  let tooLarge: string | undefined;
  const ranked = listed.filter(isSmallAndLocal).sort(byQuality);
  for (const model of [...ranked.filter(isLoaded), ...ranked.filter((one) => !isLoaded(one))]) {
    const details = await detailsIfAny(wire, model, signal);
    if (details === undefined || isRemote({ model, details }) || !canFill({ model, details })) {
      continue;
    }
    if (isLoaded(model)) {
      return chosen(deps, wire, { model, details }, true);
    }
    if (loaded.length > 0) {
      return { kind: 'none', reason: 'ollama busy', detail: loaded.join(', ') };
    }
    if (neededBytes(model, deps.settings['ollama.contextTokens']) <= free) {
      return chosen(deps, wire, { model, details }, false);
    }
    tooLarge ??= model.name;
  }
  return tooLarge === undefined
    ? { kind: 'none', reason: 'no suitable model', detail: wire.origin }
    : { kind: 'none', reason: 'not enough memory', detail: tooLarge };
}

/** One model that cannot be described does not keep the others from being chosen. */
async function detailsIfAny(
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

function chosen(
  deps: ChooseDeps,
  wire: OllamaWire,
  { model, details }: Candidate,
  loaded: boolean,
): Choice {
  const remote = isRemote({ model, details });
  const client = clientFor(deps, {
    backend: 'ollama',
    wire,
    local: isOwnMachine(deps) && !remote,
    facts: {
      model: model.name,
      families: model.families,
      ownTemplate: details.template,
      fills: fillsNatively(details),
      preference: 'auto',
    },
  });
  return loaded
    ? { kind: 'ready', client, unloads: !remote }
    : { kind: 'load', client, load: (signal) => wire.load(model.name, signal) };
}

function isOwnMachine({ settings }: ChooseDeps): boolean {
  return isLoopback(addressOf(settings['ollama.baseUrl']).hostname);
}

/** The memory of another machine is unknown: its Ollama decides. */
function freeBytes(deps: ChooseDeps): number {
  return isOwnMachine(deps) ? deps.freeMemoryBytes() : Number.POSITIVE_INFINITY;
}

function neededBytes({ sizeBytes }: OllamaModel, contextTokens: number): number {
  return sizeBytes * memoryPerWeight + contextTokens * memoryPerContextToken;
}

function isRemote({ model, details }: Candidate): boolean {
  return model.remote || details.remote;
}

/** An Ollama from before it listed capabilities shows the ability in the template alone. */
function fillsNatively({ capabilities, template }: OllamaModelDetails): boolean {
  return capabilities.includes('insert') || /\.Suffix\b/.test(template);
}

function canFill({ model, details }: Candidate): boolean {
  const traits = { families: model.families, ownTemplate: details.template };
  return (
    rewriteFormatFor(model.name, details.template) === undefined &&
    (fillsNatively(details) || fillTemplateFor(model.name, traits) !== undefined)
  );
}

function isSmallAndLocal(model: OllamaModel): boolean {
  return !model.remote && parametersOf(model) <= mostParameters;
}

/** Larger classes of size first (a class is a power of two), then the better family, then by size. */
function byQuality(one: OllamaModel, other: OllamaModel): number {
  const sizeClass = (model: OllamaModel) => Math.round(Math.log2(parametersOf(model)));
  return (
    sizeClass(other) - sizeClass(one) ||
    templateRank(one.name) - templateRank(other.name) ||
    parametersOf(other) - parametersOf(one)
  );
}

/** Reads `7.6B` or `494.03M`; a model that does not say how large it is counts as too large. */
function parametersOf({ parameters = '' }: OllamaModel): number {
  const [, digits = '', unit = ''] = /^([\d.]+)\s*([KMBT])$/i.exec(parameters) ?? [];
  const scale = { K: 1e3, M: 1e6, B: 1e9, T: 1e12 }[unit.toUpperCase()];
  return scale === undefined ? Number.POSITIVE_INFINITY : Number(digits) * scale;
}

/** Ollama adds `:latest` where no tag was given. */
function sameModel(one: string, other: string): boolean {
  const full = (name: string) => (name.includes(':') ? name : `${name}:latest`);
  return full(one) === full(other);
}
