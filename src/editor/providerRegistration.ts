import * as vscode from 'vscode';
import type { Configuration } from './configuration.ts';

/**
 * Registers Ghostline as a provider of inline completions while they are on anywhere: VS Code holds its
 * suggest widget back for every registered provider.
 */
export function registerProvider(
  configuration: Configuration,
  provider: vscode.InlineCompletionItemProvider,
): vscode.Disposable {
  let registration: vscode.Disposable | undefined;
  const follow = () => {
    if (!configuration.isEnabledAnywhere()) {
      registration?.dispose();
      registration = undefined;
    } else {
      registration ??= vscode.languages.registerInlineCompletionItemProvider(
        { pattern: '**' },
        provider,
      );
    }
  };
  follow();
  return vscode.Disposable.from(
    { dispose: () => registration?.dispose() },
    configuration.onChange((affects) => affects('completion') && follow()),
    vscode.workspace.onDidChangeWorkspaceFolders(follow),
  );
}
