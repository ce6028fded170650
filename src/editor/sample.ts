import * as vscode from 'vscode';
import { sampleCode } from '../instant/sample.ts';

/** Opens an unsaved document with something to type; nothing of it is written to a disk. */
export async function openSample(): Promise<void> {
  const words = [
    vscode.l10n.t(
      'Type the body of the last function, which counts what is not paid: const chosen = …',
    ),
    vscode.l10n.t(
      'A gray suggestion appears while you type. Tab takes it, Esc hides it, and typing on keeps it.',
    ),
  ];
  const content = [...words.map((line) => `// ${line}`), '', sampleCode].join('\n');
  const at = content.indexOf('█');
  const document = await vscode.workspace.openTextDocument({
    language: 'typescript',
    content: content.replace('█', ''),
  });
  const cursor = document.positionAt(at);
  await vscode.window.showTextDocument(document, { selection: new vscode.Range(cursor, cursor) });
}
