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
  await besideNobody(async () => {
    await vscode.commands.executeCommand('editor.action.inlineSuggest.trigger');
  });
}

/**
 * Has the editor ask again at the caret and show what has become of the text that it shows.
 *
 * VS Code keeps the text that it shows in front of the answers to a question by hand, as long as it fits
 * (`createStateWithAppliedResults` in `inlineCompletionsSource.ts`, read and tried in 1.139); what has grown
 * stands behind it, as when one looks for an alternative. Where nothing is visible any more the second
 * command does nothing; it asks nobody, since the first one's answer is there.
 */
export async function askToExtend(): Promise<void> {
  await besideNobody(async () => {
    await vscode.commands.executeCommand('editor.action.inlineSuggest.trigger');
    await vscode.commands.executeCommand('editor.action.inlineSuggest.showNext');
  });
}

async function besideNobody(ask: () => Promise<void>): Promise<void> {
  const nobody = vscode.languages.registerInlineCompletionItemProvider(
    { pattern: '**' },
    { provideInlineCompletionItems: () => undefined },
  );
  try {
    await ask();
  } finally {
    nobody.dispose();
  }
}
