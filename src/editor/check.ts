import * as vscode from 'vscode';
import type { TextEdit } from '../edit/edits.ts';
import type { Finding } from '../edit/verdict.ts';
import type { Log } from '../log.ts';
import { checkInDocument, othersMs, ownServices, samePlaces } from './checkDocument.ts';
import { findingsIn } from './checkFindings.ts';
import { checkOutside } from './checkOutside.ts';
import { type CheckResult, outdated, unknown } from './checkResult.ts';
import { createTypescriptCheck } from './checkTypescript.ts';
import { over } from './checkUsers.ts';
import type { ReviewStore } from './reviewStore.ts';

/** A change of a document besides the one that is checked. */
export interface OtherChange {
  readonly document: vscode.TextDocument;
  readonly edits: readonly TextEdit[];
}

/** A change that is to be checked. */
export interface Checked {
  readonly document: vscode.TextDocument;
  /** The text that the edits are for. */
  readonly text: string;
  readonly edits: readonly TextEdit[];
  /** What it changes in other documents besides, of their texts as they are now. */
  readonly elsewhere: readonly OtherChange[];
  /** What the change is to repair, as the editor shows it now; [] where nothing is known to be wrong. */
  readonly wanted: readonly Finding[];
  /** Called before the edits are put into the document. */
  readonly beforeTrial: () => Promise<void>;
}

/** Finds out what a change makes of the problems, and leaves the document as it was. */
export interface Check extends vscode.Disposable {
  /** Called when a change for the document is asked for: what takes time begins now. */
  warm(document: vscode.TextDocument, wanted: readonly Finding[]): void;
  /** Undefined when it was stopped. */
  check(checked: Checked, signal: AbortSignal): Promise<CheckResult | undefined>;
}

const lookAgainMs = 100;

/** What checks are made with. */
export interface CheckDeps {
  readonly log: Log;
  /** Keeps the text while a change is tried in its document. */
  readonly store: Pick<ReviewStore, 'draft'>;
}

/** Creates the check; a process is started when a project of TypeScript or JavaScript is to be checked. */
export function createCheck(deps: CheckDeps): Check {
  const { log } = deps;
  const typescript = createTypescriptCheck(log);
  /** Languages with the sources that look at text that is not saved: VS Code's own, and those that were seen to. */
  const live = new Set(ownServices);
  return {
    warm(document, wanted) {
      if (typescript.covers(document, wanted)) {
        typescript.warm(document);
      }
    },
    async check(checked, signal) {
      const { document, text, wanted } = checked;
      if (document.isClosed || document.getText() !== text) {
        return unknown(document.isClosed ? 'closed' : 'typing');
      }
      await untilShown(document, wanted, signal);
      if (document.getText() !== text) {
        return outdated;
      }
      const edits = checked.edits.map((edit) => withLineEnds(document, edit));
      if (typescript.covers(document, wanted)) {
        const found = await checkOutside(typescript, { ...checked, edits }, log, signal);
        if (document.getText() !== text) {
          return outdated;
        }
        if (found !== undefined) {
          return found;
        }
      }
      if (signal.aborted) {
        return undefined;
      }
      return wanted.length === 0
        ? { verdict: { kind: 'not checked', reason: 'no problem' }, complaints: [] }
        : checkInDocument({ ...checked, edits }, live, deps, signal);
    },
    dispose: () => typescript.dispose(),
  };
}

/** After a key the editor may show nothing for a moment, or what was there before. */
async function untilShown(
  document: vscode.TextDocument,
  wanted: readonly Finding[],
  signal: AbortSignal,
): Promise<void> {
  const deadline = performance.now() + othersMs;
  const isShown = () => samePlaces(findingsIn(document), wanted).length >= wanted.length;
  while (!isShown() && !signal.aborted && performance.now() < deadline) {
    await over(signal, lookAgainMs);
  }
}

/** The editor keeps one kind of line end. */
function withLineEnds(document: vscode.TextDocument, edit: TextEdit): TextEdit {
  const end = document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n';
  return { ...edit, text: edit.text.replace(/\r\n|\r|\n/g, end) };
}
