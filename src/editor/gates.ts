import * as vscode from 'vscode';
import type { ModelRefusal, RefusalReason } from '../completion/outcome.ts';
import type { Gate } from '../privacy/gate.ts';
import type { Settings } from '../settings.ts';
import type { Configuration } from './configuration.ts';
import { toGuardedFile } from './convert.ts';

/** Larger documents are generated: no person writes or reads them. */
const mostCharacters = 2_000_000;
const longestLine = 20_000;

/** What the editor's own gates look at besides the document. */
export interface GateFacts {
  readonly configuration: Configuration;
  readonly gate: () => Gate;
  readonly snoozed: () => boolean;
  readonly onBattery: () => boolean;
  /** The user trusts the workspace. */
  readonly trusted: () => boolean;
  /** Another completion extension is active and the user has not chosen us. */
  readonly otherExtension: () => boolean;
}

/** Why nothing is completed, decided without reading the document's text. */
export interface Gates {
  /** What holds in the whole document. `invoked`: the user asked by hand; only what never works is refused. */
  inDocument(document: vscode.TextDocument, invoked: boolean): RefusalReason | undefined;
  /** What holds at the cursor besides. */
  atCursor(document: vscode.TextDocument, position: vscode.Position): RefusalReason | undefined;
  /** Why code goes to no model; by hand it may go where the user's own settings say. */
  toModel(invoked: boolean): ModelRefusal | undefined;
}

/** Creates the gates; they remember nothing. */
export function createGates(facts: GateFacts): Gates {
  return {
    inDocument(document, invoked) {
      const settings = facts.configuration.settings(document);
      if (!settings['completion.enabled']) {
        return 'disabled';
      }
      return neverCompleted(document, facts.gate()) ?? (invoked ? undefined : paused(settings));
    },
    atCursor(document, position) {
      return cursorRefusal(document) ?? lineRefusal(document.lineAt(position.line).text);
    },
    toModel: (invoked) => (invoked || facts.trusted() ? undefined : 'untrusted workspace'),
  };

  function paused(settings: Settings): RefusalReason | undefined {
    if (facts.snoozed()) {
      return 'snoozed';
    }
    if (settings['completion.trigger'] === 'manual') {
      return 'manual only';
    }
    if (facts.otherExtension()) {
      return 'other extension';
    }
    return !settings['completion.onBattery'] && facts.onBattery() ? 'on battery' : undefined;
  }
}

function neverCompleted(document: vscode.TextDocument, gate: Gate): RefusalReason | undefined {
  const file = toGuardedFile(document.uri, document.languageId, true);
  const refused = gate.refusalOf(file, 'completion');
  if (refused !== undefined) {
    return refused;
  }
  const { scheme } = document.uri;
  if (!document.isUntitled && vscode.workspace.fs.isWritableFileSystem(scheme) === false) {
    return 'read-only';
  }
  const end = document.lineAt(document.lineCount - 1).range.end;
  return document.offsetAt(end) > mostCharacters ? 'document too large' : undefined;
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

function lineRefusal(line: string): RefusalReason | undefined {
  return line.length > longestLine ? 'line too long' : undefined;
}
