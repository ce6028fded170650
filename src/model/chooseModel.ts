import { defaultOpenAiBaseUrl, type Settings } from '../settings.ts';
import { isModelError, type ModelClient, ModelError } from './client.ts';
import { createFillChoice, fillModes, type Memory } from './fill.ts';
import { createModelClient } from './modelClient.ts';
import { isLoopback } from './networkRules.ts';
import type { NoModelReason } from './source.ts';
import { fillTemplateFor } from './templates.ts';
import type { OllamaModel, OllamaModelDetails, OllamaWire, OpenAiWire } from './wire.ts';

/** What choosing a model needs. */
export interface ChooseDeps {
  readonly settings: Settings;
  /** The key entered for this origin, if any. */
  readonly keyFor: (origin: string) => Promise<string | undefined>;
  readonly openOllama: () => Promise<OllamaWire>;
  readonly openOpenAi: (apiKey: string | undefined) => Promise<OpenAiWire>;
  readonly freeMemoryBytes: () => number;
  readonly memory: Memory;
}

/** The model for completions, what it takes to have it in memory, or why there is none. */
export type Choice =
  | { readonly kind: 'ready'; readonly client: ModelClient }
  | {
      readonly kind: 'load';
      readonly client: ModelClient;
      readonly load: (signal: AbortSignal) => Promise<void>;
    }
  | { readonly kind: 'none'; readonly reason: NoModelReason; readonly detail?: string };

/** As-you-type needs an answer within a second; larger models do not give it on a user's machine. */
const mostParameters = 8.5e9;

/** Weights in memory, their working memory and a context of 8,192 tokens: measured 1.1 to 1.2 times the file. */
const memoryFactor = 1.2;
const memoryAllowanceBytes = 700_000_000;

/**
 * OpenAI's smallest model without a reasoning phase: answers within a second by chat.
 * https://platform.openai.com/docs/models/gpt-4.1-nano
 */
const defaultOpenAiModel = 'gpt-4.1-nano';

/** Decides which model completes, by the settings and by what its server says. @throws {ModelError} */
export async function chooseModel(deps: ChooseDeps, signal: AbortSignal): Promise<Choice> {
  switch (deps.settings.provider) {
    case 'instant':
      return { kind: 'none', reason: 'instant only' };
    case 'openai':
      return chooseOpenAi(deps, signal);
    case 'ollama':
      return chooseOllama(deps, signal);
    case 'auto':
      try {
        return await chooseOllama(deps, signal);
      } catch (error) {
        if (isModelError(error) && ['unreachable', 'timeout', 'not allowed'].includes(error.kind)) {
          return { kind: 'none', reason: 'no ollama', detail: error.facts.origin };
        }
        throw error;
      }
  }
}

async function chooseOpenAi(deps: ChooseDeps, signal: AbortSignal): Promise<Choice> {
  const { settings } = deps;
  const { origin, hostname } = addressOf(settings['openai.baseUrl']);
  const isDefault = origin === new URL(defaultOpenAiBaseUrl).origin;
  const apiKey = await deps.keyFor(origin);
  signal.throwIfAborted();
  if (isDefault && apiKey === undefined) {
    return { kind: 'none', reason: 'no key', detail: origin };
  }
  const wire = await deps.openOpenAi(apiKey);
  const model =
    settings['openai.completionModel'] ||
    (isDefault ? defaultOpenAiModel : (await wire.models(signal))[0]);
  if (model === undefined) {
    return { kind: 'none', reason: 'no model set', detail: origin };
  }
  const modes = fillModes({
    model,
    families: [],
    template: '',
    // OpenAI's own models are chat models; only the oldest instruct model takes a suffix.
    fills: isDefault && !model.includes('instruct') ? false : undefined,
    preference: settings['openai.fill'],
  });
  const fill = createFillChoice(
    modes,
    deps.memory,
    `fill ${origin} ${model} ${settings['openai.fill']}`,
  );
  return {
    kind: 'ready',
    client: createModelClient({
      backend: 'openai',
      wire,
      model,
      local: isLoopback(hostname),
      fill,
    }),
  };
}

interface Candidate {
  readonly model: OllamaModel;
  readonly details: OllamaModelDetails;
}

