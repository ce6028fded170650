import * as vscode from 'vscode';
import { checkIds } from '../doctor/finding.ts';
import type { Rows } from '../doctor/render.ts';
import { isDoctorPage } from './doctorEntry.ts';
import { pageLensTexts, repairText } from './doctorRepairMessages.ts';

/** The rows of commands above the page's headings. */
export interface DoctorLenses extends vscode.Disposable {
  refresh(): void;
}

/** Shows the commands for the page as it stands. */
export function createDoctorLenses(
  state: () => { readonly rows: Rows; readonly isRunning: boolean },
): DoctorLenses {
  const changed = new vscode.EventEmitter<void>();
  const provider = vscode.languages.registerCodeLensProvider('*', {
    onDidChangeCodeLenses: changed.event,
    provideCodeLenses: (document) => (isDoctorPage(document) ? lensesOf(document, state()) : []),
  });
  return {
    refresh: () => changed.fire(),
    dispose: () => vscode.Disposable.from(provider, changed).dispose(),
  };
}

function lensesOf(
  document: vscode.TextDocument,
  { isRunning, rows }: { readonly rows: Rows; readonly isRunning: boolean },
): vscode.CodeLens[] {
  const texts = pageLensTexts();
  const top = isRunning
    ? [lens(0, texts.cancel, 'cancel')]
    : [lens(0, texts.again, 'again'), lens(0, texts.copy, 'copy')];
  // The document may be one change behind the rows; its headings are always all there, in their order.
  const lines = Array.from({ length: document.lineCount }, (_, line) => line).filter((line) =>
    document.lineAt(line).text.startsWith('## '),
  );
  const own = checkIds.flatMap((id, at) => {
    const line = lines[at];
    const finding = rows[id];
    if (line === undefined || finding === undefined) {
      return [];
    }
    return [
      ...finding.repairs.map((repair, index) =>
        lens(line, repairText(repair), 'repair', id, index),
      ),
      ...(finding.level === 'failed' ? [lens(line, texts.checkAgain, 'check', id)] : []),
    ];
  });
  return [...top, ...own];
}

function lens(line: number, title: string, ...arguments_: readonly unknown[]): vscode.CodeLens {
  return new vscode.CodeLens(new vscode.Range(line, 0, line, 0), {
    title,
    command: 'ghostline._doctor',
    arguments: [...arguments_],
  });
}
