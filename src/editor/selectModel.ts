import * as vscode from 'vscode';
import { shownOrigin } from '../model/address.ts';
import type { CatalogModel, ServerCatalog } from '../model/catalog.ts';
import { type ModelsInUse, modelsInUse } from '../model/inUse.ts';
import { memoryWarning } from '../model/memoryNeeds.ts';
import { isLoopback } from '../model/networkRules.ts';
import { sameModel } from '../model/ollamaModels.ts';
import type { Models } from '../model/source.ts';
import type { SettingKey } from '../settings.ts';
import { type Configuration, writeSetting } from './configuration.ts';
import { errorText } from './messages.ts';
import { memoryText, modelFacts } from './setupMessages.ts';

/** What choosing a model needs. */
export interface SelectDeps {
  readonly configuration: Configuration;
  readonly models: Models;
  /** True when the user has a key for an origin, or chose its server. */
  readonly isOffered: (origin: string) => Promise<boolean>;
  readonly pull: () => Promise<void>;
}

interface Item extends vscode.QuickPickItem {
  readonly run?: () => unknown;
}

type Use = 'completions' | 'answers' | 'both';

/** Shows the models of the servers that the settings name, as they come in, and uses what is chosen. */
export async function selectModel(deps: SelectDeps): Promise<void> {
  const picker = vscode.window.createQuickPick<Item>();
  picker.title = vscode.l10n.t('Ghostline: Select Model');
  picker.placeholder = vscode.l10n.t('Which model completes, explains and fixes');
  picker.matchOnDescription = true;
  picker.matchOnDetail = true;
  const controller = new AbortController();
  const chosen = new Promise<Item | undefined>((resolve) => {
    picker.onDidAccept(() => resolve(picker.selectedItems[0]));
    picker.onDidHide(() => resolve(undefined));
  });
  picker.items = commonItems(deps);
  picker.busy = true;
  picker.show();
  const listing = list(deps, controller.signal, (servers) => {
    const active = picker.activeItems[0]?.label;
    picker.items = [
      ...servers.flatMap((server) => serverItems(deps, server)),
      ...commonItems(deps),
    ];
    picker.activeItems = picker.items.filter(({ label }) => label === active).slice(0, 1);
  });
  void listing.then(
    () => {
      picker.busy = false;
    },
    () => {},
  );
  try {
    const item = await chosen;
    picker.hide();
    await item?.run?.();
  } finally {
    controller.abort();
    picker.dispose();
  }
}

/** Tells what is known so far, the server in use first. */
async function list(
  { configuration, isOffered, models }: SelectDeps,
  signal: AbortSignal,
  show: (servers: readonly ServerCatalog[]) => void,
): Promise<void> {
  const settings = configuration.settings();
  const { provider } = settings;
  const found: ServerCatalog[] = [];
  const take = (server: ServerCatalog) => {
    const first = provider === 'openai' ? 'openai' : 'ollama';
    found.push(server);
    found.sort((one, other) => Number(other.backend === first) - Number(one.backend === first));
    if (!signal.aborted) {
      show(found);
    }
  };
  const openAi = async () => {
    const origin = shownOrigin(settings, 'openai');
    if (provider === 'openai' || (await isOffered(origin))) {
      take(await models.catalog.openAi(signal));
    }
  };
  await Promise.all([models.catalog.ollama(signal).then(take), openAi()]);
}

function serverItems(deps: SelectDeps, server: ServerCatalog): readonly Item[] {
  const { origin } = server;
  const heading: Item = { label: origin, kind: vscode.QuickPickItemKind.Separator };
  switch (server.kind) {
    case 'listed':
      return [heading, ...modelItems(deps, server, server.models)];
    case 'failed':
      return [
        heading,
        {
          label: `$(warning) ${vscode.l10n.t('No models from here')}`,
          detail: errorText(server.error),
          run: () => openSettings(),
        },
      ];
    case 'no key':
      return [
        heading,
        {
          label: `$(key) ${vscode.l10n.t('Set API key…')}`,
          detail: vscode.l10n.t('{0} wants a key before it lists its models.', origin),
          run: () => vscode.commands.executeCommand('ghostline.setApiKey'),
        },
      ];
  }
}

function modelItems(
  deps: SelectDeps,
  server: ServerCatalog,
  models: readonly CatalogModel[],
): readonly Item[] {
  if (models.length === 0) {
    return [
      {
        label: `$(info) ${vscode.l10n.t('No models from here')}`,
        detail:
          server.backend === 'ollama'
            ? vscode.l10n.t('Nothing is installed yet.')
            : vscode.l10n.t('This server lists nothing: type the name of its model.'),
        run: () => (server.backend === 'ollama' ? deps.pull() : askName(deps, server)),
      },
    ];
  }
  const { completes, answers } = inUse(deps, server);
  return models.map((model) => {
    const uses = [
      ...(isNamed(model, completes) ? [vscode.l10n.t('completes now')] : []),
      ...(isNamed(model, answers) ? [vscode.l10n.t('answers now')] : []),
    ];
    return {
      label: `${uses.length > 0 ? '$(check)' : '$(blank)'} ${model.name}`,
      description: uses.join(', '),
      detail: `$(blank) ${modelFacts(model)}`,
      run: () => useListed(deps, server, model, models),
    };
  });
}

/** Settings may leave `:latest` out. */
function isNamed({ name }: CatalogModel, wanted: string | undefined): boolean {
  return wanted !== undefined && sameModel(name, wanted);
}

