import type { ChooseDeps } from './choice.ts';
import { chooseChatModel } from './chooseModel.ts';
import { type ModelClient, ModelError } from './client.ts';

/** A model of one of the servers that the settings name. */
export interface NamedModel {
  readonly backend: 'ollama' | 'openai';
  readonly name: string;
}

/** The client of a model that somebody chose by name; the server may want a key that nobody entered. */
export type NamedState =
  | { readonly kind: 'ready'; readonly client: ModelClient }
  | { readonly kind: 'no key' };

/**
 * Finds a model that was chosen by its name, whatever the settings prefer, and has it in the memory of its
 * server. Server, key, queue and rules are those of every other request.
 * @throws {ModelError} when the server fails or does not have the model; `signal.reason` when aborted.
 */
export async function findNamed(
  deps: ChooseDeps,
  { backend, name }: NamedModel,
  signal: AbortSignal,
): Promise<NamedState> {
  const settings = {
    ...deps.settings,
    provider: backend,
    'ollama.chatModel': name,
    'openai.chatModel': name,
  };
  const choice = await chooseChatModel({ ...deps, settings }, signal);
  signal.throwIfAborted();
  if (choice.kind === 'none') {
    if (choice.reason === 'no key') {
      return { kind: 'no key' };
    }
    throw new ModelError('missing model', { origin: choice.detail ?? backend, model: name });
  }
  if (choice.kind === 'load') {
    await choice.load(signal);
  }
  return { kind: 'ready', client: choice.client };
}
