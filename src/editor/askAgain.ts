import * as vscode from 'vscode';

/**
 * Has the editor ask for inline completions at the caret, as by hand.
 *
 * VS Code does not ask twice by hand at one place of one version: it takes the second question as answered
 * while no provider is new (`satisfies` in `inlineCompletionsSource.ts`, read and tried in 1.139). Late show
 * would then never extend a text, and alternatives would never be asked for. A provider that has nothing to
 * say is new each time.
 */
export async function askAgain(): Promise<void> {
  const nobody = vscode.languages.registerInlineCompletionItemProvider(
    { pattern: '**' },
    { provideInlineCompletionItems: () => undefined },
  );
  try {
    await vscode.commands.executeCommand('editor.action.inlineSuggest.trigger');
  } finally {
    nobody.dispose();
  }
}
