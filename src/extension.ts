import { freemem, totalmem } from 'node:os';
import * as vscode from 'vscode';
import { createCompleter } from './completion/complete.ts';
import { watchRequests } from './editor/activity.ts';
import { createBattery } from './editor/battery.ts';
import { type Configuration, createConfiguration } from './editor/configuration.ts';
import { createContextLoader } from './editor/contextLoader.ts';
import { toGuardedFile } from './editor/convert.ts';
import { createGates } from './editor/gates.ts';
import { createIgnoreFiles } from './editor/ignoreFiles.ts';
import { registerInlineCompletions } from './editor/inlineCompletions.ts';
import { createLateShow } from './editor/lateShow.ts';
import { registerMenu } from './editor/menu.ts';
import { createOtherExtensions } from './editor/otherExtensions.ts';
import { createKeys, type Keys, registerKeyCommands } from './editor/secrets.ts';
import { createSlowness } from './editor/slowness.ts';
import { createSnooze } from './editor/snooze.ts';
import { createStatusItem } from './editor/statusItem.ts';
import { createWorkspaceIndex } from './editor/workspaceIndex.ts';
import { createInstantEngine } from './instant/engine.ts';
import type { Log } from './log.ts';
import { createGuardedFetch } from './model/guardedFetch.ts';
import { createModelSource } from './model/modelSource.ts';
import { createResponseCache } from './model/responseCache.ts';
import type { ModelSource } from './model/source.ts';
import { usableMemory } from './model/usableMemory.ts';

/** Replies of a working day fit; the memory is taken only as they come. */
const cacheBytes = 16 * 1_048_576;

const now = () => performance.now();
const after = (delayMs: number, callback: () => void) => {
  const timer = setTimeout(callback, delayMs);
  return () => clearTimeout(timer);
};

