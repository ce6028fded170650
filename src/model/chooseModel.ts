import { defaultOpenAiBaseUrl } from '../settings.ts';
import { addressOf, type Choice, type ChooseDeps, clientFor } from './choice.ts';
import { chooseOllama } from './chooseOllama.ts';
import { isModelError } from './client.ts';
import { isLoopback } from './networkRules.ts';

/**
 * OpenAI's small model that answers at once: reasoning is off, as its wire asks for.
 * https://help.openai.com/en/articles/20001600-migrating-from-gpt-4x-to-gpt-6-luna (recommended in
 * place of the GPT-4.x models, gpt-4.1-nano among them, which was shut down on 2026-10-23)
 */
export const defaultOpenAiModel = 'gpt-6-luna';

/** At `auto` these mean that no Ollama is there; a refused key or address is a failure to show. */
const noOllama = ['unreachable', 'timeout', 'bad reply', 'rejected'];

/**
 * Decides which model completes, by the settings and by what its server says.
 * @throws {ModelError} when the server fails.
 */
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
        if (isModelError(error) && noOllama.includes(error.kind)) {
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
  signal.throwIfAborted();
  const model =
    settings['openai.completionModel'] ||
    (isDefault ? defaultOpenAiModel : (await wire.models(signal))[0]);
  if (model === undefined) {
    return { kind: 'none', reason: 'no model set', detail: origin };
  }
  const client = clientFor(deps, {
    backend: 'openai',
    wire,
    local: isLoopback(hostname),
    facts: {
      model,
      families: [],
      ownTemplate: '',
      // OpenAI's own models chat; only the old instruct model takes a suffix.
      fills: isDefault && !model.includes('instruct') ? false : undefined,
      preference: settings['openai.fill'],
    },
  });
  return { kind: 'ready', client, unloads: false };
}
