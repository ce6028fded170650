import * as vscode from 'vscode';
import type { Log } from '../log.ts';
import { registerChat } from './chatEntry.ts';
import type { Completions } from './completions.ts';
import type { Configuration } from './configuration.ts';
import { type DoctorParts, registerDoctorPage } from './doctorEntry.ts';
import { registerEditing } from './editEntry.ts';
import { registerExplain } from './explainEntry.ts';
import { registerFixes } from './fixEntry.ts';
import { createLazyPart, type LazyPart } from './lazyPart.ts';
import type { Milestone } from './milestones.ts';
import { isSomethingKept } from './reviewKept.ts';
import type { Keys } from './secrets.ts';
import type { Setup } from './setup.ts';
import { type AskTarget, targetOf } from './target.ts';

/** What the features behind commands are built from. */
export interface FeatureDeps {
  readonly context: Pick<
    vscode.ExtensionContext,
    'extensionUri' | 'globalState' | 'secrets' | 'workspaceState'
  >;
  readonly configuration: Configuration;
  readonly keys: Keys;
  /** Has the cache, the rules for files and the models. */
  readonly completions: LazyPart<Completions>;
  readonly reached: (milestone: Milestone) => void;
  readonly now: () => number;
  readonly after: (delayMs: number, callback: () => void) => () => void;
  readonly log: Log & Pick<vscode.LogOutputChannel, 'logLevel'>;
}

/** Registers explanations; their code is loaded with the first one. */
export function registerExplanations(deps: FeatureDeps): vscode.Disposable {
  const part = createLazyPart(
    'explain',
    async () => {
      const [{ createExplain }, asking] = await Promise.all([
        import('./explain.ts'),
        askingWith(deps),
      ]);
      return createExplain(asking);
    },
    deps.log,
  );
  return vscode.Disposable.from(
    part,
    registerExplain(deps.configuration, {
      async explain(argument) {
        // Read before anything is loaded: it is what the user looked at.
        const target = targetOf(argument);
        await (await part.load()).explain(target);
      },
      async act(...arguments_) {
        await part.now()?.act(...arguments_);
      },
    }),
  );
}

/** Registers repairs and changes by instruction; their code is loaded with the first one. */
export function registerChanges(deps: FeatureDeps): vscode.Disposable {
  const { workspaceState } = deps.context;
  const part = createLazyPart(
    'editing',
    async () => {
      const [{ createEditing }, asking] = await Promise.all([
        import('./editing.ts'),
        askingWith(deps),
      ]);
      return createEditing({ ...asking, workspaceState });
    },
    deps.log,
  );
  type Command = 'document' | 'edit' | 'findBugs' | 'fix' | 'fixAll' | 'generateTests';
  const on = (command: Command) => async (argument: unknown) => {
    const target: AskTarget | undefined = targetOf(argument);
    if (target !== undefined) {
      await (await part.load())[command](target);
    }
  };
  // A change that the window before this one left is shown again, or taken out.
  const takenUp = isSomethingKept(workspaceState) ? part.load() : undefined;
  takenUp?.catch(() => {});
  return vscode.Disposable.from(
    part,
    registerEditing({
      edit: on('edit'),
      document: on('document'),
      generateTests: on('generateTests'),
      async undoLast() {
        await (await part.load()).reviews.undoLast();
      },
      async act(...arguments_) {
        const editing = part.now() ?? (await takenUp);
        await editing?.reviews.act(...arguments_);
      },
    }),
    registerFixes(deps.configuration, {
      fix: on('fix'),
      fixAll: on('fixAll'),
      findBugs: on('findBugs'),
      warm(document, range) {
        part.load().then(
          (editing) => editing.warm(document, range),
          // Who chooses the action is told.
          () => {},
        );
      },
    }),
  );
}

