import { type Choice, type ChooseDeps, clientFor } from './choice.ts';
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
import { fillTemplateFor, templateRank } from './templates.ts';
import type { OllamaModel, OllamaModelDetails, OllamaWire } from './wire.ts';

/**
 * As-you-type needs an answer within a second; larger models do not give it on a user's machine. The
 * models sold as 8 B have up to 8.3 billion parameters.
 */
const mostParameters = 8.5e9;

/**
 * Chooses among the models of an Ollama: the one that the settings name, whatever it is, else the best
 * that runs on that machine, can fill, is small enough, and neither evicts another program's model nor
 * exceeds the free memory. A model that answers this window's questions may make room: it is ours.
 * @throws {ModelError} when the server fails or the named model is not there.
 */
export async function chooseOllama(deps: ChooseDeps, signal: AbortSignal): Promise<Choice> {
  const wire = await deps.openOllama();
  signal.throwIfAborted();
  const listed = await wire.models(signal);
  const wanted = deps.settings['ollama.completionModel'];
  if (wanted === '') {
    return chooseBest(deps, wire, listed, signal);
  }
  const candidate = await namedModel(deps, wire, listed, wanted, signal);
  const loaded =
    isRemote(candidate) ||
    (await wire.loaded(signal)).some((name) => sameModel(name, candidate.model.name));
  return chosen(deps, wire, candidate, loaded);
}

async function chooseBest(
  deps: ChooseDeps,
  wire: OllamaWire,
  listed: readonly OllamaModel[],
  signal: AbortSignal,
): Promise<Choice> {
  const loaded = await wire.loaded(signal);
  const isLoaded = ({ name }: OllamaModel) => loaded.some((other) => sameModel(other, name));
  const others = loaded.filter((name) => !deps.isOurs(name));
  const ours = listed.filter((model) => isLoaded(model) && deps.isOurs(model.name));
  const contextTokens = deps.settings['ollama.contextTokens'];
  const free = ours.reduce(
    (sum, model) => sum + neededBytes(model, contextTokens),
    freeBytes(deps),
  );
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
    if (others.length > 0) {
      return { kind: 'none', reason: 'ollama busy', detail: others.join(', ') };
    }
    if (neededBytes(model, contextTokens) <= free) {
      return chosen(deps, wire, { model, details }, false);
    }
    tooLarge ??= model.name;
  }
  return tooLarge === undefined
    ? { kind: 'none', reason: 'no suitable model', detail: wire.origin }
    : { kind: 'none', reason: 'not enough memory', detail: tooLarge };
}

function chosen(deps: ChooseDeps, wire: OllamaWire, candidate: Candidate, loaded: boolean): Choice {
  const { details, model } = candidate;
  const facts = {
    model: model.name,
    families: model.families,
    ownTemplate: details.template,
    fills: fillsNatively(details),
    preference: 'auto',
  } as const;
  const client = clientFor(deps, { ...placeOf(deps, wire, candidate), facts });
  return choiceOf(wire, candidate, client, loaded);
}

/** An Ollama from before it listed capabilities shows the ability in the template alone. */
function fillsNatively({ capabilities, template }: OllamaModelDetails): boolean {
  return capabilities.includes('insert') || /\.Suffix\b/.test(template);
}

/** Whether a model completes code between what is before and after the cursor. */
export function canFill({ model, details }: Candidate): boolean {
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
  return (
    sizeClass(other) - sizeClass(one) ||
    templateRank(one.name) - templateRank(other.name) ||
    parametersOf(other) - parametersOf(one)
  );
}