async function askName(deps: SelectDeps, server: ServerCatalog): Promise<void> {
  const name = await vscode.window.showInputBox({
    title: vscode.l10n.t('Model of {0}', server.origin),
    prompt: vscode.l10n.t('The name as the server knows it'),
    ignoreFocusOut: true,
  });
  if (name?.trim()) {
    const remote = !isLoopback(new URL(server.origin).hostname);
    const model = { name: name.trim(), fills: undefined, chats: undefined, remote };
    await useModel(deps.configuration, server, model);
  }
}

/** Uses a model that its server listed, and says when its machine will be slow with it. */
export async function useListed(
  deps: SelectDeps,
  server: Pick<ServerCatalog, 'backend' | 'origin'>,
  model: CatalogModel,
  listed: readonly CatalogModel[],
): Promise<void> {
  // The settings of now lead to a new look at the server, which knows nothing yet.
  const { answers, completes } = inUse(deps, server);
  const use = await useModel(deps.configuration, server, model);
  if (use === undefined || server.backend !== 'ollama') {
    return;
  }
  const otherName = use === 'completions' ? answers : use === 'answers' ? completes : undefined;
  const other = listed.find((one) => isNamed(one, otherName) && one.name !== model.name);
  const { 'ollama.contextTokens': contextTokens } = deps.configuration.settings();
  const freeBytes = deps.models.catalog.freeBytes();
  const warning = memoryWarning(model, other, { contextTokens, freeBytes });
  if (warning !== undefined) {
    const another = vscode.l10n.t('Choose Another…');
    const words = memoryText(model.name, warning);
    if ((await vscode.window.showWarningMessage(words, another)) === another) {
      await selectModel(deps);
    }
  }
}

function inUse(
  { configuration, models }: SelectDeps,
  server: Pick<ServerCatalog, 'backend' | 'origin'>,
): ModelsInUse {
  const answering = models.chat.lastFound();
  return modelsInUse(configuration.settings(), server, models.current(), answering);
}

/** Writes the choice into the user's settings, after asking what the model is for where it can be both; gives what it is for. */
export async function useModel(
  configuration: Configuration,
  { backend, origin }: Pick<ServerCatalog, 'backend' | 'origin'>,
  model: Pick<CatalogModel, 'name' | 'fills' | 'chats' | 'remote'>,
): Promise<Use | undefined> {
  const use = await askUse(origin, model);
  if (use === undefined) {
    return undefined;
  }
  const keys: readonly SettingKey[] = [
    ...(use === 'answers' ? [] : [`${backend}.completionModel` as const]),
    ...(use === 'completions' ? [] : [`${backend}.chatModel` as const]),
  ];
  for (const key of keys) {
    await writeSetting(key, model.name);
  }
  await useBackend(configuration, backend);
  vscode.window.setStatusBarMessage(vscode.l10n.t('Ghostline now uses {0}.', model.name), 5_000);
  return use;
}

async function useBackend(
  configuration: Configuration,
  backend: ServerCatalog['backend'],
): Promise<void> {
  const { provider } = configuration.settings();
  // `auto` uses Ollama already, and goes on to work where there is none.
  if (backend === 'openai' ? provider !== 'openai' : provider !== 'auto' && provider !== 'ollama') {
    await writeSetting('provider', backend);
  }
}

async function askUse(
  origin: string,
  { chats, fills, name, remote }: Pick<CatalogModel, 'name' | 'fills' | 'chats' | 'remote'>,
): Promise<Use | undefined> {
  const uses: readonly (vscode.QuickPickItem & { readonly use: Use })[] = [
    { use: 'both', label: vscode.l10n.t('For everything') },
    { use: 'completions', label: vscode.l10n.t('For completions while typing') },
    { use: 'answers', label: vscode.l10n.t('For explanations and fixes') },
  ];
  const possible = uses.filter(
    ({ use }) =>
      (use === 'answers' || fills !== false) && (use === 'completions' || chats !== false),
  );
  // Another host is named before anything is sent there, also where there is only one use.
  if (possible.length <= 1 && !remote) {
    return possible[0]?.use ?? 'answers';
  }
  const picked = await vscode.window.showQuickPick(possible.length === 0 ? uses : possible, {
    title: vscode.l10n.t('Use {0}', name),
    placeHolder: remote
      ? vscode.l10n.t('Code will be sent to the host that runs this model, through {0}.', origin)
      : vscode.l10n.t('What is this model for?'),
  });
  return picked?.use;
}

function commonItems({ configuration, pull }: SelectDeps): readonly Item[] {
  return [
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    {
      label: `$(wand) ${vscode.l10n.t('Choose for me')}`,
      detail: vscode.l10n.t(
        'The best local models of {0}, else the instant engine alone.',
        shownOrigin(configuration.settings(), 'ollama'),
      ),
      run: useAutomatic,
    },
    { label: `$(cloud-download) ${vscode.l10n.t('Download a model into Ollama…')}`, run: pull },
    {
      label: `$(key) ${vscode.l10n.t('Set API key…')}`,
      run: () => vscode.commands.executeCommand('ghostline.setApiKey'),
    },
    { label: `$(gear) ${vscode.l10n.t('Use another server…')}`, run: openSettings },
  ];
}

async function useAutomatic(): Promise<void> {
  for (const key of ['ollama.completionModel', 'ollama.chatModel', 'provider'] as const) {
    await writeSetting(key, undefined);
  }
}

async function openSettings(): Promise<void> {
  const query = '@ext:ghostline.ghostline baseUrl';
  await vscode.commands.executeCommand('workbench.action.openSettings', query);
}
