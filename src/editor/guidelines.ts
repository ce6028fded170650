import * as vscode from 'vscode';
import { shownPath } from '../privacy/gate.ts';
import type { Guidelines } from '../subject/subject.ts';
import { toGuardedFile } from './convert.ts';
import type { IgnoreFiles } from './ignoreFiles.ts';
import { readText } from './readText.ts';

/** https://agents.md: the file nearest to the code counts. */
const nearest = 'AGENTS.md';
/** What other assistants read, at the root of a workspace folder. */
const others = ['CLAUDE.md', 'GEMINI.md', '.github/copilot-instructions.md'];
/** More says more than a prompt about one piece of code has room for. */
const mostCharacters = 6_000;

/**
 * What the project of a document says about how its code is written. Undefined in a workspace without trust, where
 * there is no such file, and where it may not be read as context.
 */
export async function guidelinesFor(
  document: vscode.TextDocument,
  ignoreFiles: IgnoreFiles,
): Promise<Guidelines | undefined> {
  const folder = vscode.workspace.getWorkspaceFolder(document.uri);
  if (folder === undefined || !vscode.workspace.isTrusted) {
    return undefined;
  }
  const places = [
    ...foldersUp(document.uri, folder.uri).map((one) => vscode.Uri.joinPath(one, nearest)),
    ...others.map((name) => vscode.Uri.joinPath(folder.uri, name)),
  ];
  // At once: the answer may be in the cache, and the user waits for no more than one look at the disk.
  const texts = await Promise.all(places.map((uri) => readText(uri)));
  const found = places.flatMap((uri, index) => {
    const text = texts[index]?.slice(0, mostCharacters).toWellFormed().trim();
    return text ? [{ uri, text }] : [];
  });
  const [first] = found;
  return first && allowed(first.uri, first.text, ignoreFiles);
}

/** The document's own folder first, the workspace folder last. */
function foldersUp(uri: vscode.Uri, root: vscode.Uri): readonly vscode.Uri[] {
  const steps = uri.path.slice(root.path.length).split('/').filter(Boolean).length;
  return Array.from({ length: steps }, (_, step) =>
    vscode.Uri.joinPath(uri, ...Array.from({ length: step + 1 }, () => '..')),
  );
}

async function allowed(
  uri: vscode.Uri,
  text: string,
  ignoreFiles: IgnoreFiles,
): Promise<Guidelines | undefined> {
  if (!ignoreFiles.cover(uri)) {
    await ignoreFiles.readFor(uri);
  }
  const file = toGuardedFile(uri, 'markdown', false);
  return ignoreFiles.gate().refusalOf(file, 'context') === undefined
    ? { path: shownPath(file.path, file.insideWorkspace), text }
    : undefined;
}
