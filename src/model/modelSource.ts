import type { Log } from '../log.ts';
import { createCatalog } from './catalog.ts';
import { createChatSource, modelErrorOf } from './chatSource.ts';
import type { Choice, ChooseDeps } from './choice.ts';
import { chooseChatModel, chooseModel } from './chooseModel.ts';
import type { ModelError, ModelErrorKind } from './client.ts';
import { createEndpoints } from './endpoints.ts';
import { createInspection } from './inspection.ts';
import { findNamed } from './namedChat.ts';
import { createSharedLoads } from './sharedLoads.ts';
import type { ModelState, Models, NoModelReason } from './source.ts';

/** What the source is built from. */
export interface ModelSourceDeps
  extends Omit<ChooseDeps, 'settings' | 'answered' | 'isOurs' | 'through'> {
  readonly settings: () => ChooseDeps['settings'];
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  /** Calls back once after `delayMs`; returns its cancellation. */
  readonly after: (delayMs: number, callback: () => void) => () => void;
  readonly log: Log;
}

const firstBackOffMs = 1_000;
const longestBackOffMs = 30_000;

/** How long an answer that is no failure holds before the server is asked again. */
const lookAgainMs: Readonly<Record<NoModelReason, number>> = {
  'instant only': Number.POSITIVE_INFINITY,
  'no key': Number.POSITIVE_INFINITY,
  'no ollama': 60_000,
  'ollama busy': 60_000,
  'not enough memory': 60_000,
  'no model set': 60_000,
  'no suitable model': 300_000,
};

/** Another program may have put our model out of the server's memory. */
const lookAfterReadyMs = 60_000;

/** After so long a pause the model may be gone: no request before the server was asked. */
const longPauseMs = 300_000;

/** Looks that are due happen by themselves only while somebody types. */
const inUseMs = 60_000;

/** Only the user can change these; the others are looked at again. */
const lasting: readonly ModelErrorKind[] = ['unauthorized', 'not allowed'];

/** Failures of a request that end all requests for now; others concern that request alone. */
const outages: readonly ModelErrorKind[] = [
  'unreachable',
  'unauthorized',
  'missing model',
  'rate limited',
  'not allowed',
];

/** One slow reply is no outage. */
const timeoutsOfAnOutage = 3;

