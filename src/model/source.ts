import type { ModelClient, ModelError } from './client.ts';

/** Why there is no model for completions although nothing failed. */
export type NoModelReason =
  /** The user chose the instant engine alone. */
  | 'instant only'
  /** `auto` and no Ollama answers at its address. */
  | 'no ollama'
  /** `auto` and no local model on that Ollama can fill within 8 B parameters. */
  | 'no suitable model'
  /** `auto` and the suitable models do not fit the free memory. */
  | 'not enough memory'
  /** `auto` and another program holds a model in memory that ours would evict. */
  | 'ollama busy'
  /** The chosen provider is `openai` and no key is known for an origin that needs one. */
  | 'no key'
  /** The server lists no model and none is set. */
  | 'no model set';

/** What is known about the model for completions at this moment. */
export type ModelState =
  | { readonly kind: 'ready'; readonly client: ModelClient }
  /**
   * The first look at the server, one after `reset`, or one after a long pause is under way. A failure
   * stays the state until the next look has ended.
   */
  | { readonly kind: 'choosing' }
  /** The model is being loaded into memory by a request that no keystroke can cancel. */
  | { readonly kind: 'loading'; readonly model: string }
  | { readonly kind: 'none'; readonly reason: NoModelReason; readonly detail?: string }
  | { readonly kind: 'failed'; readonly error: ModelError };

/** Finds the model for completions, keeps what it found, and looks again when that is due. */
export interface ModelSource {
  /**
   * The state without waiting. Nothing is asked of any server before the first call; that call, and
   * one after `reset` or when the next look is due, starts a look in the background. Looks that are due
   * begin by themselves only while calls keep coming.
   */
  current(): ModelState;
  /** Tells the source how a request of its client ended, so that an outage is noticed once. */
  report(error: ModelError): void;
  /** Forgets everything: settings, keys or the server changed. Nothing is asked before the next `current()`. */
  reset(): void;
  /** Calls `listener` after each change of state; returns its removal. */
  onChange(listener: () => void): () => void;
}
