import * as vscode from 'vscode';
import type { GuardedFile } from '../privacy/gate.ts';
import type { Snapshot, Span } from '../text/document.ts';

/** The document as it is now. */
export function toSnapshot(document: vscode.TextDocument): Snapshot {
  return {
    uri: document.uri.toString(),
    path: toRelativePath(document.uri),
    languageId: document.languageId,
    version: document.version,
    text: document.getText(),
  };
}

/** Path relative to its workspace folder with `/`, else the full path. */
export function toRelativePath(uri: vscode.Uri): string {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  return folder === undefined
    ? uri.path
    : uri.path.slice(folder.uri.path.length).replace(/^\/+/, '');
}

/** What the privacy gate needs to know of a document. */
export function toGuardedFile(uri: vscode.Uri, languageId: string): GuardedFile {
  return {
    scheme: uri.scheme,
    path: toRelativePath(uri),
    languageId,
    insideWorkspace: vscode.workspace.getWorkspaceFolder(uri) !== undefined,
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
