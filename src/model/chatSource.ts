import type { ChatChoice } from './choice.ts';
import { clientThrough, isModelError, type ModelClient, ModelError } from './client.ts';
import type { Memory } from './fill.ts';
import type { ChatModelFacts, ChatModelState, ChatSource } from './source.ts';
import { unlessAborted } from './unlessAborted.ts';

/** What the source is built from. */
export interface ChatSourceDeps {
  readonly choose: (signal: AbortSignal) => Promise<ChatChoice>;
  /** Names the settings that decide which model it is. */
  readonly settingsKey: () => string;
  readonly memory: Memory;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
}

/** A model that its server may put out of memory, or that stands in for another, is looked for again after this time. */
const keptMs = 60_000;

interface Look {
  readonly controller: AbortController;
  readonly result: Promise<ChatModelState | 'superseded'>;
  /** The model that is being loaded. */
  loading: string | undefined;
  readonly tellLoading: Set<(model: string) => void>;
}

/** Creates the source; it asks no server before its first `find`. */
export function createChatSource(deps: ChatSourceDeps): ChatSource & {
  /** Forgets what was found; those who wait get what the settings of now lead to. */
  reset(): void;
  /** The client as it was chosen. */
  direct(client: ModelClient): ModelClient;
  /** True for a model that answered in this window, or did in an earlier one with the settings of now. */
  used(model: string): boolean;
} {
  const used = new Set<string>();
  const chosen = new WeakMap<ModelClient, ModelClient>();
  let look: Look | undefined;
  let kept: { readonly state: ChatModelState; readonly until: number } | undefined;

  /** After a failure the server has to be asked before the model is used again. */
  const noticed = (client: ModelClient): ModelClient => {
    const made = clientThrough(client, async function* stream(request, signal) {
      try {
        yield* client.stream(request, signal);
      } catch (cause) {
        if (isModelError(cause)) {
          kept = undefined;
        }
        throw cause;
      }
    });
    chosen.set(made, client);
    return made;
  };

  const settle = async (choice: ChatChoice, mine: Look): Promise<ChatModelState> => {
    if (choice.kind === 'none') {
      return choice;
    }
    const { client } = choice;
    if (choice.kind === 'load') {
      mine.loading = client.model;
      for (const tell of mine.tellLoading) {
        tell(client.model);
      }
      await choice.load(mine.controller.signal);
    }
    // What stands in for a while is not the model of these settings.
    if (choice.insteadOf === undefined) {
      deps.memory.set(memoryKey(deps), rememberedAs(client));
    }
    const state: ChatModelState = { kind: 'ready', client: noticed(client) };
    const unloads = choice.kind === 'load' || choice.unloads || choice.insteadOf !== undefined;
    used.add(client.model);
    if (look === mine) {
      kept = { state, until: unloads ? deps.now() + keptMs : Number.POSITIVE_INFINITY };
    }
    return state;
  };

  const start = (): Look => {
    const controller = new AbortController();
    const { signal } = controller;
    const run = async (): Promise<ChatModelState | 'superseded'> => {
      try {
        const choice = await deps.choose(signal);
        signal.throwIfAborted();
        return await settle(choice, mine);
      } catch (cause) {
        return signal.aborted ? 'superseded' : { kind: 'failed', error: modelErrorOf(cause) };
      } finally {
        if (look === mine) {
          look = undefined;
        }
      }
    };
    const mine: Look = {
      controller,
      // Not before `look` is set: the choice may come at once.
      result: Promise.resolve().then(run),
      loading: undefined,
      tellLoading: new Set(),
    };
    look = mine;
    return mine;
  };

  return {
    async find(signal, loading = () => {}) {
      for (;;) {
        signal.throwIfAborted();
        if (kept !== undefined && deps.now() < kept.until) {
          return kept.state;
        }
        const current = look ?? start();
        if (current.loading !== undefined) {
          loading(current.loading);
        }
        current.tellLoading.add(loading);
        try {
          const state = await unlessAborted(current.result, signal);
          if (state !== 'superseded') {
            return state;
          }
        } finally {
          current.tellLoading.delete(loading);
        }
      }
    },
    direct: (client) => chosen.get(client) ?? client,
    lastFound: () => factsOf(deps.memory.get(memoryKey(deps))),
    used: (model) => used.has(model) || factsOf(deps.memory.get(memoryKey(deps)))?.model === model,
    reset() {
      look?.controller.abort();
      look = undefined;
      kept = undefined;
    },
  };
}

function memoryKey({ settingsKey }: ChatSourceDeps): string {
  return `chat ${settingsKey()}`;
}

/** One fact per line. */
function rememberedAs({ id, model, host, local }: ChatModelFacts): string {
  return [id, model, host, local ? 'local' : 'cloud'].join('\n');
}

function factsOf(remembered: unknown): ChatModelFacts | undefined {
  const [id, model, host, place] = typeof remembered === 'string' ? remembered.split('\n') : [];
  return id === undefined || model === undefined || host === undefined
    ? undefined
    : { id, model, host, local: place === 'local' };
}

/** A failure of the look as a model error, whatever was thrown. */
export function modelErrorOf(cause: unknown): ModelError {
  const detail = cause instanceof Error ? cause.message : String(cause);
  return isModelError(cause) ? cause : new ModelError('bad reply', { origin: 'server', detail });
}
