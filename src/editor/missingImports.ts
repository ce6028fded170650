import * as vscode from 'vscode';
import { onlyImports, type TextChange } from '../completion/importEdits.ts';
import type { Log } from '../log.ts';
import type { Span } from '../text/document.ts';
import { toRange, toSpan } from './convert.ts';

/** A suggestion that was taken, as it was offered. */
export interface AcceptedText {
  /** Of the document, as a string. */
  readonly uri: string;
  /** UTF-16 offset at which `insertText` now stands. */
  readonly start: number;
  readonly insertText: string;
  /** The end of `insertText`, which was new to the user. */
  readonly ghostText: string;
}

/** True for what we put into the command of a suggestion; anybody may call the command with anything. */
export function isAcceptedText(value: unknown): value is AcceptedText {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  const read = (name: keyof AcceptedText): unknown => Reflect.get(value, name);
  const texts = [read('uri'), read('insertText'), read('ghostText')];
  return texts.every((text) => typeof text === 'string') && Number.isSafeInteger(read('start'));
}

/** Adds the import that an accepted text is missing, where the language server leaves no choice. */
export interface MissingImports extends vscode.Disposable {
  /** The user took a text: watches for a short while what the language server says about it. */
  accepted(text: AcceptedText): void;
}

/** After this the user is elsewhere in thought: nothing may change by itself any more. */
const longestWaitMs = 3_000;
const mostProblems = 8;
/** Fixes of which a server leaves out the edit until it is asked for are asked for it, the first few. */
const mostResolved = 5;

/** Creates the watcher; it asks the language server only after a text was accepted. */
export function createMissingImports(deps: {
  readonly after: (delayMs: number, callback: () => void) => () => void;
  readonly now: () => number;
  readonly log: Log;
}): MissingImports {
  let watch: vscode.Disposable | undefined;
  return {
    accepted(text) {
      watch?.dispose();
      const document = vscode.workspace.textDocuments.find(
        ({ uri }) => uri.toString() === text.uri,
      );
      const end = text.start + text.insertText.length;
      const inserted = { start: text.start, end };
      // Typed over, moved or accepted at several cursors: whatever it was, it is not where it was offered.
      if (document?.getText(toRange(document, inserted)) !== text.insertText) {
        return;
      }
      watch = watchDocument(document, { start: end - text.ghostText.length, end }, deps);
    },
    dispose: () => watch?.dispose(),
  };
}

function watchDocument(
  document: vscode.TextDocument,
  acceptedSpan: Span,
  { after, log, now }: Parameters<typeof createMissingImports>[0],
): vscode.Disposable {
  const acceptedAt = now();
  const uri = document.uri.toString();
  const settled = new Set</* message */ string>();
  let accepted = acceptedSpan;
  let working = false;
  let again = false;
  let ours = false;
  let over = false;

  const stop = () => {
    over = true;
    stopTimer();
    listeners.dispose();
  };
  const look = async () => {
    const problems = problemsIn(document, accepted).filter(({ message }) => !settled.has(message));
    for (const { message, range } of problems.slice(0, mostProblems)) {
      const { version } = document;
      const found = await importFixes(document, range, accepted);
      if (over || document.version !== version) {
        return;
      }
      const [fix, another] = found;
      if (fix === undefined) {
        continue;
      }
      settled.add(message);
      if (another !== undefined) {
        log.info(`import not added: ${found.length} candidates`);
        continue;
      }
      ours = true;
      const added = await addTo(document, fix);
      ours = false;
      if (added) {
        accepted = shifted(accepted, fix);
        log.info(`import added ms=${Math.round(now() - acceptedAt)}`);
      }
      // The problems that are left come anew, with their new places.
      return;
    }
  };
  const lookSoon = async () => {
    again = true;
    if (working) {
      return;
    }
    working = true;
    while (again && !over) {
      again = false;
      await look().catch((error) => log.debug(`import not looked up: ${String(error)}`));
    }
    working = false;
  };
  const listeners = vscode.Disposable.from(
    vscode.languages.onDidChangeDiagnostics(({ uris }) => {
      if (uris.some((one) => one.toString() === uri)) {
        void lookSoon();
      }
    }),
    vscode.workspace.onDidChangeTextDocument(({ contentChanges, document: changed }) => {
      if (changed === document && contentChanges.length > 0 && !ours) {
        log.debug('import not looked for: the document changed');
        stop();
      }
    }),
    vscode.workspace.onDidCloseTextDocument((closed) => closed === document && stop()),
  );
  const stopTimer = after(longestWaitMs, stop);
  return { dispose: stop };
}

function problemsIn(document: vscode.TextDocument, accepted: Span): readonly vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(document.uri).filter(({ range, severity }) => {
    const { end, start } = toSpan(document, range);
    return (
      severity <= vscode.DiagnosticSeverity.Warning && start < accepted.end && end > accepted.start
    );
  });
}

type Fix = readonly TextChange[];

/** The different ways in which the language server would import what is missing at a place. */
async function importFixes(
  document: vscode.TextDocument,
  range: vscode.Range,
  accepted: Span,
): Promise<readonly Fix[]> {
  const ask = async (resolve: number): Promise<readonly vscode.CodeAction[]> =>
    (await vscode.commands.executeCommand<readonly vscode.CodeAction[] | undefined>(
      'vscode.executeCodeActionProvider',
      document.uri,
      range,
      vscode.CodeActionKind.QuickFix.value,
      ...(resolve > 0 ? [resolve] : []),
    )) ?? [];
  const first = await ask(0);
  // TypeScript resolves "add all missing imports" only, which is none of the fixes looked for.
  const actions = first.some(({ edit }) => edit !== undefined) ? first : await ask(mostResolved);
  const fixes = new Map</* content */ string, Fix>();
  for (const { disabled, edit } of actions) {
    const fix = edit === undefined || disabled ? undefined : changesOf(document, edit);
    const fits = fix?.every(({ span }) => span.end <= accepted.start || span.start >= accepted.end);
    if (fix !== undefined && fits && onlyImports(document.getText(), fix)) {
      fixes.set(JSON.stringify(fix), fix);
    }
  }
  return [...fixes.values()];
}

/** Undefined for an edit that does more than changing the text of this document. */
function changesOf(document: vscode.TextDocument, edit: vscode.WorkspaceEdit): Fix | undefined {
  const [entry, another] = edit.entries();
  if (entry === undefined || another !== undefined || edit.size !== 1) {
    return undefined;
  }
  const [uri, edits] = entry;
  return uri.toString() === document.uri.toString()
    ? edits.map(({ newText, range }) => ({ span: toSpan(document, range), text: newText }))
    : undefined;
}

/** Puts the import into the undo step of the accepted text, which VS Code leaves open until the next key. */
async function addTo(document: vscode.TextDocument, fix: Fix): Promise<boolean> {
  const editor = vscode.window.visibleTextEditors.find((one) => one.document === document);
  return (
    (await editor?.edit(
      (builder) => {
        for (const { span, text } of fix) {
          builder.replace(toRange(document, span), text);
        }
      },
      { undoStopBefore: false, undoStopAfter: false },
    )) ?? false
  );
}

function shifted({ end, start }: Span, fix: Fix): Span {
  const by = fix
    .filter(({ span }) => span.end <= start)
    .reduce((sum, { span, text }) => sum + text.length - (span.end - span.start), 0);
  return { start: start + by, end: end + by };
}
