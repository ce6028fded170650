import * as vscode from 'vscode';
import { createConfiguration } from './editor/configuration.ts';
import { type EditEntry, registerEditing } from './editor/editEntry.ts';
import type { Editing } from './editor/editing.ts';
import type { Explain } from './editor/explain.ts';
import { type ExplainCommands, registerExplain } from './editor/explainEntry.ts';
import { whenCodeShows } from './editor/firstCode.ts';
import { type FixEntry, registerFixes } from './editor/fixEntry.ts';
import { createLateShow } from './editor/lateShow.ts';
import { createLazyPart, type LazyPart } from './editor/lazyPart.ts';
import { registerMenu } from './editor/menu.ts';
import { createOtherExtensions } from './editor/otherExtensions.ts';
import { registerProvider } from './editor/providerRegistration.ts';
import { isSomethingKept } from './editor/reviewKept.ts';
import { createKeys, registerKeyCommands } from './editor/secrets.ts';
import { createSnooze } from './editor/snooze.ts';
import { createStatusItem } from './editor/statusItem.ts';
import { targetOf } from './editor/target.ts';

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
  // First, because the status item asks it at once when a document is open; the parts exist when it loads.
  const completions = createLazyPart(
    'completions',
    async () => {
      const { createCompletions } = await import('./editor/completions.ts');
      const window = { configuration, keys, late, others, snooze, status };
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
  const keysDeps = { secrets: context.secrets, environment: process.env, configuration };
  const keys = createKeys(keysDeps);
  const late = createLateShow({ now, after, log, dismissed: () => completions.now()?.dismissed() });
  finish = async () => completions.now()?.cache.idle();
  const explain = createLazyPart(
    'explain',
    async () => {
      const [{ createExplain }, { cache, ignoreFiles, models }] = await Promise.all([
        import('./editor/explain.ts'),
        completions.load(),
      ]);
      const { globalState: state } = context;
      const found = { cache, ignoreFiles, chat: models.chat, state };
      return createExplain({ configuration, ...found, now, after, log });
    },
    log,
  );
  const editing = createLazyPart(
    'editing',
    async () => {
      const [{ createEditing }, { cache, ignoreFiles, models }] = await Promise.all([
        import('./editor/editing.ts'),
        completions.load(),
      ]);
      const { globalState: state, workspaceState } = context;
      const found = { cache, ignoreFiles, chat: models.chat, state, workspaceState };
      return createEditing({ configuration, ...found, now, after, log });
    },
    log,
  );
  const setup = createLazyPart(
    'setup',
    async () => {
      const [{ createSetup }, { models }] = await Promise.all([
        import('./editor/setup.ts'),
        completions.load(),
      ]);
      return createSetup({ configuration, keys, models });
    },
    log,
  );
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
    explain,
    editing,
    registerEditing(editEntry(editing)),
    setup,
    registerExplain(configuration, explainCommands(explain)),
    // Of two that are otherwise equal, VS Code puts the code action first that was registered last.
    registerFixes(configuration, fixEntry(editing)),
    configuration.onChange((affects) => {
      if (affects('cache')) {
        void completions.now()?.cache.reopen();
      }
      const server = ['provider', 'ollama', 'openai', 'privacy', 'network'].some(affects);
      return server ? completions.now()?.serverChanged() : changed();
    }),
    registerKeyCommands(
      keysDeps,
      () => completions.now()?.serverChanged(),
      async () => {
        const { cache } = await completions.load();
        await cache.protect().catch((error) => log.warn(`cache on disk: key not moved, ${error}`));
      },
    ),
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
    }),
    registerProvider(configuration, {
      async provideInlineCompletionItems(...question) {
        const { provider } = completions.now() ?? (await completions.load());
        return provider.provideInlineCompletionItems(...question);
      },
    }),
    vscode.commands.registerCommand('ghostline.selectModel', async () =>
      (await setup.load()).selectModel(),
    ),
    vscode.commands.registerCommand('ghostline.pullModel', async (model: unknown) =>
      (await setup.load()).pullModel(model),
    ),
    vscode.commands.registerCommand('ghostline._accepted', (text: unknown) =>
      completions.now()?.accepted(text),
    ),
    whenCodeShows(startSoon),
    { dispose: () => stopTimer() },
  );
  if (isSomethingKept(context.workspaceState)) {
    // A change that the window before this one left is shown again, or taken out.
    editing.load().catch(() => {});
  }
}

/** Writes the replies that are not on disk yet; VS Code waits a few seconds for it. */
export function deactivate(): Promise<void> {
  return finish();
}

/** The target is read before anything is loaded: it is what the user looked at. */
function explainCommands(part: LazyPart<Explain>): ExplainCommands {
  return {
    async explain(argument) {
      const target = targetOf(argument);
      await (await part.load()).explain(target);
    },
    async act(...arguments_) {
      await part.now()?.act(...arguments_);
    },
  };
}

/** As with explanations, the target is read first. */
function editEntry(part: LazyPart<Editing>): EditEntry {
  const on = (command: 'document' | 'edit' | 'generateTests') => async (argument: unknown) => {
    const target = targetOf(argument);
    if (target !== undefined) {
      await (await part.load())[command](target);
    }
  };
  return {
    edit: on('edit'),
    document: on('document'),
    generateTests: on('generateTests'),
    async undoLast() {
      await (await part.load()).reviews.undoLast();
    },
    async act(...arguments_) {
      await part.now()?.reviews.act(...arguments_);
    },
  };
}

function fixEntry(part: LazyPart<Editing>): FixEntry {
  const on = (command: 'findBugs' | 'fix' | 'fixAll') => async (argument: unknown) => {
    const target = targetOf(argument);
    if (target !== undefined) {
      await (await part.load())[command](target);
    }
  };
  return { fix: on('fix'), fixAll: on('fixAll'), findBugs: on('findBugs') };
}
