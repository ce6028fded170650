import * as vscode from 'vscode';
import { type GateRefusal, type GuardedFile, shownPath } from '../privacy/gate.ts';
import type { Settings } from '../settings.ts';
import {
  type Enclosing,
  enclosingSymbol,
  indentationBlock,
  merged,
  pathToBlock,
  type SymbolNode,
  symbolPath,
  toWholeLines,
} from '../subject/enclosing.ts';
import type { Problem, Subject } from '../subject/subject.ts';
import type { Span } from '../text/document.ts';
import { toGuardedFile, toSpan } from './convert.ts';
import { guidelinesFor } from './guidelines.ts';
import type { IgnoreFiles } from './ignoreFiles.ts';
import type { AskTarget } from './target.ts';
import { wait } from './wait.ts';

/** Why there is nothing to ask. */
export type SubjectRefusal = GateRefusal | 'nothing to explain' | 'binary document';

/** What is asked about and the file that the gate decides by. */
export interface Question {
  readonly subject: Subject;
  readonly file: GuardedFile;
}

/** A language server that takes longer is busy; the indentation says it too. */
const symbolsMs = 400;
/** Most problems of one question. */
export const mostProblems = 20;
const mostRelated = 3;

/** Kinds of symbols that people think of as one thing. */
const units: readonly vscode.SymbolKind[] = [
  vscode.SymbolKind.Function,
  vscode.SymbolKind.Method,
  vscode.SymbolKind.Constructor,
  vscode.SymbolKind.Class,
  vscode.SymbolKind.Interface,
  vscode.SymbolKind.Enum,
  vscode.SymbolKind.Struct,
];

/**
 * Finds out what is asked about: the selections, else the symbol around the cursor, else its block.
 * @param withDiagnostics whether problems go along with code that is asked about for another reason
 */
export async function questionOf(
  target: AskTarget,
  ignoreFiles: IgnoreFiles,
  settings: Settings,
  withDiagnostics = settings['context.diagnostics'],
): Promise<Question | SubjectRefusal> {
  const { cursor, document, kind } = target;
  const file = explainedFile(document);
  if (!ignoreFiles.cover(fileUri(document))) {
    await ignoreFiles.readFor(fileUri(document));
  }
  const refused = ignoreFiles.gate().refusalOf(file, 'completion');
  if (refused !== undefined) {
    return refused;
  }
  const text = document.getText();
  if (text.slice(0, 8_000).includes('\0')) {
    return 'binary document';
  }
  const guiding = settings['context.instructions']
    ? guidelinesFor(document, ignoreFiles)
    : undefined;
  const focus = document.offsetAt(cursor);
  const selected = target.ranges.flatMap((range) => {
    const lines = toWholeLines(text, toSpan(document, document.validateRange(range)));
    return lines === undefined ? [] : [lines];
  });
  const { path, spans } =
    selected.length > 0
      ? { spans: merged(selected), path: undefined }
      : await aroundCursor(document, text, focus);
  if (spans.length === 0) {
    return 'nothing to explain';
  }
  const guidelines = await guiding;
  const problems = kind === 'problem' || withDiagnostics ? problemsIn(target, spans) : [];
  const subject: Subject = {
    kind: kind === 'problem' && problems.length > 0 ? 'problem' : 'code',
    path: shownPath(file.path, file.insideWorkspace),
    languageId: document.languageId,
    text,
    spans,
    focus: isInside(focus, spans) ? focus : (spans[0]?.start ?? 0),
    symbolPath: path ?? [],
    problems,
    ...(guidelines === undefined ? {} : { guidelines }),
  };
  return { subject, file };
}

function isInside(offset: number, spans: readonly Span[]): boolean {
  return spans.some(({ end, start }) => start <= offset && offset <= end);
}

async function aroundCursor(
  document: vscode.TextDocument,
  text: string,
  focus: number,
): Promise<{ readonly spans: readonly Span[]; readonly path: readonly string[] }> {
  const found: Enclosing | undefined = enclosingSymbol(await symbolsOf(document), focus);
  // Whole lines, so that a block found by its indentation is the same question.
  const span = toWholeLines(text, found?.span ?? indentationBlock(text, focus));
  return { spans: span === undefined ? [] : [span], path: found?.path ?? [] };
}