/** Registers choosing, downloading and trying models, and entering keys. */
export function registerSetup(deps: FeatureDeps): vscode.Disposable {
  const { completions, context, log } = deps;
  const part = createLazyPart(
    'setup',
    async () => {
      const [{ createSetup }, { cache, ignoreFiles, models }] = await Promise.all([
        import('./setup.ts'),
        completions.load(),
      ]);
      const entered = () =>
        cache.protect().catch((error) => log.warn(`cache on disk: key not moved, ${error}`));
      return createSetup({
        ...deps,
        secrets: context.secrets,
        models,
        gate: ignoreFiles.gate,
        entered,
      });
    },
    log,
  );
  const run =
    (use: (setup: Setup, argument: unknown) => Promise<void>) => async (argument: unknown) =>
      use(await part.load(), argument);
  const { registerCommand } = vscode.commands;
  return vscode.Disposable.from(
    part,
    registerCommand(
      'ghostline.selectModel',
      run((setup) => setup.selectModel()),
    ),
    registerCommand(
      'ghostline.pullModel',
      run((setup, model) => setup.pullModel(model)),
    ),
    registerCommand(
      'ghostline.connectOllama',
      run((setup) => setup.connectOllama()),
    ),
    registerCommand(
      'ghostline.trySample',
      run((setup) => setup.openSample()),
    ),
    registerCommand(
      'ghostline.setApiKey',
      run((setup) => setup.setApiKey()),
    ),
    registerCommand(
      'ghostline.clearApiKey',
      run((setup) => setup.clearApiKey()),
    ),
  );
}

/** Offers the models to VS Code's own chat; its code is loaded when VS Code asks for them. */
export function registerChatModels({
  completions,
  configuration,
  context,
  log,
  now,
}: FeatureDeps): vscode.Disposable {
  const part = createLazyPart(
    'chat',
    async () => {
      const [{ createChat }, { ignoreFiles, models }] = await Promise.all([
        import('./chat.ts'),
        completions.load(),
      ]);
      return createChat({ configuration, ignoreFiles, models, now, log });
    },
    log,
  );
  return vscode.Disposable.from(part, registerChat(configuration, context.secrets, part));
}

/** Registers Doctor; its code is loaded with the first look. */
export function registerDoctor(deps: FeatureDeps & DoctorParts): vscode.Disposable {
  const { completions, configuration, keys, log } = deps;
  return registerDoctorPage((page) =>
    createLazyPart(
      'doctor',
      async () => {
        const [{ createDoctor }, parts] = await Promise.all([
          import('./doctor.ts'),
          completions.load(),
        ]);
        const { after, now, others, snooze } = deps;
        return createDoctor({
          after,
          completions: parts,
          configuration,
          keys,
          now,
          others,
          page,
          snooze,
        });
      },
      log,
    ),
  );
}

/** Registers looking at requests before they are sent. */
export function registerPreview(deps: FeatureDeps): vscode.Disposable {
  const part = createLazyPart(
    'preview',
    async () => {
      const [{ createPreview }, asking, { draft, models, sent }] = await Promise.all([
        import('./preview.ts'),
        askingWith(deps),
        deps.completions.load(),
      ]);
      return createPreview({ ...asking, draft, models, sent });
    },
    deps.log,
  );
  return vscode.Disposable.from(
    part,
    vscode.commands.registerCommand('ghostline.previewRequest', async (wanted: unknown) =>
      (await part.load()).show(wanted),
    ),
  );
}

/** Registers the page about usage. */
export function registerUsage({
  completions,
  configuration,
  context,
  log,
  now,
}: FeatureDeps): vscode.Disposable {
  const part = createLazyPart(
    'usage',
    async () => {
      const [{ createUsagePage }, { usage }] = await Promise.all([
        import('./usage.ts'),
        completions.load(),
      ]);
      const { extensionUri } = context;
      return createUsagePage({ recorder: usage, configuration, extensionUri, now, log });
    },
    log,
  );
  return vscode.Disposable.from(
    part,
    vscode.commands.registerCommand('ghostline.showUsage', async () => (await part.load()).show()),
  );
}

async function askingWith({ after, completions, configuration, context, log, now }: FeatureDeps) {
  const { cache, ignoreFiles, models, usage } = await completions.load();
  const { globalState: state } = context;
  const { catalog, chat } = models;
  return { configuration, cache, ignoreFiles, catalog, chat, state, now, after, log, usage };
}
