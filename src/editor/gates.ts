import * as vscode from 'vscode';
import type { RefusalReason } from '../completion/outcome.ts';
import type { Gate } from '../privacy/gate.ts';
import { readSettings } from './configuration.ts';
import { toGuardedFile } from './convert.ts';

/** Larger documents are generated: no person writes or reads them. */
const mostCharacters = 2_000_000;
const longestLine = 20_000;

/** What the editor's own gates look at besides the document. */
export interface GateFacts {
  readonly gate: Gate;
  readonly snoozed: boolean;
  readonly onBattery: boolean;
  /** Another completion extension is active and the user has not chosen us. */
  readonly otherExtension: boolean;
  /** The user asked by hand: only what can never work is refused. */
  readonly invoked: boolean;
}

/** Why nothing can be completed here, decided before the document's text is read. */
export function refusalAt(
  document: vscode.TextDocument,
  position: vscode.Position,
  facts: GateFacts,
): RefusalReason | undefined {
  const refused = facts.gate.refusalOf(
    toGuardedFile(document.uri, document.languageId),
    'completion',
  );
  if (refused !== undefined) {
    return refused;
  }
  if (
    vscode.workspace.fs.isWritableFileSystem(document.uri.scheme) === false &&
    !document.isUntitled
  ) {
    return 'read-only';
  }
  if (document.offsetAt(document.lineAt(document.lineCount - 1).range.end) > mostCharacters) {
    return 'document too large';
  }
  const line = document.lineAt(position.line);
  if (line.range.end.character > longestLine) {
    return 'line too long';
  }
  if (line.text.includes('\0')) {
    return 'binary document';
  }
  return (facts.invoked ? undefined : switchedOff(document, facts)) ?? cursorRefusal(document);
}

function switchedOff(document: vscode.TextDocument, facts: GateFacts): RefusalReason | undefined {
  const settings = readSettings(document);
  if (!settings['completion.enabled']) {
    return 'disabled';
  }
  if (facts.snoozed) {
    return 'snoozed';
  }
  if (settings['completion.trigger'] === 'manual') {
    return 'manual only';
  }
  if (facts.otherExtension) {
    return 'other extension';
  }
  return facts.onBattery && !settings['completion.onBattery'] ? 'on battery' : undefined;
}

function cursorRefusal(document: vscode.TextDocument): RefusalReason | undefined {
  const editor = vscode.window.activeTextEditor;
  if (editor?.document !== document) {
    return undefined;
  }
  if (editor.selections.length > 1) {
    return 'several cursors';
  }
  return editor.selection.isEmpty ? undefined : 'selection';
}
