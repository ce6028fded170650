import * as vscode from 'vscode';
import type { Cell, Problem } from '../completion/context/candidates.ts';
import type { SimilarFiles } from '../completion/context/similar.ts';
import { toLineFeeds } from '../completion/prompt.ts';
import { familyOf } from '../instant/indexable.ts';
import type { GuardedFile } from '../privacy/gate.ts';
import { commentOut } from '../text/comments.ts';
import { toGuardedFile } from './convert.ts';
import type { IgnoreFiles } from './ignoreFiles.ts';

const cellScheme = 'vscode-notebook-cell';

/** A document that is open, as the gate sees it. */
export function guardedFileOf({ languageId, uri }: vscode.TextDocument): GuardedFile {
  return toGuardedFile(uri, languageId, true);
}

function notebookOf({ uri }: vscode.TextDocument): vscode.NotebookDocument | undefined {
  return uri.scheme === cellScheme
    ? vscode.workspace.notebookDocuments.find((notebook) => notebook.uri.path === uri.path)
    : undefined;
}

const mostCells = 20;
const longestCell = 3_000;

/** The cells above a cell as code of its language: prose becomes comments, other languages are left out. */
export function cellsAbove(document: vscode.TextDocument, file: GuardedFile): readonly Cell[] {
  const cells = notebookOf(document)?.getCells() ?? [];
  const here = cells.findIndex((cell) => cell.document === document);
  return cells.slice(Math.max(0, here - mostCells), Math.max(0, here)).flatMap((cell) => {
    const text = toLineFeeds(cell.document.getText()).trimEnd();
    const code =
      cell.kind === vscode.NotebookCellKind.Markup
        ? commentOut(text, document.languageId)?.trimEnd()
        : cell.document.languageId === document.languageId
          ? text
          : undefined;
    return code === undefined || code.length > longestCell ? [] : [{ file, text: code }];
  });
}

/** What the editor marks as an error or a warning in a document. */
export function problemsIn(document: vscode.TextDocument): readonly Problem[] {
  return vscode.languages
    .getDiagnostics(document.uri)
    .filter(
      ({ range, severity }) =>
        severity <= vscode.DiagnosticSeverity.Warning && range.start.line < document.lineCount,
    )
    .map(({ message, range: { start } }) => ({
      line: start.line,
      message,
      code: document.lineAt(start.line).text,
    }));
}

const mostFiles = 20;
/** Longer files are seldom written by hand. */
const mostLines = 10_000;
const longestFile = 300_000;
/** Reading stops for a moment after so long, so that no key waits for it. */
const sliceMs = 8;

/**
 * Reads the open files that may be context, the ones used last first, as far as they changed.
 * @param recent URIs in the order of their use, the last one last.
 * @returns false when there is more to read.
 */
export function readOpenFiles(
  similar: SimilarFiles,
  document: vscode.TextDocument,
  recent: readonly string[],
  ignoreFiles: IgnoreFiles,
  now: () => number,
): boolean {
  const family = familyOf(document.languageId);
  const isCandidate = (other: vscode.TextDocument) =>
    !other.isClosed &&
    other !== document &&
    other.uri.scheme !== cellScheme &&
    familyOf(other.languageId) === family &&
    other.lineCount <= mostLines &&
    ignoreFiles.cover(other.uri) &&
    ignoreFiles.gate().refusalOf(guardedFileOf(other), 'context') === undefined;
  const lastUse = ({ uri }: vscode.TextDocument) => recent.indexOf(uri.toString());
  const files = vscode.workspace.textDocuments
    .filter(isCandidate)
    .sort((one, other) => lastUse(other) - lastUse(one))
    .slice(0, mostFiles);
  similar.keep(new Set(files.map(({ uri }) => uri.toString())));
  const until = now() + sliceMs;
  return files.every((file) => {
    const uri = file.uri.toString();
    if (similar.knows(uri, file.version)) {
      return true;
    }
    if (now() > until) {
      return false;
    }
    const text = file.getText();
    similar.update({ uri, version: file.version, text: text.length > longestFile ? '' : text });
    return true;
  });
}
