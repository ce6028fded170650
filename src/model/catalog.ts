import { addressOf, shownOrigin } from './address.ts';
import type { ChooseDeps } from './choice.ts';
import { canFill } from './chooseOllama.ts';
import { canChat } from './chooseOllamaChat.ts';
import { isModelError, ModelError } from './client.ts';
import { isLoopback } from './networkRules.ts';
import {
  type Candidate,
  detailsIfAny,
  freeBytes,
  isRemote,
  neededBytes,
  sameModel,
} from './ollamaModels.ts';
import type { OllamaWire, PullProgress } from './wire.ts';

/** A model that can be chosen, as far as its server describes it. */
export interface CatalogModel {
  readonly name: string;
  /** Whether it is of use there; undefined when only a try can tell. */
  readonly fills: boolean | undefined;
  readonly chats: boolean | undefined;
  readonly thinks: boolean;
  /** Calls tools and reads pictures; undefined when only a try can tell. */
  readonly tools: boolean | undefined;
  readonly images: boolean | undefined;
  /** Another host runs it, or the server is not this machine. */
  readonly remote: boolean;
  readonly loaded: boolean;
  /** False when it needs more memory than is free; undefined where that is unknown. */
  readonly fits: boolean | undefined;
  /** Parameters and quantisation as the server words them, e.g. `7.6B` and `Q4_K_M`. */
  readonly parameters?: string;
  readonly quantization?: string;
  readonly sizeBytes?: number;
  /** What the model was made for; Ghostline uses less. */
  readonly contextTokens?: number;
}

/** What one server has. */
export type ServerCatalog = {
  readonly backend: 'ollama' | 'openai';
  readonly origin: string;
} & (
  | { readonly kind: 'listed'; readonly models: readonly CatalogModel[] }
  | { readonly kind: 'failed'; readonly error: ModelError }
  | { readonly kind: 'no key' }
);

/** The models of the servers that the settings name. */
export interface Catalog {
  /** What Ollama has installed; a failure is part of the answer. @throws `signal.reason` when aborted. */
  ollama(signal: AbortSignal): Promise<ServerCatalog>;
  /** What the OpenAI-compatible server lists. @throws `signal.reason` when aborted. */
  openAi(signal: AbortSignal): Promise<ServerCatalog>;
  /** Bytes that a model may take on the machine of Ollama; infinite where that is another machine. */
  freeBytes(): number;
  /**
   * Downloads a model into Ollama; one that was stopped goes on where it was.
   * @throws {ModelError} what the server says; `signal.reason` when aborted.
   */
  pull(model: string, progress: (at: PullProgress) => void, signal: AbortSignal): Promise<void>;
}

/** Each description is a request of its own. */
const describedAtOnce = 4;
/** Nobody reads further; more are listed by their names alone. */
const mostDescribed = 100;

/** Creates the catalog; `deps` gives the settings of now, and no server is asked before a call. */
export function createCatalog(deps: () => ChooseDeps): Catalog {
  const listed = async (
    backend: ServerCatalog['backend'],
    { settings }: ChooseDeps,
    signal: AbortSignal,
    list: () => Promise<readonly CatalogModel[] | 'no key'>,
  ): Promise<ServerCatalog> => {
    const origin = shownOrigin(settings, backend);
    try {
      const models = await list();
      return models === 'no key'
        ? { backend, origin, kind: 'no key' }
        : { backend, origin, kind: 'listed', models };
    } catch (cause) {
      signal.throwIfAborted();
      if (!isModelError(cause)) {
        throw cause;
      }
      return { backend, origin, kind: 'failed', error: cause };
    }
  };
  return {
    ollama(signal) {
      const now = deps();
      return listed('ollama', now, signal, () => ollamaModels(now, signal));
    },
    openAi(signal) {
      const now = deps();
      return listed('openai', now, signal, () => openAiModels(now, signal));
    },
    freeBytes: () => freeBytes(deps()),
    async pull(model, progress, signal) {
      const wire = await deps().openOllama();
      let done = false;
      for await (const at of wire.pull(model, signal)) {
        done = at.phase === 'done';
        progress(at);
      }
      if (!done) {
        throw new ModelError('bad reply', {
          origin: wire.origin,
          model,
          detail: 'pull ended early',
        });
      }
    },
  };
}

async function ollamaModels(
  deps: ChooseDeps,
  signal: AbortSignal,
): Promise<readonly CatalogModel[]> {
  addressOf(deps.settings, 'ollama');
  const wire = await deps.openOllama();
  const [listed, loaded] = await Promise.all([wire.models(signal), wire.loaded(signal)]);
  const free = freeBytes(deps);
  const context = deps.settings['ollama.contextTokens'];
  const described = await describe(wire, listed, signal);
  return listed.map((model, index) => {
    const details = described[index];
    const candidate: Candidate | undefined = details && { model, details };
    const inMemory = loaded.some((name) => sameModel(name, model.name));
    const remote = candidate === undefined ? model.remote : isRemote(candidate);
    const { name, parameters, quantization, sizeBytes } = model;
    const contextTokens = details?.contextTokens;
    return {
      name,
      fills: candidate && canFill(candidate),
      chats: candidate && canChat(candidate),
      thinks: details?.capabilities.includes('thinking') ?? false,
      tools: details?.capabilities.includes('tools'),
      images: details?.capabilities.includes('vision'),
      remote,
      loaded: inMemory,
      fits: Number.isFinite(free)
        ? remote || inMemory || neededBytes(model, context) <= free
        : undefined,
      ...(parameters === undefined ? {} : { parameters }),
      ...(quantization === undefined ? {} : { quantization }),
      ...(sizeBytes > 0 ? { sizeBytes } : {}),
      ...(contextTokens === undefined ? {} : { contextTokens }),
    };
  });
}

/** Descriptions in the order of the models, a few requests at a time. */
async function describe(
  wire: OllamaWire,
  listed: Awaited<ReturnType<OllamaWire['models']>>,
  signal: AbortSignal,
) {
  const found: (Candidate['details'] | undefined)[] = [];
  const waiting = [...listed.slice(0, mostDescribed).entries()];
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, model] = next;
      found[index] = await detailsIfAny(wire, model, signal);
    }
  };
  await Promise.all(Array.from({ length: describedAtOnce }, work));
  return found;
}

async function openAiModels(
  { keyFor, openOpenAi, settings }: ChooseDeps,
  signal: AbortSignal,
): Promise<readonly CatalogModel[] | 'no key'> {
  const { hostname, origin } = addressOf(settings, 'openai');
  const apiKey = await keyFor(origin);
  const wire = await openOpenAi(apiKey);
  try {
    const listed = await wire.describedModels(signal);
    return listed
      .toSorted((one, other) => (one.name < other.name ? -1 : 1))
      .map(({ chats, contextTokens, images, name, tools }) => ({
        name,
        fills: undefined,
        chats,
        thinks: false,
        tools,
        images,
        remote: !isLoopback(hostname),
        loaded: false,
        fits: undefined,
        ...(contextTokens === undefined ? {} : { contextTokens }),
      }));
  } catch (cause) {
    signal.throwIfAborted();
    if (apiKey === undefined && isModelError(cause) && cause.kind === 'unauthorized') {
      return 'no key';
    }
    throw cause;
  }
}
