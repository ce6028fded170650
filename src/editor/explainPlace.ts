import * as vscode from 'vscode';
import { lineNumber } from '../subject/excerpt.ts';
import type { Subject } from '../subject/subject.ts';
import { toRange } from './convert.ts';

function editorOf(document: vscode.TextDocument): vscode.TextEditor | undefined {
  const active = vscode.window.activeTextEditor;
  return active?.document === document
    ? active
    : vscode.window.visibleTextEditors.find((editor) => editor.document === document);
}

/**
 * Where the thread stands: behind the code where its end is in sight, else at the cursor, so that it is seen
 * where the eyes are.
 */
export function anchorOf(document: vscode.TextDocument, { focus, spans }: Subject): vscode.Range {
  const span = spans.find(({ end, start }) => start <= focus && focus <= end) ?? spans[0];
  const { end, start } = toRange(document, span ?? { start: focus, end: focus });
  const inSight = editorOf(document)?.visibleRanges.some(
    (range) => range.start.line <= end.line && end.line <= range.end.line,
  );
  const line = inSight === false ? document.positionAt(focus).line : end.line;
  return new vscode.Range(start.line, 0, line, document.lineAt(line).range.end.character);
}

/** Scrolls where the thread would stand below the edge; the cursor stays. */
export function makeRoom(document: vscode.TextDocument, { end }: vscode.Range): void {
  const editor = editorOf(document);
  const [visible] = editor?.visibleRanges ?? [];
  if (editor === undefined || visible === undefined) {
    return;
  }
  const height = visible.end.line - visible.start.line;
  if (end.line > visible.start.line + (height * 2) / 3) {
    editor.revealRange(new vscode.Range(end, end), vscode.TextEditorRevealType.InCenter);
  }
}

/** What the explanation is called: its symbol, else the file and the lines. */
export function titleOf({ path, spans, symbolPath, text }: Subject): string {
  const name = symbolPath.at(-1);
  if (name !== undefined) {
    return name;
  }
  const first = lineNumber(text, spans[0]?.start ?? 0);
  const last = lineNumber(text, spans.at(-1)?.end ?? 0);
  const file = path.split('/').at(-1) ?? path;
  return first === last ? `${file}:${first}` : `${file}:${first}-${last}`;
}

/** Opens a place and puts the cursor there. */
export async function openPlace(uri: vscode.Uri, line: number): Promise<void> {
  const position = new vscode.Position(line, 0);
  await vscode.window.showTextDocument(uri, { selection: new vscode.Range(position, position) });
}
