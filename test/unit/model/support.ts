import type { ModelChunk, ModelClient, ModelRequest } from '../../../src/model/client.ts';
import { ModelError, type ModelErrorKind } from '../../../src/model/client.ts';
import type { Memory } from '../../../src/model/fill.ts';
import type {
  ChatWireRequest,
  CompleteRequest,
  OllamaModel,
  OllamaModelDetails,
  OllamaWire,
  OpenAiWire,
  Wire,
} from '../../../src/model/wire.ts';
import { createGate } from '../../../src/privacy/gate.ts';
import type { FillPrompt, SafeChat, SafeFill } from '../../../src/privacy/safePrompt.ts';

/** Passes a sample through the real gate; nothing else makes a prompt that a client takes. */
export function safeFill(
  marked: string,
  {
    path = 'src/file.ts',
    languageId = 'typescript',
    context = [],
  }: Partial<Pick<FillPrompt, 'path' | 'languageId' | 'context'>> = {},
): SafeFill {
  const [prefix, suffix] = marked.split('█');
  if (prefix === undefined || suffix === undefined) {
    throw new Error('the sample has no █');
  }
  const passed = createGate({ ruleFiles: [], excludeFiles: [] }).passFill(
    { path, languageId, prefix, suffix, context },
    { scheme: 'file', path, languageId, insideWorkspace: true },
    { local: true },
  );
  if (typeof passed === 'string') {
    throw new Error(passed);
  }
  return passed;
}

/** One question of a user, through the real gate. */
export function safeChat(content: string): SafeChat {
  const path = 'src/file.ts';
  const passed = createGate({ ruleFiles: [], excludeFiles: [] }).passChat(
    { turns: [{ role: 'user', content }] },
    { scheme: 'file', path, languageId: 'typescript', insideWorkspace: true },
    { local: true },
  );
  if (typeof passed === 'string') {
    throw new Error(passed);
  }
  return passed;
}

/** A request as a wire receives it. */
export type WireRequest =
  | ({ readonly kind: 'complete' } & CompleteRequest)
  | ({ readonly kind: 'chat' } & ChatWireRequest);

/** What a server answers: pieces of text and an end, pieces as they are, or a failure. */
export type Answer = string | readonly (string | ModelChunk)[] | ModelError;

/** A server whose answers the test writes. */
export interface ScriptedWire extends Wire {
  readonly requests: WireRequest[];
  /** Requests whose stream was left or ended. */
  readonly closed: WireRequest[];
}

/** Creates a server; `answer` decides on each request. */
export function scriptedWire(
  answer: (request: WireRequest) => Answer,
  origin = 'http://127.0.0.1:11434',
): ScriptedWire {
  const requests: WireRequest[] = [];
  const closed: WireRequest[] = [];
  async function* reply(request: WireRequest, signal: AbortSignal): AsyncGenerator<ModelChunk> {
    requests.push(request);
    try {
      signal.throwIfAborted();
      const given = answer(request);
      if (given instanceof ModelError) {
        throw given;
      }
      const pieces = typeof given === 'string' ? [given] : given;
      let ended = false;
      for (const piece of pieces) {
        await Promise.resolve();
        signal.throwIfAborted();
        const chunk: ModelChunk = typeof piece === 'string' ? { kind: 'text', text: piece } : piece;
        ended ||= chunk.kind === 'end';
        yield chunk;
      }
      if (!ended) {
        yield { kind: 'end', reason: 'stop' };
      }
    } finally {
      closed.push(request);
    }
  }
  return {
    origin,
    requests,
    closed,
    complete: ({ sent, ...request }, signal) => {
      sent?.();
      return reply({ kind: 'complete', ...request }, signal);
    },
    chat: ({ sent, ...request }, signal) => {
      sent?.();
      return reply({ kind: 'chat', ...request }, signal);
    },
  };
}

/** A refusal or failure of the server. */
export function failure(
  kind: ModelErrorKind,
  facts: Partial<ModelError['facts']> = {},
  origin = 'http://127.0.0.1:11434',
): ModelError {
  return new ModelError(kind, { origin, ...facts });
}

