import * as vscode from 'vscode';
import type { Finding } from '../edit/verdict.ts';
import { toSpan } from './convert.ts';

/** Languages of VS Code's own TypeScript service. */
export const typescriptLanguages: readonly string[] = [
  'typescript',
  'typescriptreact',
  'javascript',
  'javascriptreact',
];

/** What TypeScript's diagnostics name as their source. */
export const typescriptSource = 'ts';

/** The errors and warnings that the editor shows for a document, at offsets of its text as it is now. */
export function findingsIn(document: vscode.TextDocument): readonly Finding[] {
  return vscode.languages
    .getDiagnostics(document.uri)
    .filter(({ severity }) => severity <= vscode.DiagnosticSeverity.Warning)
    .map((diagnostic) => toFinding(document, diagnostic));
}

/** A diagnostic of the document as it is now. */
export function toFinding(document: vscode.TextDocument, diagnostic: vscode.Diagnostic): Finding {
  const { code, message, range, severity, source } = diagnostic;
  return {
    span: toSpan(document, range),
    message,
    severity: severity === vscode.DiagnosticSeverity.Error ? 'error' : 'warning',
    source: source ?? '',
    code: String((typeof code === 'object' ? code.value : code) ?? ''),
  };
}

/** Documents that people see in tabs, the given one first. Language servers report for these. */
export function documentsInTabs(first: vscode.TextDocument): readonly vscode.TextDocument[] {
  const others = vscode.workspace.textDocuments.filter(
    (document) => document !== first && isInTab(document),
  );
  return [first, ...others];
}

/** Whether a tab shows the document, alone or as the newer side of a diff. */
export function isInTab(document: vscode.TextDocument): boolean {
  return toTab(document) !== undefined;
}

/** A tab that shows the document, as far as there is one. */
export function toTab(document: vscode.TextDocument): vscode.Tab | undefined {
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .find((tab) => isTabOf(tab, document));
}

/** Whether a tab is one of the document. */
export function isTabOf({ input }: vscode.Tab, { uri }: vscode.TextDocument): boolean {
  const shown =
    input instanceof vscode.TabInputText
      ? input.uri
      : input instanceof vscode.TabInputTextDiff
        ? input.modified
        : undefined;
  return shown?.toString() === uri.toString();
}

interface ServerPlace {
  readonly line: number;
  readonly offset: number;
}

interface ServerDiagnostic {
  readonly start: ServerPlace;
  readonly end: ServerPlace;
  readonly text: string;
  readonly code?: number;
  readonly category: string;
}

/**
 * Asks the TypeScript service what it says about a document as it is in the editor now, without waiting for it to
 * report by itself; undefined where VS Code's own service does not answer for it.
 */
export async function askTypescript(
  document: vscode.TextDocument,
): Promise<readonly Finding[] | undefined> {
  const ask = async (command: string) => {
    const response = await vscode.commands.executeCommand<unknown>(
      'typescript.tsserverRequest',
      command,
      { file: document.uri },
    );
    return bodyOf(response);
  };
  try {
    const [syntactic, semantic] = await Promise.all([
      ask('syntacticDiagnosticsSync'),
      ask('semanticDiagnosticsSync'),
    ]);
    return syntactic && semantic && [...syntactic, ...semantic].map(toServerFinding(document));
  } catch {
    // The command is missing, or the server broke down: both mean that nobody answers.
    return undefined;
  }
}

function bodyOf(response: unknown): readonly ServerDiagnostic[] | undefined {
  const isAnswer = typeof response === 'object' && response !== null && 'body' in response;
  return isAnswer && Array.isArray(response.body) ? response.body : undefined;
}

function toServerFinding(document: vscode.TextDocument) {
  const offset = (place: ServerPlace) =>
    document.offsetAt(new vscode.Position(place.line - 1, place.offset - 1));
  return ({ category, code, end, start, text }: ServerDiagnostic): Finding => ({
    span: { start: offset(start), end: offset(end) },
    message: text,
    severity: category === 'warning' ? 'warning' : 'error',
    source: typescriptSource,
    code: String(code ?? ''),
  });
}
