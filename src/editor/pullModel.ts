import * as vscode from 'vscode';
import type { Catalog } from '../model/catalog.ts';
import { isModelError } from '../model/client.ts';
import { recommendedModels } from '../model/recommended.ts';
import { bytesText, pullErrorText, pullText } from './setupMessages.ts';

/** What downloading needs. */
export interface PullDeps {
  readonly catalog: Catalog;
  /** It is installed. */
  readonly done: (model: string) => Promise<void>;
  /** The user wants to use what was downloaded. */
  readonly use: (model: string) => Promise<void>;
}

/** Asks which model to download: a recommended one, or any by its name. */
export async function askModelToPull(deps: PullDeps): Promise<string | undefined> {
  const { freeBytes, ollama } = deps.catalog;
  const picker = vscode.window.createQuickPick();
  picker.title = vscode.l10n.t('Download a model into Ollama');
  picker.placeholder = vscode.l10n.t('Choose, or type a name from ollama.com/library');
  picker.matchOnDetail = true;
  const controller = new AbortController();
  let installed: readonly string[] = [];
  const fill = () => {
    const typed = picker.value.trim();
    const free = freeBytes();
    const known = recommendedModels.map(({ name, sizeBytes, use }) => ({
      label: name,
      description: installed.includes(name) ? vscode.l10n.t('installed') : '',
      detail: [
        bytesText(sizeBytes),
        use === 'both'
          ? vscode.l10n.t('completions and answers')
          : vscode.l10n.t('explanations and fixes'),
        ...(sizeBytes > free ? [vscode.l10n.t('needs more memory than is free')] : []),
      ].join(' · '),
    }));
    const isKnown = known.some(({ label }) => label === typed);
    picker.items = typed === '' || isKnown ? known : [...known, { label: typed, alwaysShow: true }];
  };
  fill();
  picker.onDidChangeValue(fill);
  ollama(controller.signal).then(
    (found) => {
      installed = found.kind === 'listed' ? found.models.map(({ name }) => name) : [];
      fill();
    },
    () => {},
  );
  try {
    return await new Promise((resolve) => {
      picker.onDidAccept(() => resolve(picker.selectedItems[0]?.label ?? picker.value.trim()));
      picker.onDidHide(() => resolve(undefined));
      picker.show();
    });
  } finally {
    controller.abort();
    picker.dispose();
  }
}

/** Downloads a model with progress; it can be stopped, and goes on where it was the next time. */
export async function pullModel(deps: PullDeps, model: string): Promise<void> {
  const end = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Downloading {0}', model),
      cancellable: true,
    },
    (progress, token) => download(deps.catalog, model, progress, token),
  );
  if (end === 'done') {
    // Nobody who asked for the download waits for the answer.
    void offerUse(deps, model);
    await deps.done(model);
  } else if (end === 'stopped') {
    const words = vscode.l10n.t(
      'The download of {0} was stopped. It goes on where it was when you start it again.',
      model,
    );
    vscode.window.setStatusBarMessage(words, 10_000);
  } else {
    const again = vscode.l10n.t('Try Again');
    if ((await vscode.window.showErrorMessage(end.words, again)) === again) {
      await pullModel(deps, model);
    }
  }
}

async function offerUse({ use }: PullDeps, model: string): Promise<void> {
  const button = vscode.l10n.t('Use It');
  const words = vscode.l10n.t('{0} is installed.', model);
  if ((await vscode.window.showInformationMessage(words, button)) === button) {
    await use(model);
  }
}

async function download(
  catalog: Catalog,
  model: string,
  progress: vscode.Progress<{ message?: string; increment?: number }>,
  token: vscode.CancellationToken,
): Promise<'done' | 'stopped' | { readonly words: string }> {
  const controller = new AbortController();
  token.onCancellationRequested(() => controller.abort());
  let shown = 0;
  try {
    await catalog.pull(
      model,
      (at) => {
        const percent = at.totalBytes === 0 ? 0 : (100 * at.completedBytes) / at.totalBytes;
        // A part that becomes known later makes the share smaller; the bar never goes back.
        const increment = Math.max(0, percent - shown);
        shown += increment;
        progress.report({ message: pullText(at), increment });
      },
      controller.signal,
    );
    return 'done';
  } catch (cause) {
    if (controller.signal.aborted) {
      return 'stopped';
    }
    if (!isModelError(cause)) {
      throw cause;
    }
    return { words: pullErrorText(model, cause) };
  }
}
