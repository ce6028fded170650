import type { ChooseDeps } from './choice.ts';
import { chooseChatModel } from './chooseModel.ts';
import type { ModelClient } from './client.ts';

/** A model of one of the servers that the settings name. */
export interface NamedModel {
  readonly backend: 'ollama' | 'openai';
  /** Empty: the one that its server answers with by itself. */
  readonly name: string;
}

/** The client of a model that somebody chose by name. */
export type NamedState =
  | { readonly kind: 'ready'; readonly client: ModelClient }
  /** The server wants a key, and nobody entered one. */
  | { readonly kind: 'no key' }
  /** No name was given, and the server has none that would do. */
  | { readonly kind: 'no model' };

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
    return { kind: choice.reason === 'no key' ? 'no key' : 'no model' };
  }
  if (choice.kind === 'load') {
    await choice.load(signal);
  }
  return { kind: 'ready', client: choice.client };
}
