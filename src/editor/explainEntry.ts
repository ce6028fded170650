import * as vscode from 'vscode';
import { codeSchemes } from '../text/schemes.ts';
import type { Configuration } from './configuration.ts';
import { problemArguments } from './target.ts';

/** Kind of our code action: a quick fix that changes nothing. */
const kind = vscode.CodeActionKind.QuickFix.append('explain.ghostline');

/** Documents in which problems are ours to speak about. */
export const problemDocuments: readonly vscode.DocumentFilter[] = codeSchemes.map((scheme) => ({
  scheme,
}));

/** What the commands about explanations do; the arguments are whatever VS Code or anybody passes. */
export interface ExplainCommands {
  readonly explain: (argument: unknown) => Promise<void>;
  /** Runs one of the actions of an explanation. */
  readonly act: (...arguments_: readonly unknown[]) => Promise<void>;
}

/** Registers where explanations begin: commands, the code action and the link in a problem's hover. */
export function registerExplain(
  configuration: Configuration,
  { act, explain }: ExplainCommands,
): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.commands.registerCommand('ghostline.explain', explain),
    vscode.commands.registerCommand('ghostline.askAboutExplanation', (reply) =>
      act('reply', reply),
    ),
    vscode.commands.registerCommand('ghostline.stopExplanation', (thread) => act('stop', thread)),
    vscode.commands.registerCommand('ghostline.copyExplanation', (thread) => act('copy', thread)),
    vscode.commands.registerCommand('ghostline.documentExplained', (thread) =>
      act('document', thread),
    ),
    vscode.commands.registerCommand('ghostline.openExplanation', (thread) => act('open', thread)),
    vscode.commands.registerCommand('ghostline.closeExplanation', (thread) => act('close', thread)),
    vscode.commands.registerCommand('ghostline._explanation', act),
    vscode.languages.registerCodeActionsProvider(
      problemDocuments,
      {
        provideCodeActions(document, range, { diagnostics, only }) {
          const wanted = only === undefined || only.contains(kind);
          const problems = diagnostics.filter(isProblem);
          if (!wanted || problems.length === 0 || !isOffered(document)) {
            return [];
          }
          const action = new vscode.CodeAction(
            vscode.l10n.t('Explain this problem using Ghostline'),
            kind,
          );
          // Without diagnostics of its own it stands behind what the language server offers.
          action.command = {
            command: 'ghostline.explain',
            title: action.title,
            arguments: [problemArguments(document.uri, around(problems, range))],
          };
          return [action];
        },
      },
      { providedCodeActionKinds: [kind] },
    ),
    vscode.languages.registerHoverProvider(problemDocuments, {
      provideHover(document, position) {
        const [problem] = vscode.languages
          .getDiagnostics(document.uri)
          .filter((one) => isProblem(one) && one.range.contains(position));
        return problem === undefined || !isOffered(document)
          ? undefined
          : new vscode.Hover(hoverLink(document.uri, problem.range), problem.range);
      },
    }),
  );

  function isOffered(document: vscode.TextDocument): boolean {
    return configuration.settings(document)['fix.lightbulb'];
  }
}

/** Trusted, for it holds our words alone. */
function hoverLink(uri: vscode.Uri, range: vscode.Range): vscode.MarkdownString {
  const link = encodeURIComponent(JSON.stringify([problemArguments(uri, range)]));
  const words = vscode.l10n.t('Explain this problem using Ghostline');
  const text = new vscode.MarkdownString(`[${words}](command:ghostline.explain?${link})`);
  text.isTrusted = { enabledCommands: ['ghostline.explain'] };
  return text;
}

/** Hints and information are no problems. */
export function isProblem({ severity }: vscode.Diagnostic): boolean {
  return severity <= vscode.DiagnosticSeverity.Warning;
}

/** Where the problems are, as far as the cursor or selection reaches. */
export function around(problems: readonly vscode.Diagnostic[], range: vscode.Range): vscode.Range {
  const [first] = problems;
  return first !== undefined && range.isEmpty ? first.range : range;
}