/** Names of the symbols around a selection; [] where the language server does not say in time. */
export async function symbolPathOf(
  document: vscode.TextDocument,
  { spans, symbolPath: known }: Subject,
): Promise<readonly string[]> {
  const [first] = spans;
  return known.length > 0 || first === undefined
    ? known
    : symbolPath(await symbolsOf(document), first);
}

/**
 * Names of the symbol that a stretch of lines is, from outermost to its own; [] where it is none, or where no
 * language server knows yet. Waits as long as the server does.
 */
export async function symbolPathOfBlock(
  document: vscode.TextDocument,
  spans: readonly Span[],
): Promise<readonly string[]> {
  const symbols = toNodes(document, await askForSymbols(document));
  const [span] = spans;
  return span === undefined ? [] : pathToBlock(symbols, document.getText(), span);
}

async function symbolsOf(document: vscode.TextDocument): Promise<readonly SymbolNode[]> {
  const symbols = await Promise.race([askForSymbols(document), wait(symbolsMs)]);
  return toNodes(document, symbols ?? []);
}

type Symbols = readonly (vscode.DocumentSymbol | vscode.SymbolInformation)[];

async function askForSymbols(document: vscode.TextDocument): Promise<Symbols> {
  return vscode.commands
    .executeCommand<Symbols | undefined>('vscode.executeDocumentSymbolProvider', document.uri)
    .then(
      (symbols) => symbols ?? [],
      () => [],
    );
}

function toNodes(document: vscode.TextDocument, symbols: Symbols): readonly SymbolNode[] {
  return symbols.flatMap((symbol) => ('children' in symbol ? [nodeOf(document, symbol)] : []));
}

function nodeOf(
  document: vscode.TextDocument,
  { children, kind, name, range }: vscode.DocumentSymbol,
): SymbolNode {
  return {
    name,
    isUnit: units.includes(kind),
    span: toSpan(document, range),
    children: children.map((child) => nodeOf(document, child)),
  };
}

/** The errors and warnings that touch the code, as far as they are told a model. */
export function problemsMarkedIn(
  document: vscode.TextDocument,
  spans: readonly Span[],
): readonly vscode.Diagnostic[] {
  return vscode.languages
    .getDiagnostics(document.uri)
    .filter(({ range, severity }) => {
      const { end, start } = toSpan(document, range);
      const isMarked = severity <= vscode.DiagnosticSeverity.Warning;
      return isMarked && spans.some((span) => start <= span.end && span.start <= end);
    })
    .slice(0, mostProblems);
}

function problemsIn({ document }: AskTarget, spans: readonly Span[]): readonly Problem[] {
  return problemsMarkedIn(document, spans).map((diagnostic) => {
    const { code, message, range, relatedInformation = [], severity, source } = diagnostic;
    const link = typeof code === 'object' ? code.target.toString(true) : '';
    const related = relatedInformation
      .slice(0, mostRelated)
      .map(({ location, message: words }) => `${placeWords(document, location)}: ${words}`);
    return {
      line: range.start.line,
      message,
      severity: severity === vscode.DiagnosticSeverity.Error ? 'error' : 'warning',
      source: [source, typeof code === 'object' ? code.value : code]
        .filter((part) => part !== undefined)
        .join(' '),
      ...(related.length === 0 ? {} : { related }),
      ...(link === '' ? {} : { link }),
    };
  });
}

/** Of another file only its name: its path is nobody's business outside of the workspace. */
function placeWords(document: vscode.TextDocument, { range, uri }: vscode.Location): string {
  const line = `line ${range.start.line + 1}`;
  return uri.toString() === document.uri.toString()
    ? line
    : `${uri.path.split('/').at(-1) ?? ''} ${line}`;
}

/** The other side of a diff is an earlier text of a file: what holds for the file holds for it. */
function fileUri({ uri }: vscode.TextDocument): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  return uri.scheme === 'git' && folder !== undefined
    ? folder.with({ path: uri.path, query: '', fragment: '' })
    : uri;
}

/** A document as the gate sees it when the user asks about it. */
function explainedFile(document: vscode.TextDocument): GuardedFile {
  return toGuardedFile(fileUri(document), document.languageId, true);
}
