import type { Log } from '../log.ts';
import type { Settings } from '../settings.ts';
import { callsForFallback, isLoading } from './breaker.ts';
import { createCatalog } from './catalog.ts';
import { createChatSource, modelErrorOf } from './chatSource.ts';
import type { Choice, ChooseDeps } from './choice.ts';
import { chooseModel } from './chooseModel.ts';
import type { ModelError, ModelErrorKind } from './client.ts';
import { createEndpoints } from './endpoints.ts';
import { chooseChatOnRoute, limitOf, outageBehind, routeOf } from './fallback.ts';
import { createInspection } from './inspection.ts';
import { findNamed } from './namedChat.ts';
import { createOutages } from './outages.ts';
import { createSharedLoads } from './sharedLoads.ts';
import { isSameState, type ModelState, type Models, type NoModelReason } from './source.ts';

/** What the source is built from. */
export interface ModelSourceDeps
  extends Omit<ChooseDeps, 'settings' | 'answered' | 'isOurs' | 'through'> {
  readonly settings: () => ChooseDeps['settings'];
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  /** From 0 to 1. */
  readonly random: () => number;
  /** Calls back once after `delayMs`; returns its cancellation. */
  readonly after: (delayMs: number, callback: () => void) => () => void;
  readonly log: Log;
}

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

/** Failures of a request after which each other one would fail; of outages the server's breaker tells. */
const hopeless: readonly ModelErrorKind[] = ['unauthorized', 'missing model', 'not allowed'];

/** A server that loads its model is asked again soon; large weights take minutes. */
const lookWhileLoadingMs = 2_000;