async function chooseOllama(deps: ChooseDeps, signal: AbortSignal): Promise<Choice> {
  const { settings } = deps;
  const { origin, hostname } = addressOf(settings['ollama.baseUrl']);
  const loopback = isLoopback(hostname);
  const wire = await deps.openOllama();
  const listed = await wire.models(signal);
  const wanted = settings['ollama.completionModel'];
  if (wanted !== '') {
    const model = listed.find((one) => sameModel(one.name, wanted));
    if (model === undefined) {
      throw new ModelError('missing model', { origin, model: wanted });
    }
    const candidate = { model, details: await wire.details(model.name, signal) };
    return toChoice(deps, wire, candidate, loopback, await loadedOf(wire, candidate, signal));
  }
  const suitable = await suitableModels(wire, listed, signal);
  if (suitable.length === 0) {
    return { kind: 'none', reason: 'no suitable model', detail: origin };
  }
  const loaded = await wire.loaded(signal);
  const inMemory = suitable.find(({ model }) => loaded.some((name) => sameModel(name, model.name)));
  if (inMemory !== undefined) {
    return toChoice(deps, wire, inMemory, loopback, true);
  }
  if (loaded.length > 0) {
    return { kind: 'none', reason: 'ollama busy', detail: loaded[0] ?? '' };
  }
  const free = loopback ? deps.freeMemoryBytes() : Number.POSITIVE_INFINITY;
  const fitting = suitable.find(
    ({ model }) => model.sizeBytes * memoryFactor + memoryAllowanceBytes <= free,
  );
  return fitting === undefined
    ? { kind: 'none', reason: 'not enough memory', detail: suitable[0]?.model.name ?? '' }
    : toChoice(deps, wire, fitting, loopback, false);
}

/** Local models of at most 8 B parameters that can fill, largest first. */
async function suitableModels(
  wire: OllamaWire,
  listed: readonly OllamaModel[],
  signal: AbortSignal,
): Promise<readonly Candidate[]> {
  const small = listed
    .filter(
      (model) =>
        !model.remote && (parametersOf(model) ?? Number.POSITIVE_INFINITY) <= mostParameters,
    )
    .sort((a, b) => (parametersOf(b) ?? 0) - (parametersOf(a) ?? 0));
  const candidates: Candidate[] = [];
  for (const model of small) {
    const details = await wire.details(model.name, signal);
    if (!details.remote && canFill({ model, details })) {
      candidates.push({ model, details });
    }
  }
  return candidates;
}

function canFill({ model, details }: Candidate): boolean {
  return (
    details.capabilities.includes('insert') ||
    fillTemplateFor(model.name, model.families, details.template) !== undefined
  );
}

/** `7.6B`, `494.03M`: parameters as Ollama words them. */
function parametersOf(model: OllamaModel): number | undefined {
  const match = /^([\d.]+)\s*([KMBT])$/i.exec(model.parameters ?? '');
  const scale = { K: 1e3, M: 1e6, B: 1e9, T: 1e12 }[(match?.[2] ?? '').toUpperCase()];
  return match?.[1] === undefined || scale === undefined ? undefined : Number(match[1]) * scale;
}

/** Ollama adds `:latest` where no tag was given. */
function sameModel(one: string, other: string): boolean {
  const full = (name: string) => (name.includes(':') ? name : `${name}:latest`);
  return full(one) === full(other);
}

async function loadedOf(
  wire: OllamaWire,
  { model, details }: Candidate,
  signal: AbortSignal,
): Promise<boolean> {
  // A cloud model is never in this server's memory.
  if (model.remote || details.remote) {
    return true;
  }
  return (await wire.loaded(signal)).some((name) => sameModel(name, model.name));
}

function toChoice(
  deps: ChooseDeps,
  wire: OllamaWire,
  { model, details }: Candidate,
  loopback: boolean,
  loaded: boolean,
): Choice {
  const modes = fillModes({
    model: model.name,
    families: model.families,
    template: details.template,
    fills: details.capabilities.includes('insert'),
    preference: 'auto',
  });
  const fill = createFillChoice(modes, deps.memory, `fill ${wire.origin} ${model.name}`);
  const local = loopback && !model.remote && !details.remote;
  const client = createModelClient({ backend: 'ollama', wire, model: model.name, local, fill });
  return loaded
    ? { kind: 'ready', client }
    : { kind: 'load', client, load: (signal) => wire.load(model.name, signal) };
}

function addressOf(baseUrl: string): URL {
  try {
    return new URL(baseUrl);
  } catch {
    throw new ModelError('not allowed', { origin: baseUrl, detail: 'not a URL' });
  }
}
