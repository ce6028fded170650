import * as vscode from 'vscode';
import type { CatalogModel, ServerCatalog } from '../model/catalog.ts';
import type { ModelError } from '../model/client.ts';
import { recommendedFor } from '../model/recommended.ts';
import type { Models } from '../model/source.ts';
import type { Configuration } from './configuration.ts';
import { errorText } from './messages.ts';
import { ollamaDownloadPage, ollamaStartCommand } from './ollamaWays.ts';
import { firstModelText } from './setupMessages.ts';

/** What connecting is done with. */
export interface ConnectDeps {
  readonly configuration: Configuration;
  readonly models: Pick<Models, 'catalog'>;
  /** Node's `process.platform` of the machine that the extension runs on, or `web`. */
  readonly platform: string;
  readonly pull: (model?: string) => Promise<void>;
  /** There is a local model that completes. */
  readonly ready: () => void;
}

/** https://ollama.com/download/linux */
const linuxCommand = 'curl -fsSL https://ollama.com/install.sh | sh';

/** Looks for Ollama and says what is there, or what is missing and how to get it. */
export async function connectOllama(deps: ConnectDeps): Promise<void> {
  const found = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Window,
      title: vscode.l10n.t('Looking for Ollama…'),
    },
    () => deps.models.catalog.ollama(new AbortController().signal),
  );
  if (found.kind === 'failed') {
    await sayMissing(deps, found, found.error);
  } else if (found.kind === 'listed') {
    await sayFound(deps, found.origin, found.models);
  }
}

async function sayFound(
  deps: ConnectDeps,
  origin: string,
  models: readonly CatalogModel[],
): Promise<void> {
  const complete = models.filter(({ fills, remote }) => fills === true && !remote);
  const select = vscode.l10n.t('Select Model');
  if (complete.length > 0) {
    deps.ready();
    const names = complete.map(({ name }) => name).slice(0, mostNames);
    const words = vscode.l10n.t(
      'Ollama is at {0}. These complete code: {1}.',
      origin,
      names.join(', '),
    );
    if ((await vscode.window.showInformationMessage(words, select)) === select) {
      await vscode.commands.executeCommand('ghostline.selectModel');
    }
    return;
  }
  const { 'ollama.contextTokens': contextTokens } = deps.configuration.settings();
  const first = recommendedFor(deps.models.catalog.freeBytes(), contextTokens);
  const { name } = first;
  const pull = vscode.l10n.t('Download {0}', name);
  const other = vscode.l10n.t('Choose Another…');
  const chosen = await vscode.window.showInformationMessage(
    firstModelText(origin, first),
    pull,
    other,
  );
  if (chosen !== undefined) {
    await deps.pull(chosen === pull ? name : undefined);
  }
}

const mostNames = 3;

interface Way extends vscode.QuickPickItem {
  readonly run: () => unknown;
}

async function sayMissing(
  deps: ConnectDeps,
  { origin }: ServerCatalog,
  error: ModelError,
): Promise<void> {
  const chosen = await vscode.window.showQuickPick(waysTo(deps, origin), {
    title: vscode.l10n.t('No Ollama at {0}', origin),
    placeHolder:
      error.kind === 'unreachable' && vscode.env.remoteName !== undefined
        ? vscode.l10n.t(
            'This window runs on {0}: Ollama is looked for there.',
            vscode.env.remoteName,
          )
        : errorText(error),
    ignoreFocusOut: true,
  });
  await chosen?.run();
}

function waysTo(deps: ConnectDeps, origin: string): readonly Way[] {
  const open: Way = {
    label: `$(link-external) ${downloadText(deps.platform)}`,
    detail: ollamaDownloadPage,
    run: () => vscode.env.openExternal(vscode.Uri.parse(ollamaDownloadPage)),
  };
  return [
    ...(deps.platform === 'linux'
      ? [copy(vscode.l10n.t('Copy the command that installs it'), linuxCommand)]
      : []),
    open,
    copy(vscode.l10n.t('Copy the command that starts it'), ollamaStartCommand),
    {
      label: `$(refresh) ${vscode.l10n.t('Look again')}`,
      detail: origin,
      run: () => connectOllama(deps),
    },
    {
      label: `$(gear) ${vscode.l10n.t('Use another server…')}`,
      run: () =>
        vscode.commands.executeCommand(
          'workbench.action.openSettings',
          '@ext:ghostline.ghostline baseUrl',
        ),
    },
  ];
}

/** Nothing is run for the user: what a command does to their machine is theirs to see first. */
function copy(label: string, command: string): Way {
  return {
    label: `$(copy) ${label}`,
    detail: command,
    async run() {
      await vscode.env.clipboard.writeText(command);
      const words = vscode.l10n.t('Copied. Run it in a terminal, then look for Ollama again.');
      vscode.window.setStatusBarMessage(words, 10_000);
    },
  };
}

function downloadText(platform: string): string {
  switch (platform) {
    case 'darwin':
      return vscode.l10n.t('Download Ollama for {0}', 'macOS');
    case 'win32':
      return vscode.l10n.t('Download Ollama for {0}', 'Windows');
    case 'linux':
      return vscode.l10n.t('Download Ollama for {0}', 'Linux');
    default:
      return vscode.l10n.t('Download Ollama');
  }
}
