import * as vscode from 'vscode';

const scheme = 'ghostline-change';

/** The other sides of documents under review: the text before, or the text that is proposed. */
export interface OtherSides extends vscode.Disposable {
  uri(id: number, document: vscode.TextDocument): vscode.Uri;
  /** The text changed. */
  changed(uri: vscode.Uri): void;
}

/** Serves the texts; `textOf` gives the one of a review that is still there. */
export function createOtherSides(textOf: (id: number) => string | undefined): OtherSides {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const provider = vscode.workspace.registerTextDocumentContentProvider(scheme, {
    onDidChange: changed.event,
    provideTextDocumentContent: ({ query }) => textOf(Number(query)) ?? '',
  });
  return {
    uri: (id, { uri }) => vscode.Uri.from({ scheme, path: uri.path, query: String(id) }),
    changed: (uri) => changed.fire(uri),
    dispose: () => vscode.Disposable.from(provider, changed).dispose(),
  };
}

/** The id of the review that a text belongs to. */
export function otherSideId({ query, scheme: its }: vscode.Uri): number | undefined {
  return its === scheme ? Number(query) : undefined;
}

/** Closes every diff with a text. */
export async function closeDiffs(uri: vscode.Uri): Promise<void> {
  const name = uri.toString();
  const tabs = vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .filter(
      ({ input }) =>
        input instanceof vscode.TabInputTextDiff &&
        (input.original.toString() === name || input.modified.toString() === name),
    );
  if (tabs.length > 0) {
    await vscode.window.tabGroups.close(tabs);
  }
}