/** Builds the parts and connects them to the editor; asks no server and reads no file. */
export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('Ghostline', { log: true });
  const configuration = createConfiguration();
  const changed = () => {
    completer.reset();
    status.refresh();
  };
  const instant = createInstantEngine({
    now,
    yieldNow: () => new Promise((resolve) => setImmediate(resolve)),
  });
  const ignoreFiles = createIgnoreFiles(configuration, log);
  const index = createWorkspaceIndex({ index: instant, ignoreFiles, now, log });
  const snooze = createSnooze(changed);
  const others = createOtherExtensions(context.globalState, changed);
  const battery = createBattery({ now, log, settings: configuration.settings, changed });
  const gates = createGates({
    configuration,
    gate: ignoreFiles.gate,
    snoozed: snooze.active,
    onBattery: battery.onBattery,
    trusted: () => vscode.workspace.isTrusted,
    otherExtension: () => (others.active()?.choice ?? 'ghostline') !== 'ghostline',
  });
  const status = createStatusItem({
    after,
    known: ({ uri }) => ignoreFiles.cover(uri),
    refusalIn: (document) => gates.inDocument(document, false),
    modelRefusal: () => gates.toModel(false),
  });
  const keysDeps = { secrets: context.secrets, environment: process.env, configuration };
  const keys = createKeys(keysDeps);
  const models = createModels(context, configuration, keys, log);
  const showModel = () => status.model(models.current());
  let stopShowing = models.onChange(showModel);
  const serverChanged = () => {
    // Showing the state asks for it, and asking begins a look at the server, which only typing may.
    stopShowing();
    models.reset();
    status.model(undefined);
    stopShowing = models.onChange(showModel);
    changed();
  };
  const cache = createResponseCache({
    maxBytes: cacheBytes,
    async openDisk(forget) {
      const { openDiskCache } = await import('./editor/diskCache.ts');
      return openDiskCache({
        folder: context.globalStorageUri.fsPath,
        secrets: context.secrets,
        settings: configuration.settings(),
        log,
        onErased() {
          forget();
          completer.reset();
        },
      });
    },
  });
  const late = createLateShow({ now, after, log, dismissed: () => completer.dismissed() });
  const surroundings = createContextLoader(async () => {
    const { createContext } = await import('./editor/context.ts');
    return createContext({ configuration, ignoreFiles, now, after, log });
  }, log);
  const completer = createCompleter({
    settingsFor: ({ languageId, uri }) =>
      configuration.settings({ uri: vscode.Uri.parse(uri), languageId }),
    models: watchRequests(models, {
      busy: status.thinking,
      asked(client, { prompt }) {
        if (log.logLevel === vscode.LogLevel.Trace) {
          log.trace(`asked ${client.id} ${JSON.stringify(prompt)}`);
        }
      },
      counted({ model }, request, promptTokens) {
        if (request.kind === 'fill') {
          surroundings.counted(model, request.prompt, promptTokens);
        }
      },
    }),
    cache,
    instant,
    pass: (prompt, { languageId, uri }) =>
      ignoreFiles.gate().passFill(prompt, toGuardedFile(vscode.Uri.parse(uri), languageId, true)),
    contextFor: surroundings.contextFor,
    clock: { now, after },
    offerLate: (offer) => late.offer(offer, 'late'),
  });
  const slowness = createSlowness(log);
  context.subscriptions.push(
    log,
    configuration,
    ignoreFiles,
    index,
    snooze,
    others,
    status,
    late,
    surroundings,
    { dispose: () => stopShowing() },
    configuration.onChange((affects) => {
      if (affects('cache')) {
        void cache.reopen();
      }
      const server = ['provider', 'ollama', 'openai', 'privacy', 'network'].some(affects);
      return server ? serverChanged() : changed();
    }),
    ignoreFiles.onChange(status.refresh),
    registerKeyCommands(keysDeps, serverChanged, () =>
      cache.protect().catch((error) => log.warn(`cache on disk: key not moved, ${error}`)),
    ),
    registerMenu({
      configuration,
      keys,
      others,
      snooze,
      status,
      async clearCache() {
        completer.reset();
        await cache.clear();
      },
      showLog: () => log.show(),
    }),
    registerInlineCompletions({
      completer,
      configuration,
      gates,
      ignoreFiles,
      late,
      models,
      log,
      now,
      after,
      onOutcome(outcome) {
        status.outcome(outcome);
        if (outcome.kind === 'shown' && outcome.model !== undefined) {
          status.slow(slowness(completer.pace()));
        }
      },
    }),
    index.startWithCode(),
  );
}

function createModels(
  context: vscode.ExtensionContext,
  configuration: Configuration,
  keys: Keys,
  log: Log,
): ModelSource {
  const { settings } = configuration;
  const guardedFetch = createGuardedFetch({
    fetch: (url, init) => fetch(url, init),
    rules: () => ({
      localOnly: settings()['privacy.localOnly'],
      httpHosts: settings()['network.httpHosts'],
    }),
    after,
  });
  return createModelSource({
    settings,
    keyFor: keys.keyFor,
    openOllama: async () => {
      const { createOllamaWire } = await import('./model/ollama.ts');
      return createOllamaWire({
        baseUrl: settings()['ollama.baseUrl'],
        keepAlive: settings()['ollama.keepAlive'],
        contextTokens: settings()['ollama.contextTokens'],
        guardedFetch,
      });
    },
    openOpenAi: async (apiKey) => {
      const { createOpenAiWire } = await import('./model/openai.ts');
      return createOpenAiWire({
        baseUrl: settings()['openai.baseUrl'],
        guardedFetch,
        ...(apiKey === undefined ? {} : { apiKey }),
      });
    },
    freeMemoryBytes: () =>
      usableMemory({
        platform: process.platform,
        total: totalmem(),
        free: freemem(),
        available: process.availableMemory(),
      }),
    memory: {
      get: (key) => context.globalState.get(key),
      set: (key, value) => void context.globalState.update(key, value),
    },
    now,
    after,
    log,
  });
}
