import { addressOf } from './address.ts';
import type { ChatChoice, Choice, ChooseDeps } from './choice.ts';
import { chooseChatModel, chooseModel } from './chooseModel.ts';
import { isModelError } from './client.ts';
import { routeOf } from './fallback.ts';

/** What a server says of itself. */
export interface ServerFacts {
  /** Names of all models that it lists. */
  readonly models: readonly string[];
  /** Ollama's; absent where it names none. */
  readonly version?: string;
}

/** Looks at the server that the settings name, anew with each call; the choice in use stays as it is. */
export interface Inspection {
  /** Undefined when the settings want no server. @throws {ModelError}; `signal.reason` when aborted */
  server(signal: AbortSignal): Promise<ServerFacts | undefined>;
  /**
   * Of the server that stands in; undefined where the user named none, or one that must not be asked.
   * @throws {ModelError}; `signal.reason` when aborted
   */
  fallback(
    signal: AbortSignal,
  ): Promise<(Pick<ServerFacts, 'models'> & { readonly origin: string }) | undefined>;
  /** True when a key would be sent to it. */
  hasKey(): Promise<boolean>;
  /** The model that would complete. Nothing is loaded. @throws {ModelError}; `signal.reason` when aborted */
  completion(signal: AbortSignal): Promise<Choice>;
  /** The model that would answer in words. Nothing is loaded. @throws {ModelError}; `signal.reason` when aborted */
  chat(signal: AbortSignal): Promise<ChatChoice>;
}

/** Creates the inspection; `deps` gives the settings of now. */
export function createInspection(deps: () => ChooseDeps): Inspection {
  return {
    server: (signal) => serverFacts(deps(), signal),
    async fallback(signal) {
      signal.throwIfAborted();
      const now = deps();
      const { fallback } = routeOf(now.settings);
      const { origin, settings } = fallback ?? {};
      const facts = settings && (await serverFacts({ ...now, settings }, signal));
      return facts && origin !== undefined ? { models: facts.models, origin } : undefined;
    },
    async hasKey() {
      const { keyFor, settings } = deps();
      const { origin } = addressOf(settings, 'openai');
      return settings.provider === 'openai' && (await keyFor(origin)) !== undefined;
    },
    completion: (signal) => chooseModel(deps(), signal),
    chat: (signal) => chooseChatModel(deps(), signal),
  };
}

async function serverFacts(
  deps: ChooseDeps,
  signal: AbortSignal,
): Promise<ServerFacts | undefined> {
  switch (deps.settings.provider) {
    case 'instant':
      return undefined;
    case 'openai': {
      const { origin } = addressOf(deps.settings, 'openai');
      const wire = await deps.openOpenAi(await deps.keyFor(origin));
      return { models: await wire.models(signal) };
    }
    default:
      return ollamaFacts(deps, signal);
  }
}

async function ollamaFacts(
  { openOllama, settings }: ChooseDeps,
  signal: AbortSignal,
): Promise<ServerFacts> {
  addressOf(settings, 'ollama');
  const wire = await openOllama();
  const version = wire.version(signal).catch((cause: unknown) => {
    signal.throwIfAborted();
    // What stands in for Ollama need not know this question.
    if (!isModelError(cause)) {
      throw cause;
    }
    return '';
  });
  const [models, named] = await Promise.all([wire.models(signal), version]);
  return {
    models: models.map(({ name }) => name),
    ...(named === '' ? {} : { version: named }),
  };
}
