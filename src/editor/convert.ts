import * as vscode from 'vscode';
import type { GuardedFile } from '../privacy/gate.ts';
import type { Snapshot, Span } from '../text/document.ts';

/** The document as it is now. */
export function toSnapshot(document: vscode.TextDocument): Snapshot {
  return {
    uri: document.uri.toString(),
    path: toPlace(document.uri).path,
    languageId: document.languageId,
    version: document.version,
    text: document.getText(),
  };
}

/** The file that a document is part of: a cell of a notebook is part of the notebook's file. */
export function fileOf(uri: vscode.Uri): vscode.Uri {
  if (uri.scheme !== 'vscode-notebook-cell') {
    return uri;
  }
  const isSame = (other: vscode.NotebookDocument) => other.uri.path === uri.path;
  return vscode.workspace.notebookDocuments.find(isSame)?.uri ?? uri;
}

/** Where a file is: its path below its workspace folder with `/`, else the full path. */
export function toPlace(document: vscode.Uri): { readonly path: string; readonly root?: string } {
  const uri = fileOf(document);
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  return folder === undefined
    ? { path: uri.path }
    : {
        path: uri.path.slice(folder.uri.path.length).replace(/^\/+/, ''),
        root: folder.uri.toString(),
      };
}

/** What the privacy gate needs to know of a file. `open`: the user has it open. */
export function toGuardedFile(uri: vscode.Uri, languageId: string, open: boolean): GuardedFile {
  const place = toPlace(uri);
  return {
    ...place,
    scheme: fileOf(uri).scheme,
    fullPath: uri.path,
    languageId,
    insideWorkspace: place.root !== undefined,
    open,
  };
}

/** Offsets to the editor's lines and columns. */
export function toRange(document: vscode.TextDocument, span: Span): vscode.Range {
  return new vscode.Range(document.positionAt(span.start), document.positionAt(span.end));
}

/** The editor's lines and columns to offsets. */
export function toSpan(document: vscode.TextDocument, range: vscode.Range): Span {
  return { start: document.offsetAt(range.start), end: document.offsetAt(range.end) };
}

/** A signal that follows the token; `dispose` frees the listener. */
export function toSignal(token: vscode.CancellationToken): {
  readonly signal: AbortSignal;
  dispose(): void;
} {
  const controller = new AbortController();
  if (token.isCancellationRequested) {
    controller.abort();
  }
  const listener = token.onCancellationRequested(() => controller.abort());
  return { signal: controller.signal, dispose: () => listener.dispose() };
}
