import * as vscode from 'vscode';
import type { Configuration } from './configuration.ts';
import { around, isProblem, problemDocuments } from './explainEntry.ts';
import { problemArguments } from './target.ts';

/** Kind of our code action. */
const kind = vscode.CodeActionKind.QuickFix.append('ghostline');

/** What the commands that repair do; the arguments are whatever VS Code or anybody passes. */
export interface FixEntry {
  readonly fix: (argument: unknown) => Promise<void>;
  readonly fixAll: (argument: unknown) => Promise<void>;
  readonly findBugs: (argument: unknown) => Promise<void>;
  /** Somebody looks at a menu that offers a repair: what takes long may begin. */
  readonly warm: (document: vscode.TextDocument, range: vscode.Range) => void;
}

/** Registers where repairs begin: the commands and the code action. */
export function registerFixes(
  configuration: Configuration,
  { findBugs, fix, fixAll, warm }: FixEntry,
): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.commands.registerCommand('ghostline.fix', fix),
    vscode.commands.registerCommand('ghostline.fixAll', fixAll),
    vscode.commands.registerCommand('ghostline.findBugs', findBugs),
    vscode.languages.registerCodeActionsProvider(
      problemDocuments,
      {
        provideCodeActions(document, range, context) {
          const isOffered = () => configuration.settings(document)['fix.lightbulb'];
          const actions = fixActions(document, range, context, isOffered);
          if (actions.length > 0 && isMenu(context)) {
            warm(document, range);
          }
          return actions;
        },
      },
      { providedCodeActionKinds: [kind] },
    ),
  );
}

/** Whether a person opened the menu of all actions; by itself the editor asks at each move of the cursor. */
export function isMenu({
  only,
  triggerKind,
}: Pick<vscode.CodeActionContext, 'only' | 'triggerKind'>): boolean {
  return only === undefined && triggerKind === vscode.CodeActionTriggerKind.Invoke;
}

/**
 * At most one action for all problems at a place, made at once: the editor asks at each move of the cursor.
 * @param isOffered whether the user wants it for this document; asked only where there is a problem
 */
export function fixActions(
  document: vscode.TextDocument,
  range: vscode.Range,
  { diagnostics, only }: Pick<vscode.CodeActionContext, 'diagnostics' | 'only'>,
  isOffered: () => boolean,
): vscode.CodeAction[] {
  const wanted = only === undefined || only.contains(kind);
  const problems = wanted ? diagnostics.filter(isProblem) : [];
  if (problems.length === 0 || !isOffered()) {
    return [];
  }
  const action = new vscode.CodeAction(vscode.l10n.t('Fix using Ghostline'), kind);
  // Without diagnostics of its own it stands behind what the language server offers.
  action.command = {
    command: 'ghostline.fix',
    title: action.title,
    arguments: [problemArguments(document.uri, around(problems, range))],
  };
  return [action];
}

/** How many problems there are in the active editor, and in what is selected there. */
export function countProblems(): {
  readonly file: number;
  readonly selection: number;
  readonly hasSelection: boolean;
} {
  const editor = vscode.window.activeTextEditor;
  const problems = editor
    ? vscode.languages.getDiagnostics(editor.document.uri).filter(isProblem)
    : [];
  const selections = (editor?.selections ?? []).filter(({ isEmpty }) => !isEmpty);
  return {
    file: problems.length,
    selection: problems.filter(({ range }) =>
      selections.some((one) => one.intersection(range) !== undefined),
    ).length,
    hasSelection: selections.length > 0,
  };
}
