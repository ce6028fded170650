import { freemem } from 'node:os';
import * as vscode from 'vscode';
import { createCompleter } from './completion/complete.ts';
import { readBattery } from './editor/battery.ts';
import { onSettingsChange, readSettings } from './editor/configuration.ts';
import { toGuardedFile } from './editor/convert.ts';
import { refusalAt } from './editor/gates.ts';
import { registerInlineCompletions } from './editor/inlineCompletions.ts';
import { createLateShow } from './editor/lateShow.ts';
import { registerMenu } from './editor/menu.ts';
import { createOtherExtensions } from './editor/otherExtensions.ts';
import { createKeys, registerKeyCommands } from './editor/secrets.ts';
import { createSnooze } from './editor/snooze.ts';
import { createStatusItem } from './editor/statusItem.ts';
import { createWorkspaceIndex } from './editor/workspaceIndex.ts';
import { createInstantEngine } from './instant/engine.ts';
import { createGuardedFetch } from './model/guardedFetch.ts';
import { createModelSource } from './model/modelSource.ts';
import { createResponseCache } from './model/responseCache.ts';

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
  const status = createStatusItem();
  const cache = createResponseCache({ maxBytes: cacheBytes });
  const instant = createInstantEngine({
    now,
    yieldNow: () => new Promise((resolve) => setImmediate(resolve)),
  });
  const index = createWorkspaceIndex(instant, log);
  const keys = createKeys(context.secrets, process.env);
  const guardedFetch = createGuardedFetch({
    fetch: (url, init) => fetch(url, init),
    rules: () => {
      const settings = readSettings();
      return { localOnly: settings['privacy.localOnly'], httpHosts: settings['network.httpHosts'] };
    },
    after,
  });
  const models = createModelSource({
    settings: () => readSettings(),
    keyFor: keys.keyFor,
    openOllama: async () => {
      const settings = readSettings();
      const { createOllamaWire } = await import('./model/ollama.ts');
      return createOllamaWire({
        baseUrl: settings['ollama.baseUrl'],
        keepAlive: settings['ollama.keepAlive'],
        contextTokens: settings['ollama.contextTokens'],
        guardedFetch,
      });
    },
    openOpenAi: async (apiKey) => {
      const { createOpenAiWire } = await import('./model/openai.ts');
      const baseUrl = readSettings()['openai.baseUrl'];
      return createOpenAiWire({
        baseUrl,
        guardedFetch,
        ...(apiKey === undefined ? {} : { apiKey }),
      });
    },
    freeMemoryBytes: freemem,
    memory: {
      get: (key) => context.globalState.get(key),
      set: (key, value) => void context.globalState.update(key, value),
    },
    now,
    after,
    log,
  });
  const late = createLateShow(now, () => completer.dismissed());
  const completer = createCompleter({
    settingsFor: ({ uri, languageId }) => readSettings({ uri: vscode.Uri.parse(uri), languageId }),
    models,
    cache,
    instant,
    pass: (prompt, { uri, languageId }) =>
      index.gate().passFill(prompt, toGuardedFile(vscode.Uri.parse(uri), languageId)),
    clock: { now, after },
    offerLate: (offer) => late.offer(offer),
  });
  const changed = () => {
    completer.reset();
    models.reset();
    status.model({ kind: 'choosing' });
  };
  const snooze = createSnooze(() => completer.reset());
  const others = createOtherExtensions(context.globalState, () => completer.reset());
  const battery = readBattery(log);
  const showModel = () => status.model(models.current());
  context.subscriptions.push(
    log,
    status,
    index,
    late,
    snooze,
    others,
    { dispose: models.onChange(showModel) },
    onSettingsChange(changed),
    registerKeyCommands(context.secrets, changed),
    registerMenu({
      models,
      keys,
      others,
      snooze,
      status,
      clearCache: () => cache.clear(),
      showLog: () => log.show(),
    }),
    registerInlineCompletions({
      completer,
      late,
      log,
      now,
      refusalAt: (document, position, invoked) =>
        refusalAt(document, position, {
          gate: index.gate(),
          snoozed: snooze.active(),
          onBattery: battery.onBattery(),
          otherExtension: others.undecided() !== undefined,
          invoked,
        }),
      onAsked: index.start,
      onOutcome: (outcome) => status.outcome(outcome),
    }),
  );
  startIndexing(index.start, context);
}

/** The index begins with the first document of code, once the editor has settled. */
function startIndexing(start: () => void, context: vscode.ExtensionContext): void {
  const begin = () => {
    if (vscode.window.visibleTextEditors.length > 0) {
      setTimeout(start, 500);
    }
  };
  begin();
  context.subscriptions.push(vscode.window.onDidChangeVisibleTextEditors(begin));
}