/** A memory that the test can look into. */
export function scriptedMemory(entries: Record<string, string> = {}): Memory & {
  readonly entries: Map<string, string>;
} {
  const known = new Map(Object.entries(entries));
  return {
    entries: known,
    get: (key) => known.get(key),
    set: (key, value) => known.set(key, value),
  };
}

/** Everything that a client gives for one request. */
export async function replyOf(
  client: ModelClient,
  request: ModelRequest,
  signal: AbortSignal = new AbortController().signal,
): Promise<{ readonly text: string; readonly chunks: readonly ModelChunk[] }> {
  const chunks: ModelChunk[] = [];
  for await (const chunk of client.stream(request, signal)) {
    chunks.push(chunk);
  }
  const text = chunks.map((chunk) => (chunk.kind === 'text' ? chunk.text : '')).join('');
  return { text, chunks };
}

/** A model on a scripted Ollama. */
export interface OllamaSample
  extends Partial<Omit<OllamaModel, 'name'>>,
    Partial<OllamaModelDetails> {
  readonly name: string;
}

/** A scripted Ollama: what it lists and holds, what loading does, and all that was asked of it. */
export interface ScriptedOllama extends OllamaWire {
  readonly asked: string[];
  readonly requests: WireRequest[];
  /** Names of the models in memory. */
  inMemory: string[];
  /** Thrown by the next questions while set. */
  down: ModelError | undefined;
  /** Loading waits for this. */
  loading: Promise<void>;
}

/** Creates an Ollama with these models; it answers every completion with `reply`. */
export function scriptedOllama(
  samples: readonly OllamaSample[],
  reply: (request: WireRequest) => Answer = () => 'reply',
  origin = 'http://127.0.0.1:11434',
): ScriptedOllama {
  const wire = scriptedWire(reply, origin);
  const asked: string[] = [];
  const ask = async (question: string, signal: AbortSignal) => {
    asked.push(question);
    await Promise.resolve();
    signal.throwIfAborted();
    if (ollama.down !== undefined) {
      throw ollama.down;
    }
  };
  const ollama: ScriptedOllama = {
    ...wire,
    asked,
    inMemory: [],
    down: undefined,
    loading: Promise.resolve(),
    async models(signal) {
      await ask('models', signal);
      return samples.map(
        ({ name, sizeBytes = 4e9, parameters = '7.6B', families = [], remote = false }) => ({
          name,
          sizeBytes,
          parameters,
          families,
          remote,
        }),
      );
    },
    async version(signal) {
      await ask('version', signal);
      return '0.12.0';
    },
    async details(model, signal) {
      await ask(`details ${model}`, signal);
      const sample = samples.find(({ name }) => name === model);
      const {
        capabilities = ['completion'],
        template = '',
        rendered = false,
        remote = false,
      } = sample ?? {};
      return { capabilities, template, rendered, remote };
    },
    async loaded(signal) {
      await ask('loaded', signal);
      return ollama.inMemory;
    },
    async load(model, signal) {
      await ask(`load ${model}`, signal);
      await ollama.loading;
      signal.throwIfAborted();
      ollama.inMemory = [model];
    },
    async *pull(model, signal) {
      await ask(`pull ${model}`, signal);
      for (const completedBytes of [0, 50, 100]) {
        yield { phase: 'downloading', completedBytes, totalBytes: 100 };
      }
      yield { phase: 'done', completedBytes: 100, totalBytes: 100 };
    },
  };
  return ollama;
}

/** Creates a server that speaks the OpenAI API and lists these models. */
export function scriptedOpenAi(
  names: readonly string[],
  reply: (request: WireRequest) => Answer = () => 'reply',
  origin = 'http://127.0.0.1:8080',
): OpenAiWire & ScriptedWire & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    ...scriptedWire(reply, origin),
    asked,
    async models(signal) {
      asked.push('models');
      await Promise.resolve();
      signal.throwIfAborted();
      return names;
    },
    async describedModels(signal) {
      return (await this.models(signal)).map((name) => ({ name }));
    },
  };
}
