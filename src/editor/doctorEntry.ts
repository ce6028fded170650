import * as vscode from 'vscode';
import type { LazyPart } from './lazyPart.ts';
import type { OtherExtensions } from './otherExtensions.ts';
import type { Snooze } from './snooze.ts';

/** What Doctor can repair besides settings. */
export interface DoctorParts {
  readonly others: OtherExtensions;
  readonly snooze: Snooze;
}

/** What the registered commands do. */
export interface DoctorCommands {
  /** Shows the page and checks everything. @param editor the editor that it is about */
  open(editor: vscode.TextEditor | undefined): Promise<void>;
  /** Runs a command of the page; the arguments are whatever VS Code or anybody passes. */
  act(...arguments_: readonly unknown[]): Promise<void>;
  /** The page as it stands. */
  text(): string;
  dispose(): void;
}

/** The page's document. */
export interface DoctorPage {
  readonly uri: vscode.Uri;
  /** Its text changed. */
  changed(): void;
}

const scheme = 'ghostline-doctor';

/** True for the page. */
export function isDoctorPage({ uri }: vscode.TextDocument): boolean {
  return uri.scheme === scheme;
}

/** Registers the command and the page, which a window that is opened again shows as well. */
export function registerDoctorPage(
  createPart: (page: DoctorPage) => LazyPart<DoctorCommands>,
): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const uri = vscode.Uri.from({ scheme, path: '/Ghostline Doctor.md' });
  const part = createPart({ uri, changed: () => changed.fire(uri) });
  return vscode.Disposable.from(
    part,
    changed,
    vscode.workspace.registerTextDocumentContentProvider(scheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: async () => (await part.load()).text(),
    }),
    vscode.commands.registerCommand('ghostline.doctor', async () => {
      const editor = vscode.window.activeTextEditor;
      await (await part.load()).open(editor);
    }),
    vscode.commands.registerCommand('ghostline._doctor', async (...arguments_: unknown[]) => {
      await part.now()?.act(...arguments_);
    }),
  );
}
