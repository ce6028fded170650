import { defaultOpenAiBaseUrl } from '../settings.ts';
import { addressOf } from './address.ts';
import {
  type ChatChoice,
  type Choice,
  type ChooseDeps,
  chatClientFor,
  clientFor,
} from './choice.ts';
import { chooseOllama } from './chooseOllama.ts';
import { chooseOllamaChat } from './chooseOllamaChat.ts';
import { isModelError } from './client.ts';
import { isLoopback } from './networkRules.ts';
import type { OpenAiWire } from './wire.ts';

/**
 * OpenAI's small model that answers at once, for completions and in words: reasoning is off, as its wire
 * asks for.
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
  return byProvider<Choice>(deps, {
    ollama: () => chooseOllama(deps, signal),
    openAi: () => chooseOpenAi(deps, signal),
  });
}

/**
 * Decides which model answers in words, by the settings and by what its server says.
 * @throws {ModelError} when the server fails.
 */
export async function chooseChatModel(deps: ChooseDeps, signal: AbortSignal): Promise<ChatChoice> {
  return byProvider<ChatChoice>(deps, {
    ollama: () => chooseOllamaChat(deps, signal),
    async openAi() {
      const found = await findOpenAi(deps, 'openai.chatModel', signal);
      return found.kind === 'none'
        ? found
        : { kind: 'ready', client: chatClientFor(deps, found), unloads: false };
    },
  });
}

/** Reasons that hold for every kind of work. */
interface None {
  readonly kind: 'none';
  readonly reason: 'instant only' | 'no ollama' | 'no key' | 'no model set';
  readonly detail?: string;
}

async function byProvider<T>(
  { settings }: ChooseDeps,
  choose: { readonly ollama: () => Promise<T>; readonly openAi: () => Promise<T> },
): Promise<T | None> {
  switch (settings.provider) {
    case 'instant':
      return { kind: 'none', reason: 'instant only' };
    case 'openai':
      return choose.openAi();
    case 'ollama':
      return choose.ollama();
    case 'auto':
      try {
        return await choose.ollama();
      } catch (error) {
        if (isModelError(error) && noOllama.includes(error.kind)) {
          return { kind: 'none', reason: 'no ollama', detail: error.facts.origin };
        }
        throw error;
      }
  }
}

interface FoundOpenAi {
  readonly kind: 'found';
  readonly backend: 'openai';
  readonly wire: OpenAiWire;
  readonly model: string;
  readonly local: boolean;
  readonly slots: 'one' | 'several';
  /** The server is OpenAI's own. */
  readonly isDefault: boolean;
}

async function findOpenAi(
  { keyFor, openOpenAi, settings }: ChooseDeps,
  setting: 'openai.completionModel' | 'openai.chatModel',
  signal: AbortSignal,
): Promise<FoundOpenAi | None> {
  const { origin, hostname } = addressOf(settings, 'openai');
  const isDefault = origin === new URL(defaultOpenAiBaseUrl).origin;
  const apiKey = await keyFor(origin);
  signal.throwIfAborted();
  if (isDefault && apiKey === undefined) {
    return { kind: 'none', reason: 'no key', detail: origin };
  }
  const local = isLoopback(hostname);
  const slots = local ? 'one' : 'several';
  const wire = await openOpenAi(apiKey);
  signal.throwIfAborted();
  const model =
    settings[setting] || (isDefault ? defaultOpenAiModel : (await wire.models(signal))[0]);
  return model === undefined
    ? { kind: 'none', reason: 'no model set', detail: origin }
    : { kind: 'found', backend: 'openai', wire, model, local, slots, isDefault };
}

async function chooseOpenAi(deps: ChooseDeps, signal: AbortSignal): Promise<Choice> {
  const found = await findOpenAi(deps, 'openai.completionModel', signal);
  if (found.kind === 'none') {
    return found;
  }
  const { backend, isDefault, local, model, slots, wire } = found;
  const client = clientFor(deps, {
    backend,
    wire,
    local,
    slots,
    facts: {
      model,
      families: [],
      ownTemplate: '',
      // OpenAI's own models chat; only the old instruct model takes a suffix.
      fills: isDefault && !model.includes('instruct') ? false : undefined,
      preference: deps.settings['openai.fill'],
    },
  });
  return { kind: 'ready', client, unloads: false };
}
