import type { ChatTurn, Tool } from '../privacy/safePrompt.ts';
import type { ModelChunk } from './client.ts';
import type { ListedModel } from './listedModels.ts';

/** Text to continue, or a hole to fill where the server does that itself. */
export interface CompleteRequest {
  readonly model: string;
  readonly prompt: string;
  /** Present: the server fills between `prompt` and `suffix` with the model's own template. */
  readonly suffix?: string;
  readonly maxTokens: number;
  readonly temperature: number;
  /** Texts at which the server stops; they are not part of the reply. */
  readonly stop: readonly string[];
  /** Told of each HTTP request: one that the server refuses for a field is made again. */
  readonly sent?: () => void;
}

/** A conversation as the server sees it. Thinking is always asked to be off. */
export interface ChatWireRequest {
  /** A fill has the limits of as-you-type; an answer in words may take minutes and counts its tokens. */
  readonly work: 'fill' | 'answer';
  readonly model: string;
  readonly turns: readonly ChatTurn[];
  /** Absent: none. */
  readonly tools?: readonly Tool[];
  /** The reply has to be a call of a tool; a server of Ollama cannot be told so. */
  readonly toolsRequired?: boolean;
  readonly maxTokens: number;
  readonly temperature: number;
  readonly stop: readonly string[];
  readonly sent?: () => void;
}

/**
 * One server behind its official client. Both methods stream, end with one `end` chunk, reach the
 * socket with the signal also before headers, never retry, and throw `ModelError` or `signal.reason`.
 */
export interface Wire {
  readonly origin: string;
  complete(request: CompleteRequest, signal: AbortSignal): AsyncIterable<ModelChunk>;
  chat(request: ChatWireRequest, signal: AbortSignal): AsyncIterable<ModelChunk>;
}

/** One entry of Ollama's `/api/tags`. */
export interface OllamaModel {
  readonly name: string;
  /** Size of the weights on disk. */
  readonly sizeBytes: number;
  /** Parameters as Ollama words them, e.g. `7.6B`; absent when it does not say. */
  readonly parameters?: string;
  /** Quantisation as Ollama words it, e.g. `Q4_K_M`; absent when it does not say. */
  readonly quantization?: string;
  /** Family and the further families it lists, e.g. `qwen2`. */
  readonly families: readonly string[];
  /** Served by another host (`remote_host` or `remote_model` is set): a cloud model. */
  readonly remote: boolean;
}

/** What `/api/show` says about one model. */
export interface OllamaModelDetails {
  /** e.g. `completion`, `insert`, `thinking`, `tools`. */
  readonly capabilities: readonly string[];
  /** The model's own Go template. */
  readonly template: string;
  /** The server writes the prompt of this model by code; its template says nothing then. */
  readonly rendered: boolean;
  readonly remote: boolean;
  /** Tokens of context that the model was made for; absent when Ollama does not say. */
  readonly contextTokens?: number;
}

/** How far the download of a model is. */
export interface PullProgress {
  readonly phase: 'starting' | 'downloading' | 'checking' | 'done';
  /** Of all parts that are known so far; 0 before the first is. */
  readonly completedBytes: number;
  readonly totalBytes: number;
}

/** An Ollama server by its native API. */
export interface OllamaWire extends Wire {
  models(signal: AbortSignal): Promise<readonly OllamaModel[]>;
  /** What `/api/version` says, e.g. `0.12.3`. */
  version(signal: AbortSignal): Promise<string>;
  details(model: string, signal: AbortSignal): Promise<OllamaModelDetails>;
  /** Names of the models in memory now (`/api/ps`). */
  loaded(signal: AbortSignal): Promise<readonly string[]>;
  /** Loads a model with the options that every request uses; ends when it is in memory. Not tied to a keystroke. */
  load(model: string, signal: AbortSignal): Promise<void>;
  /** Downloads a model (`/api/pull`) and ends after `done`; throws `ModelError` or `signal.reason`. */
  pull(model: string, signal: AbortSignal): AsyncIterable<PullProgress>;
}

/** A server that speaks the OpenAI API. */
export interface OpenAiWire extends Wire {
  /** Names from `/models`; empty when the server lists nothing. */
  models(signal: AbortSignal): Promise<readonly string[]>;
  /** The same with what the server says of each. */
  describedModels(signal: AbortSignal): Promise<readonly ListedModel[]>;
}
