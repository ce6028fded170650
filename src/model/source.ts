import type { Catalog } from './catalog.ts';
import type { ModelClient, ModelError } from './client.ts';
import type { Inspection } from './inspection.ts';
import type { NamedModel, NamedState } from './namedChat.ts';

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
  | {
      readonly kind: 'ready';
      readonly client: ModelClient;
      /** Why the server of the settings is out; this model is of the one that `fallback` names. */
      readonly insteadOf?: ModelError;
    }
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

/** Why there is no model that answers in words although nothing failed. */
export type NoChatReason =
  | Exclude<NoModelReason, 'no suitable model' | 'ollama busy'>
  /** No local model on that Ollama takes turns: they only continue text, make vectors or edit. */
  | 'no chat model';

/** The model that answers in words, or why there is none. */
export type ChatModelState =
  | { readonly kind: 'ready'; readonly client: ModelClient }
  | { readonly kind: 'none'; readonly reason: NoChatReason; readonly detail?: string }
  | { readonly kind: 'failed'; readonly error: ModelError };

/** What names the model that answered; enough to look for an earlier answer without any network. */
export interface ChatModelFacts {
  /** The client's `id`. */
  readonly id: string;
  readonly model: string;
  readonly host: string;
  readonly local: boolean;
}

/** Finds the model that answers in words: for explicit work, never by itself. */
export interface ChatSource {
  /**
   * The model, found and in the memory of its server. A failure or absence is never kept: each call
   * looks anew. Calls at one time share a look, and a load goes on when all of them have left.
   * @param loading told when the model has to be loaded first, with its name.
   * @throws `signal.reason` when aborted; the only way in which it fails.
   */
  find(signal: AbortSignal, loading?: (model: string) => void): Promise<ChatModelState>;
  /**
   * The model found last with the settings of now, also in an earlier session; asks no server.
   * Undefined when none was.
   */
  lastFound(): ChatModelFacts | undefined;
}

/** All models of a window. `reset` and `report` of the source concern both. */
export interface Models extends ModelSource {
  /** The client without its server's queue and breaker: for a draft, which sends nothing. */
  direct(client: ModelClient): ModelClient;
  readonly chat: ChatSource;
  readonly catalog: Catalog;
  /**
   * The client of a model that somebody chose by its name, in the memory of its server.
   * @throws {ModelError} what its server says; `signal.reason` when aborted.
   */
  named(model: NamedModel, signal: AbortSignal): Promise<NamedState>;
  readonly inspection: Inspection;
}

/** Whether two states say the same to people and to the pipeline. */
export function isSameState(one: ModelState, other: ModelState): boolean {
  switch (one.kind) {
    case 'ready':
      return (
        other.kind === 'ready' &&
        other.client.id === one.client.id &&
        other.insteadOf?.kind === one.insteadOf?.kind
      );
    case 'choosing':
      return other.kind === 'choosing';
    case 'loading':
      return other.kind === 'loading' && other.model === one.model;
    case 'none':
      return other.kind === 'none' && other.reason === one.reason && other.detail === one.detail;
    case 'failed':
      return other.kind === 'failed' && other.error.kind === one.error.kind;
  }
}
