import type { GuardedFile } from './gate.ts';
import type { Redaction } from './redact.ts';

/** What a piece of context is; pieces stand in the prompt in this order, what changes seldom first. */
export type SnippetKind = 'open file' | 'definition' | 'cell' | 'recent edit' | 'problems';

/** A piece of another place that helps to fill the hole. */
export interface Snippet {
  readonly kind: SnippetKind;
  /** The file that the text is from: the gate decides by it. */
  readonly file: GuardedFile;
  /** Whole lines with `\n`, without one at the end. */
  readonly text: string;
}

/** A piece of context from a file that may be read, with the path as a model may see it. */
export interface SafeSnippet extends Snippet {
  readonly path: string;
}

/** Code and its surroundings before anyone has looked whether it may leave. */
export interface FillPrompt {
  /** Workspace-relative path, or the name of an unsaved document. */
  readonly path: string;
  readonly languageId: string;
  readonly prefix: string;
  readonly suffix: string;
  /** Pieces of other places, in the order of `SnippetKind`. */
  readonly context: readonly Snippet[];
}

/** A picture that somebody put into a conversation. */
export interface ChatImage {
  readonly mimeType: string;
  readonly base64: string;
}

/** A tool that a model may ask to be run. */
export interface Tool {
  readonly name: string;
  readonly description: string;
  /** JSON schema of what it takes; absent: nothing. */
  readonly inputSchema?: object;
}

/** A model's wish to have a tool run. */
export interface ToolCall {
  /** Unique in its conversation. */
  readonly id: string;
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** One turn of a conversation. */
export interface ChatTurn {
  /** `tool`: what a tool said. */
  readonly role: 'system' | 'user' | 'assistant' | 'tool';
  readonly content: string;
  /** Of a user alone. */
  readonly images?: readonly ChatImage[];
  /** Of an assistant alone. */
  readonly calls?: readonly ToolCall[];
  /** Of a tool, always: the call that it answers. */
  readonly answers?: Pick<ToolCall, 'id' | 'name'>;
}

/** A conversation before anyone has looked whether it may leave. */
export interface ChatPrompt {
  readonly turns: readonly ChatTurn[];
  /** Absent: the model can only answer in words. */
  readonly tools?: readonly Tool[];
  /** The answer has to be a call of a tool, where the server can be told so. */
  readonly toolsRequired?: boolean;
}

declare const passed: unique symbol;

/** What the gate did to a prompt. */
interface Passed {
  /** Undoes in a reply what was done to secrets; absent where none was replaced. */
  readonly redaction?: Redaction;
}

/** A fill prompt that passed the privacy gate; nothing else reaches a model. */
export type SafeFill = Omit<FillPrompt, 'context'> &
  Passed & {
    readonly context: readonly SafeSnippet[];
    readonly [passed]: 'fill';
  };

/** A conversation that passed the privacy gate; nothing else reaches a model. */
export type SafeChat = ChatPrompt & Passed & { readonly [passed]: 'chat' };