/** Creates the source; it asks no server before its first `current()` or `chat.find()`. */
export function createModelSource(deps: ModelSourceDeps): Models {
  const listeners = new Set<() => void>();
  let state: ModelState | undefined;
  /** The look under way. */
  let looking: AbortController | undefined;
  let dueAt = Number.POSITIVE_INFINITY;
  let askedAt = Number.NEGATIVE_INFINITY;
  let stopTimer = () => {};
  /** The server that stands in refused us: only the user can change that. */
  let fallbackRefused = false;

  const endpoints = createEndpoints();
  const outages = createOutages({
    ...deps,
    through: endpoints.through,
    lost(server, error) {
      if (state?.kind === 'ready' && outages.isOf(state.client, server)) {
        stopLook();
        outages.note(error);
        fail(error);
      }
    },
  });
  const shareLoads = createSharedLoads();
  /** Models that were asked for by name: what of them is in memory is there for us. */
  const named = new Set<string>();
  const chooseDeps = (): ChooseDeps => ({
    ...deps,
    settings: deps.settings(),
    openOllama: async () => shareLoads(await deps.openOllama()),
    isOurs: (model) => chat.used(model) || named.has(model),
    through: outages.through,
    answered: outages.answered,
  });
  const chat = createChatSource({
    choose: (signal) => chooseChatOnRoute(chooseDeps(), outages.breakers, signal),
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
    const same = state !== undefined && isSameState(state, next);
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
    const { fallback, mainOrigin } = routeOf(deps.settings());
    const failed: ModelState = { kind: 'failed', error };
    const ready = state?.kind === 'ready' ? state : undefined;
    const insteadOf = ready?.insteadOf;
    if (isLoading(error)) {
      const model = ready?.client.model ?? error.facts.origin;
      become({ kind: 'loading', model }, lookWhileLoadingMs);
    } else if (insteadOf !== undefined && error.facts.origin !== mainOrigin) {
      fallbackRefused ||= hopeless.includes(error.kind);
      become(failed, outages.waitAfter(insteadOf));
    } else if (fallback === undefined || !callsForFallback(error)) {
      become(failed, outages.waitAfter(error));
    } else if (ready !== undefined && insteadOf !== undefined) {
      become(ready, outages.waitAfter(error));
    } else if (
      fallbackRefused ||
      (outages.breakers.of(fallback.origin).outage()?.waitMs ?? 0) > 0
    ) {
      become(state?.kind === 'failed' ? state : failed, outages.waitAfter(error));
    } else {
      standIn(error, fallback.settings);
    }
  };

  /** Takes a model of the server that the user named for this; the looks at the other one go on. */
  const standIn = (insteadOf: ModelError, settings: Settings) => {
    const failed = () => become({ kind: 'failed', error: insteadOf }, outages.waitAfter(insteadOf));
    if (state?.kind === 'ready') {
      become({ kind: 'choosing' });
    }
    void look(
      async (signal) => {
        const standDeps = { ...chooseDeps(), settings };
        const choice = await chooseModel(standDeps, signal);
        const limit = await limitOf(standDeps, choice);
        signal.throwIfAborted();
        if (limit !== undefined) {
          failed();
        } else if (choice.kind === 'none') {
          if (state?.kind !== 'failed') {
            deps.log.warn(`no fallback: ${choice.reason}`);
          }
          failed();
        } else {
          await settle({ ...choice, insteadOf }, signal);
        }
      },
      (error) => {
        outages.failed(error);
        failed();
      },
    );
  };

  const settle = async (choice: Choice, signal: AbortSignal) => {
    if (choice.kind === 'none') {
      become(choice, lookAgainMs[choice.reason]);
      return;
    }
    const { client, insteadOf } = choice;
    if (choice.kind === 'load') {
      // What stands in goes on until the model is there.
      if (state?.kind !== 'ready' || state.insteadOf === undefined) {
        become({ kind: 'loading', model: client.model });
      }
      await choice.load(signal);
      signal.throwIfAborted();
    }
    const outage = outages.of(client);
    if (outage !== undefined && outage.waitMs > 0) {
      // It lists its models and answers no request.
      fail(outage.error);
      return;
    }
    const unloads = choice.kind === 'load' || choice.unloads;
    const againMs = unloads ? lookAfterReadyMs : Number.POSITIVE_INFINITY;
    become(
      { kind: 'ready', client, ...(insteadOf === undefined ? {} : { insteadOf }) },
      insteadOf === undefined ? againMs : outages.waitAfter(insteadOf),
    );
  };

  const look = async (
    job: (signal: AbortSignal) => Promise<void>,
    failed: (error: ModelError) => void,
  ): Promise<void> => {
    const mine = new AbortController();
    looking = mine;
    dueAt = Number.POSITIVE_INFINITY;
    try {
      await job(mine.signal);
    } catch (cause) {
      if (!mine.signal.aborted) {
        failed(modelErrorOf(cause));
      }
    } finally {
      if (looking === mine) {
        looking = undefined;
      }
    }
  };

  const start = () =>
    look(
      async (signal) => {
        const lookDeps = chooseDeps();
        const choice = await chooseModel(lookDeps, signal);
        const { fallback } = routeOf(lookDeps.settings);
        const reason = fallback && (outageBehind(choice) ?? (await limitOf(lookDeps, choice)));
        signal.throwIfAborted();
        if (reason !== undefined) {
          throw reason;
        }
        await settle(choice, signal);
      },
      (error) => {
        outages.failed(error);
        fail(error);
      },
    );

  const stopLook = () => {
    looking?.abort();
    looking = undefined;
  };

  const lookIfInUse = () => {
    if (looking === undefined && deps.now() - askedAt <= inUseMs) {
      void start();
    }
  };

  return {
    current() {
      const now = deps.now();
      const overdueMs = now - dueAt;
      askedAt = now;
      if (looking === undefined && (state === undefined || overdueMs >= 0)) {
        if (state === undefined || (state.kind === 'ready' && overdueMs >= longPauseMs)) {
          state = { kind: 'choosing' };
        }
        void start();
      }
      return state ?? { kind: 'choosing' };
    },
    report(error) {
      const { fallback } = routeOf(deps.settings());
      const ends =
        hopeless.includes(error.kind) ||
        isLoading(error) ||
        (error.kind === 'over limit' && fallback !== undefined);
      if (state?.kind === 'ready' && ends) {
        stopLook();
        if (!isLoading(error)) {
          outages.note(error);
        }
        fail(error);
      }
    },
    chat,
    direct: (client) => outages.direct(chat.direct(client)),
    catalog: createCatalog(chooseDeps),
    named(model, signal) {
      named.add(model.name);
      return findNamed(chooseDeps(), model, signal);
    },
    inspection: createInspection(chooseDeps),
    reset() {
      endpoints.reset();
      outages.reset();
      chat.reset();
      stopLook();
      stopTimer();
      state = undefined;
      dueAt = Number.POSITIVE_INFINITY;
      fallbackRefused = false;
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
  const keys = ['provider', 'fallback', 'ollama.baseUrl', 'ollama.chatModel'] as const;
  const openAi = ['openai.baseUrl', 'openai.chatModel'] as const;
  return JSON.stringify([...keys, ...openAi].map((key) => settings[key]));
}
