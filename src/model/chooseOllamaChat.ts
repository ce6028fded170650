import { type ChatChoice, type ChooseDeps, chatClientFor } from './choice.ts';
import {
  type Candidate,
  choiceOf,
  detailsIfAny,
  freeBytes,
  isRemote,
  namedModel,
  neededBytes,
  parametersOf,
  placeOf,
  sameModel,
  sizeClass,
} from './ollamaModels.ts';
import { rewriteFormatFor } from './rewriteWindow.ts';
import type { OllamaModel, OllamaWire } from './wire.ts';

/**
 * Chooses the model that answers in words: the one that the settings name, whatever it is, else the
 * largest that runs on that machine, chats, and fits the free memory or is loaded already. Models of
 * other programs stay where they are. A cloud model is taken by name alone.
 * @throws {ModelError} when the server fails or the named model is not there.
 */
export async function chooseOllamaChat(deps: ChooseDeps, signal: AbortSignal): Promise<ChatChoice> {
  const wire = await deps.openOllama();
  signal.throwIfAborted();
  const listed = await wire.models(signal);
  const wanted = deps.settings['ollama.chatModel'];
  if (wanted !== '') {
    const candidate = await namedModel(deps, wire, listed, wanted, signal);
    const loaded = isRemote(candidate) || isAmong(await wire.loaded(signal), candidate.model);
    return chosen(deps, wire, candidate, loaded);
  }
  const inMemory = await wire.loaded(signal);
  const free = freeBytes(deps);
  let tooLarge: string | undefined;
  for (const model of listed.filter(({ remote }) => !remote).sort(byQuality)) {
    const loaded = isAmong(inMemory, model);
    const fits = loaded || neededBytes(model, deps.settings['ollama.contextTokens']) <= free;
    if (!fits && tooLarge !== undefined) {
      continue;
    }
    const details = await detailsIfAny(wire, model, signal);
    if (details === undefined || isRemote({ model, details }) || !canChat({ model, details })) {
      continue;
    }
    if (fits) {
      return chosen(deps, wire, { model, details }, loaded);
    }
    tooLarge = model.name;
  }
  return tooLarge === undefined
    ? { kind: 'none', reason: 'no chat model', detail: wire.origin }
    : { kind: 'none', reason: 'not enough memory', detail: tooLarge };
}

function chosen(
  deps: ChooseDeps,
  wire: OllamaWire,
  candidate: Candidate,
  loaded: boolean,
): ChatChoice {
  const { name } = candidate.model;
  const client = chatClientFor(deps, { ...placeOf(deps, wire, candidate), model: name });
  return choiceOf(wire, candidate, client, loaded);
}

function isAmong(names: readonly string[], { name }: OllamaModel): boolean {
  return names.some((other) => sameModel(other, name));
}

/** Models that make vectors, as an Ollama from before it listed capabilities shows them. */
const embedding = /bert|embed|minilm/i;

/** Prompts as they are: nobody taught the model to take turns, or it was and its server knows how. */
const bareTemplate = /^\s*(?:\{\{-?\s*\.Prompt\s*-?\}\}\s*)?$/;

/** What only a model that chats can do. */
const chatAbilities: readonly string[] = ['tools', 'thinking'];

/** Whether a model answers in words. */
export function canChat({ model, details }: Candidate): boolean {
  const { capabilities, template, rendered } = details;
  const generates =
    capabilities.length === 0
      ? !embedding.test([model.name, ...model.families].join(' '))
      : capabilities.includes('completion');
  const takesTurns =
    rendered ||
    !bareTemplate.test(template) ||
    capabilities.some((ability) => chatAbilities.includes(ability));
  const isBase = /[-:]base\b/i.test(model.name);
  return generates && takesTurns && !isBase && rewriteFormatFor(model.name, template) === undefined;
}

/** Larger classes of size first, then models made for code, then by size; unknown sizes come last. */
function byQuality(one: OllamaModel, other: OllamaModel): number {
  const known = (model: OllamaModel) => (Number.isFinite(parametersOf(model)) ? 0 : 1);
  if (known(one) + known(other) > 0) {
    return known(one) - known(other) || other.sizeBytes - one.sizeBytes;
  }
  return (
    sizeClass(other) - sizeClass(one) ||
    codeRank(one) - codeRank(other) ||
    parametersOf(other) - parametersOf(one)
  );
}

function codeRank({ name }: OllamaModel): number {
  return /code|coder|devstral/i.test(name) ? 0 : 1;
}
