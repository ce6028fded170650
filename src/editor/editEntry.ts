import * as vscode from 'vscode';
import { problemArguments } from './target.ts';

const kind = vscode.CodeActionKind.RefactorRewrite.append('ghostline');

/** What the commands that change code do; the arguments are whatever VS Code or anybody passes. */
export interface EditEntry {
  readonly edit: (argument: unknown) => Promise<void>;
  readonly document: (argument: unknown) => Promise<void>;
  readonly generateTests: (argument: unknown) => Promise<void>;
  readonly undoLast: () => Promise<void>;
  /** Runs an action on a change that is shown. */
  readonly act: (...arguments_: readonly unknown[]) => Promise<void>;
}

/** Registers where changes begin and what is done with them. */
export function registerEditing(entry: EditEntry): vscode.Disposable {
  const { act } = entry;
  return vscode.Disposable.from(
    vscode.commands.registerCommand('ghostline.edit', entry.edit),
    vscode.commands.registerCommand('ghostline.document', entry.document),
    vscode.commands.registerCommand('ghostline.generateTests', entry.generateTests),
    vscode.commands.registerCommand('ghostline.undoLast', entry.undoLast),
    vscode.commands.registerCommand('ghostline.acceptChanges', () => act('accept all')),
    vscode.commands.registerCommand('ghostline.discardChanges', () => act('discard all')),
    vscode.commands.registerCommand('ghostline.acceptChange', () => act('accept')),
    vscode.commands.registerCommand('ghostline.discardChange', () => act('discard')),
    vscode.commands.registerCommand('ghostline.nextChange', () => act('next')),
    vscode.commands.registerCommand('ghostline.previousChange', () => act('previous')),
    vscode.commands.registerCommand('ghostline.showChangesInDiff', () => act('diff')),
    vscode.commands.registerCommand('ghostline.tryChangesAgain', () => act('again')),
    vscode.commands.registerCommand('ghostline.whyChanges', () => act('why')),
    vscode.commands.registerCommand('ghostline.showChangesElsewhere', () => act('elsewhere')),
    vscode.commands.registerCommand('ghostline._review', act),
    vscode.languages.registerCodeActionsProvider(
      { pattern: '**' },
      { provideCodeActions: actionsFor },
      { providedCodeActionKinds: [kind] },
    ),
  );
}

/** Only where somebody looks for them: a refactoring that fits everywhere would light the bulb everywhere. */
function actionsFor(
  document: vscode.TextDocument,
  range: vscode.Range,
  { only, triggerKind }: vscode.CodeActionContext,
): vscode.CodeAction[] {
  const isAsked = triggerKind === vscode.CodeActionTriggerKind.Invoke;
  if (!isAsked || !(only === undefined || only.contains(kind) || kind.contains(only))) {
    return [];
  }
  const target = problemArguments(document.uri, range);
  return [
    {
      title: vscode.l10n.t('Edit with an instruction using Ghostline…'),
      command: 'ghostline.edit',
    },
    { title: vscode.l10n.t('Document using Ghostline'), command: 'ghostline.document' },
    { title: vscode.l10n.t('Generate tests using Ghostline'), command: 'ghostline.generateTests' },
  ].map(({ command, title }) => {
    const action = new vscode.CodeAction(title, kind);
    action.command = { command, title, arguments: [target] };
    return action;
  });
}
