import * as vscode from 'vscode';

/** Hand-written files are smaller. */
const mostBytes = 1_000_000;

/**
 * The text of a file that is not open; undefined for one that is too large, no file or gone.
 * @param limitBytes larger files are not read
 */
export async function readText(
  uri: vscode.Uri,
  limitBytes = mostBytes,
): Promise<string | undefined> {
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    return size <= limitBytes
      ? new TextDecoder().decode(await vscode.workspace.fs.readFile(uri))
      : undefined;
  } catch {
    return undefined;
  }
}
