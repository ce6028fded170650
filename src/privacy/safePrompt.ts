/** Code and its surroundings before anyone has looked whether it may leave. */
export interface FillPrompt {
  /** Workspace-relative path, or the name of an unsaved document. */
  readonly path: string;
  readonly languageId: string;
  readonly prefix: string;
  readonly suffix: string;
}

/** One turn of a conversation. */
export interface ChatTurn {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** A conversation before anyone has looked whether it may leave. */
export interface ChatPrompt {
  readonly turns: readonly ChatTurn[];
}

declare const passed: unique symbol;

/** A fill prompt that passed the privacy gate; nothing else reaches a model. */
export type SafeFill = FillPrompt & { readonly [passed]: 'fill' };

/** A conversation that passed the privacy gate; nothing else reaches a model. */
export type SafeChat = ChatPrompt & { readonly [passed]: 'chat' };