/** Creates the source; it asks no server before its first `current()` or `chat.find()`. */
export function createModelSource(deps: ModelSourceDeps): Models {
  const listeners = new Set<() => void>();
  let state: ModelState | undefined;
  /** The look under way. */
  let look: AbortController | undefined;
  let dueAt = Number.POSITIVE_INFINITY;
  let askedAt = Number.NEGATIVE_INFINITY;
  let backOffMs = firstBackOffMs;
  let timeouts = 0;
  let stopTimer = () => {};

  const answered = () => {
    backOffMs = firstBackOffMs;
    timeouts = 0;
  };

  const endpoints = createEndpoints();
  const shareLoads = createSharedLoads();
  /** Models that were asked for by name: what of them is in memory is there for us. */
  const named = new Set<string>();
  const chooseDeps = (): ChooseDeps => ({
    ...deps,
    settings: deps.settings(),
    openOllama: async () => shareLoads(await deps.openOllama()),
    isOurs: (model) => chat.used(model) || named.has(model),
    through: endpoints.through,
    answered,
  });
  const chat = createChatSource({
    choose: (signal) => chooseChatModel(chooseDeps(), signal),
    settingsKey: () => chatSettings(deps.settings()),
    memory: deps.memory,
    now: deps.now,
  });

  const tell = () => {
    if (state?.kind === 'ready') {
      const { id, local } = state.client;
      deps.log.info(`model ready: ${id} (${local ? 'local' : 'not local'})`);
    }
    for (const listener of [...listeners]) {
      listener();
    }
  };

  const become = (next: ModelState, againInMs = Number.POSITIVE_INFINITY) => {
    const same = state !== undefined && isSame(state, next);
    // The client that is in use stays: what it learnt stays with it.
    state = same && state?.kind === 'ready' ? state : next;
    dueAt = deps.now() + againInMs;
    stopTimer();
    stopTimer = Number.isFinite(againInMs) ? deps.after(againInMs, lookIfInUse) : () => {};
    if (!same) {
      tell();
    }
  };

  const fail = (error: ModelError) => {
    deps.log.warn(error.message);
    const waitMs = lasting.includes(error.kind)
      ? Number.POSITIVE_INFINITY
      : (error.facts.retryAfterMs ?? backOffMs);
    backOffMs = Math.min(longestBackOffMs, backOffMs * 2);
    timeouts = 0;
    become({ kind: 'failed', error }, waitMs);
  };

  const settle = async (choice: Choice, signal: AbortSignal) => {
    if (choice.kind === 'none') {
      become(choice, lookAgainMs[choice.reason]);
      return;
    }
    const { client } = choice;
    if (choice.kind === 'load') {
      become({ kind: 'loading', model: client.model });
      await choice.load(signal);
      signal.throwIfAborted();
    }
    const unloads = choice.kind === 'load' || choice.unloads;
    become({ kind: 'ready', client }, unloads ? lookAfterReadyMs : Number.POSITIVE_INFINITY);
  };

  const start = async (): Promise<void> => {
    const mine = new AbortController();
    look = mine;
    dueAt = Number.POSITIVE_INFINITY;
    try {
      const choice = await chooseModel(chooseDeps(), mine.signal);
      mine.signal.throwIfAborted();
      await settle(choice, mine.signal);
    } catch (cause) {
      if (!mine.signal.aborted) {
        fail(modelErrorOf(cause));
      }
    } finally {
      if (look === mine) {
        look = undefined;
      }
    }
  };

  const lookIfInUse = () => {
    if (look === undefined && deps.now() - askedAt <= inUseMs) {
      void start();
    }
  };

  return {
    current() {
      const now = deps.now();
      const overdueMs = now - dueAt;
      askedAt = now;
      if (look === undefined && (state === undefined || overdueMs >= 0)) {
        if (state === undefined || (state.kind === 'ready' && overdueMs >= longPauseMs)) {
          state = { kind: 'choosing' };
        }
        void start();
      }
      return state ?? { kind: 'choosing' };
    },
    report(error) {
      timeouts = error.kind === 'timeout' ? timeouts + 1 : timeouts;
      const outage = outages.includes(error.kind) || timeouts >= timeoutsOfAnOutage;
      if (outage && state?.kind === 'ready') {
        look?.abort();
        look = undefined;
        fail(error);
      }
    },
    chat,
    catalog: createCatalog(chooseDeps),
    named(model, signal) {
      named.add(model.name);
      return findNamed(chooseDeps(), model, signal);
    },
    inspection: createInspection(chooseDeps),
    reset() {
      endpoints.reset();
      chat.reset();
      look?.abort();
      look = undefined;
      stopTimer();
      state = undefined;
      dueAt = Number.POSITIVE_INFINITY;
      answered();
      // Before anybody asked, nobody waits for an answer: a listener must not be what starts the first look.
      if (Number.isFinite(askedAt)) {
        tell();
      }
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Names what decides which model answers in words. */
function chatSettings(settings: ChooseDeps['settings']): string {
  const keys = ['provider', 'ollama.baseUrl', 'ollama.chatModel'] as const;
  const openAi = ['openai.baseUrl', 'openai.chatModel'] as const;
  return JSON.stringify([...keys, ...openAi].map((key) => settings[key]));
}

/** Whether two states say the same to people and to the pipeline. */
function isSame(one: ModelState, other: ModelState): boolean {
  switch (one.kind) {
    case 'ready':
      return other.kind === 'ready' && other.client.id === one.client.id;
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
