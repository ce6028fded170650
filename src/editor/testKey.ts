import * as vscode from 'vscode';
import { shownOrigin } from '../model/address.ts';
import { isModelError, type ModelError } from '../model/client.ts';
import type { Models } from '../model/source.ts';
import { askTestQuestion } from '../model/testQuestion.ts';
import type { Gate } from '../privacy/gate.ts';
import type { Configuration } from './configuration.ts';
import { errorText } from './messages.ts';

/** What trying a key is done with. */
export interface TestKeyDeps {
  readonly configuration: Configuration;
  readonly models: Models;
  readonly gate: () => Gate;
  readonly now: () => number;
  /** The server took the key and answered. */
  readonly accepted: () => void;
}

type Outcome =
  | { readonly kind: 'answered'; readonly model: string; readonly tookMs: number }
  | { readonly kind: 'no model' }
  | { readonly kind: 'failed'; readonly error: ModelError }
  | { readonly kind: 'cancelled' };

/** Asks a model of the configured server for one word and says what came of it. */
export async function testKey(deps: TestKeyDeps): Promise<void> {
  const origin = originOf(deps.configuration);
  const outcome = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Asking {0} for one word…', origin),
      cancellable: true,
    },
    (_, token) => {
      const controller = new AbortController();
      token.onCancellationRequested(() => controller.abort());
      return run(deps, controller.signal);
    },
  );
  switch (outcome.kind) {
    case 'answered':
      deps.accepted();
      void vscode.window.showInformationMessage(
        vscode.l10n.t(
          '{0} took the key, and {1} answered in {2} s.',
          origin,
          outcome.model,
          (outcome.tookMs / 1_000).toLocaleString(vscode.env.language, {
            minimumFractionDigits: 1,
            maximumFractionDigits: 1,
          }),
        ),
      );
      break;
    case 'no model': {
      const select = vscode.l10n.t('Select Model');
      const words = vscode.l10n.t('{0} lists no model. Name the one to use.', origin);
      void runAfter(vscode.window.showInformationMessage(words, select), {
        [select]: 'ghostline.selectModel',
      });
      break;
    }
    case 'failed': {
      const again = vscode.l10n.t('Set API key…');
      void runAfter(vscode.window.showErrorMessage(errorText(outcome.error), again), {
        [again]: 'ghostline.setApiKey',
      });
      break;
    }
    case 'cancelled':
      break;
  }
}

async function runAfter(
  chosen: Thenable<string | undefined>,
  commands: Readonly<Record<string, string>>,
): Promise<void> {
  const command = commands[(await chosen) ?? ''];
  if (command !== undefined) {
    await vscode.commands.executeCommand(command);
  }
}

function originOf(configuration: Configuration): string {
  return shownOrigin(configuration.settings(), 'openai');
}

async function run(
  { configuration, gate, models, now }: TestKeyDeps,
  signal: AbortSignal,
): Promise<Outcome> {
  try {
    const settings = configuration.settings();
    const name = settings['openai.chatModel'] || settings['openai.completionModel'];
    const found = await models.named({ backend: 'openai', name }, signal);
    if (found.kind !== 'ready') {
      // The key was entered a moment ago: where there is none, it was taken out again.
      return { kind: found.kind === 'no model' ? 'no model' : 'cancelled' };
    }
    const tookMs = await askTestQuestion(found.client, gate().passMessages, now, signal);
    return { kind: 'answered', model: found.client.model, tookMs };
  } catch (cause) {
    if (signal.aborted) {
      return { kind: 'cancelled' };
    }
    if (!isModelError(cause)) {
      throw cause;
    }
    return { kind: 'failed', error: cause };
  }
}
