import * as vscode from 'vscode';
import type { OtherFile } from '../edit/elsewhere.ts';
import { changedExports } from '../edit/verdictExports.ts';
import { shownPath } from '../privacy/gate.ts';
import { importsOf } from '../subject/names.ts';
import type { Subject } from '../subject/subject.ts';
import { isInTab } from './checkFindings.ts';
import { usesOf } from './checkUsers.ts';
import { guardedFileOf } from './contextSources.ts';
import { toSpan } from './convert.ts';
import type { IgnoreFiles } from './ignoreFiles.ts';
import { isProtectedFile } from './protectedFile.ts';

/** The model is asked then with what is known. */
const referencesMs = 1_500;
const mostNames = 3;
const mostUses = 6;

/**
 * The open files of the workspace that use what a subject exports, with the lines that do. Files that may not be
 * read as context or be changed are not among them.
 */
export async function findOthers(
  document: vscode.TextDocument,
  subject: Subject,
  ignoreFiles: IgnoreFiles,
  signal: AbortSignal,
): Promise<readonly OtherFile[]> {
  const names = exportedBy(subject).slice(0, mostNames);
  const candidates = vscode.workspace.textDocuments.filter(
    (other) => other !== document && !other.isClosed && isInTab(other),
  );
  if (names.length === 0 || candidates.length === 0) {
    return [];
  }
  const uses = (await usesOf(document, names, signal, referencesMs)) ?? [];
  const files = await Promise.all(
    candidates.map((other) => otherFile(other, uses, document, ignoreFiles)),
  );
  return files.flatMap((file) => file ?? []);
}

/** What a subject's symbols, or those inside of it, are called elsewhere. */
function exportedBy({ languageId, spans, symbolPath, text }: Subject) {
  return changedExports(text, '', languageId).filter(
    ({ name, offset }) =>
      symbolPath.includes(name) || spans.some(({ end, start }) => start <= offset && offset <= end),
  );
}

async function otherFile(
  other: vscode.TextDocument,
  uses: readonly vscode.Location[],
  document: vscode.TextDocument,
  ignoreFiles: IgnoreFiles,
): Promise<OtherFile | undefined> {
  const uri = other.uri.toString();
  const text = other.getText();
  const imports = new Set(importsOf(text, other.languageId).split('\n'));
  const lines = new Set(
    uses
      .filter((use) => use.uri.toString() === uri)
      .map(({ range }) => range.start.line)
      .filter((line) => line < other.lineCount && !imports.has(other.lineAt(line).text)),
  );
  const spans = [...lines]
    .toSorted((one, another) => one - another)
    .slice(0, mostUses)
    .map((line) => toSpan(other, other.lineAt(line).range));
  if (spans.length === 0 || !(await mayBeChanged(other, document, ignoreFiles))) {
    return undefined;
  }
  const { languageId, version } = other;
  const { insideWorkspace, path } = guardedFileOf(other);
  return { uri, version, path: shownPath(path, insideWorkspace), languageId, text, spans };
}

/** As context it may be read, it is a file of the workspace, and it decides nothing about programs. */
async function mayBeChanged(
  other: vscode.TextDocument,
  { uri: { scheme } }: vscode.TextDocument,
  ignoreFiles: IgnoreFiles,
): Promise<boolean> {
  if (other.uri.scheme !== scheme || vscode.workspace.fs.isWritableFileSystem(scheme) === false) {
    return false;
  }
  if (!ignoreFiles.cover(other.uri)) {
    await ignoreFiles.readFor(other.uri);
  }
  const file = guardedFileOf(other);
  const isRefused = ignoreFiles.gate().refusalOf(file, 'context') !== undefined;
  return file.insideWorkspace && !isRefused && !(await isProtectedFile(other.uri));
}

/** The document that changes are for, while it is open and as it was read. */
export function documentAt({
  uri,
  version,
}: Pick<OtherFile, 'uri' | 'version'>): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find(
    (one) => one.uri.toString() === uri && one.version === version && !one.isClosed,
  );
}
