import * as vscode from 'vscode';
import { createConfiguration } from './editor/configuration.ts';
import {
  registerChanges,
  registerChatModels,
  registerDoctor,
  registerExplanations,
  registerPreview,
  registerSetup,
  registerUsage,
} from './editor/features.ts';
import { whenCodeShows } from './editor/firstCode.ts';
import { createLateShow } from './editor/lateShow.ts';
import { createLazyPart } from './editor/lazyPart.ts';
import { machine } from './editor/machine.ts';
import { registerMenu } from './editor/menu.ts';
import { createOtherExtensions } from './editor/otherExtensions.ts';
import { registerProvider } from './editor/providerRegistration.ts';
import { createKeys, onKeysChanged } from './editor/secrets.ts';
import { createSnooze } from './editor/snooze.ts';
import { createStatusItem } from './editor/statusItem.ts';
import { createWalkthrough } from './editor/walkthrough.ts';
import { concernsServers } from './settings.ts';

/** Time for the editor to settle after the start, before the workspace is read. */
const settleMs = 500;

const now = () => performance.now();
const after = (delayMs: number, callback: () => void) => {
  const timer = setTimeout(callback, delayMs);
  return () => clearTimeout(timer);
};

/** Finishes what this window has begun; there is nothing before `activate`. */
let finish = async () => {};

/**
 * Registers everything that is there before it is used. What completes is loaded when code is on the
 * screen or is asked about; no server is asked and no file is read here.
 */
export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('Ghostline', { log: true });
  const configuration = createConfiguration();
  const reached = createWalkthrough(context.subscriptions);
  // First, because the status item asks it at once when a document is open; the parts exist when it loads.
  const completions = createLazyPart(
    'completions',
    async () => {
      const { createCompletions } = await import('./editor/completions.ts');
      const window = { configuration, keys, late, others, reached, snooze, status };
      return createCompletions({ context, ...window, now, after, log });
    },
    log,
  );
  const changed = () => {
    completions.now()?.reset();
    status.refresh();
  };
  const snooze = createSnooze(changed);
  const others = createOtherExtensions(context.globalState, changed);
  const status = createStatusItem({
    after,
    known: (document) => completions.now()?.isKnown(document) ?? false,
    refusalIn: (document) => completions.now()?.refusalIn(document),
    modelRefusal: () => (vscode.workspace.isTrusted ? undefined : 'untrusted workspace'),
  });
  const keys = createKeys({
    secrets: context.secrets,
    environment: machine.environment,
    configuration,
  });
  const late = createLateShow({
    now,
    after,
    log,
    dismissed: () => completions.now()?.dismissed(),
    isAlone: () => others.active() === undefined,
  });
  finish = async () => {
    const { cache, usage } = completions.now() ?? {};
    await Promise.all([cache?.idle(), usage?.flush()]);
  };
  const features = { context, configuration, keys, completions, reached, now, after, log };
  const startSoon = () => {
    stopTimer = after(settleMs, () => {
      completions.load().then(
        ({ start }) => start(),
        () => {},
      );
    });
  };
  let stopTimer = () => {};
  context.subscriptions.push(
    log,
    configuration,
    snooze,
    others,
    status,
    late,
    completions,
    registerExplanations(features),
    // Of two that are otherwise equal, VS Code puts the code action first that was registered last.
    registerChanges(features),
    registerSetup(features),
    registerChatModels(features),
    registerDoctor({ ...features, others, snooze }),
    registerPreview(features),
    registerUsage(features),
    configuration.onChange((affects) => {
      if (affects('cache')) {
        void completions.now()?.cache.reopen();
      }
      return concernsServers(affects) ? completions.now()?.serverChanged() : changed();
    }),
    onKeysChanged(context.secrets, () => completions.now()?.serverChanged()),
    registerMenu({
      configuration,
      keys,
      others,
      snooze,
      status,
      async clearCache() {
        const { cache, reset } = await completions.load();
        reset();
        await cache.clear();
      },
      showLog: () => log.show(),
      why: () => completions.now()?.why(vscode.window.activeTextEditor),
    }),
    registerProvider(configuration, {
      async provideInlineCompletionItems(...question) {
        const { provider } = completions.now() ?? (await completions.load());
        return provider.provideInlineCompletionItems(...question);
      },
    }),
    vscode.commands.registerCommand('ghostline._accepted', (text: unknown) => {
      reached('ghostline.accepted');
      return completions.now()?.accepted(text);
    }),
    whenCodeShows(startSoon),
    { dispose: () => stopTimer() },
  );
}

/** Writes the replies and figures that are not on disk yet; VS Code waits a few seconds for it. */
export function deactivate(): Promise<void> {
  return finish();
}
