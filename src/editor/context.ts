import * as vscode from 'vscode';
import {
  type FileOf,
  fromCells,
  fromDefinitions,
  fromOpenFiles,
  fromProblems,
  fromRecentEdits,
  type Place,
} from '../completion/context/candidates.ts';
import { createContextPlan } from '../completion/context/plan.ts';
import { createRecentEdits, type RecentEdits } from '../completion/context/recentEdits.ts';
import { createSimilarFiles } from '../completion/context/similar.ts';
import { contextBudget, promptWindow } from '../completion/prompt.ts';
import type { Log } from '../log.ts';
import { createTokenScale } from '../model/tokenScale.ts';
import type { GuardedFile } from '../privacy/gate.ts';
import type { FillPrompt, Snippet } from '../privacy/safePrompt.ts';
import type { Settings } from '../settings.ts';
import type { Snapshot } from '../text/document.ts';
import type { Configuration } from './configuration.ts';
import { createDefinitions } from './contextDefinitions.ts';
import { cellsAbove, guardedFileOf, problemsIn, readOpenFiles } from './contextSources.ts';
import { toSnapshot } from './convert.ts';
import type { IgnoreFiles } from './ignoreFiles.ts';

/** What gathering context is built from. */
export interface ContextDeps {
  readonly configuration: Configuration;
  readonly ignoreFiles: IgnoreFiles;
  readonly now: () => number;
  readonly after: (delayMs: number, callback: () => void) => () => void;
  readonly log: Log;
}

/** Gathers what else than the document helps to complete it, while nobody types. */
export interface EditorContext extends vscode.Disposable {
  /** What was gathered for a document, at once; the next requests find what this one asks for. */
  contextFor(document: Snapshot): readonly Snippet[];
  /** Takes the count of tokens that a server returned for a prompt. */
  counted(model: string, prompt: FillPrompt, promptTokens: number): void;
  /** What the user did lately. */
  readonly edits: RecentEdits;
}

/** Gathering begins when the keys rest for so long. */
const quietMs = 200;
/** Nothing is gathered for a window in which no request was made for so long. */
const interestMs = 10 * 60_000;
/** Longer documents are generated: what is done in them is not followed. */
const longestFollowed = 500_000;
const mostRecent = 50;

/** Creates the gatherer; nothing is read before the first request. */
export function createContext(deps: ContextDeps): EditorContext {
  const { after, configuration, ignoreFiles, now } = deps;
  const edits = createRecentEdits();
  const similar = createSimilarFiles();
  const plan = createContextPlan();
  const scale = createTokenScale();
  const definitions = createDefinitions(deps);
  let recent: readonly string[] = [];
  let gatheredFor = '';
  let askedAt = Number.NEGATIVE_INFINITY;
  let stopTimer = () => {};
  let looking = new AbortController();

  const schedule = (delayMs: number) => {
    looking.abort();
    stopTimer();
    if (now() - askedAt < interestMs) {
      stopTimer = after(delayMs, gather);
    }
  };

  const choose = (document: vscode.TextDocument, place: Place, settings: Settings) => {
    const { text } = place.document;
    const file = guardedFileOf(document);
    const files = openFiles();
    const fileOf: FileOf = (uri) => files.get(uri);
    const candidates = [
      ...(settings['context.openFiles']
        ? [...fromOpenFiles(similar, place, fileOf), ...fromCells(cellsAbove(document, file))]
        : []),
      ...(settings['context.definitions'] ? fromDefinitions(definitions.current()) : []),
      ...(settings['context.recentEdits'] ? fromRecentEdits(edits.list(), place, fileOf) : []),
      ...(settings['context.diagnostics']
        ? fromProblems(problemsIn(document), document.positionAt(place.offset).line, file)
        : []),
    ];
    const window = text.slice(place.window.start, place.window.end);
    const tokens = settings['ollama.contextTokens'];
    plan.update(candidates, window, contextBudget(tokens, scale.charactersPerToken()));
    gatheredFor = place.document.uri;
  };

  const gather = () => {
    const editor = vscode.window.activeTextEditor;
    const document = editor?.document;
    if (editor === undefined || document === undefined || !isServed(document)) {
      return;
    }
    const settings = configuration.settings(document);
    const all =
      !settings['context.openFiles'] || readOpenFiles(similar, document, recent, ignoreFiles, now);
    if (!all) {
      stopTimer = after(0, gather);
      return;
    }
    const snapshot = toSnapshot(document);
    const offset = document.offsetAt(editor.selection.active);
    const window = promptWindow(snapshot.text, offset, settings['ollama.contextTokens']);
    const place: Place = { document: snapshot, offset, window };
    choose(document, place, settings);
    if (settings['context.definitions']) {
      looking = new AbortController();
      const { signal } = looking;
      void definitions.look(document, place, signal).then((found) => {
        if (found && !signal.aborted && !document.isClosed) {
          choose(document, place, settings);
        }
      });
    }
  };

  const isServed = (document: vscode.TextDocument): boolean =>
    ignoreFiles.cover(document.uri) &&
    ignoreFiles.gate().refusalOf(guardedFileOf(document), 'completion') === undefined;

  const openFiles = (): ReadonlyMap<string, GuardedFile> =>
    new Map(
      vscode.workspace.textDocuments
        .filter(({ uri }) => ignoreFiles.cover(uri))
        .map((document) => [document.uri.toString(), guardedFileOf(document)]),
    );

  const follow = (document: vscode.TextDocument | undefined) => {
    if (document === undefined || document.uri.scheme === 'output') {
      return;
    }
    const uri = document.uri.toString();
    recent = [...recent.filter((other) => other !== uri), uri].slice(-mostRecent);
    const end = document.lineAt(document.lineCount - 1).range.end;
    if (!edits.follows(uri) && document.offsetAt(end) <= longestFollowed) {
      edits.open(uri, document.getText());
    }
  };

  const listeners = vscode.Disposable.from(
    vscode.workspace.onDidChangeTextDocument((event) => {
      if (event.contentChanges.length === 0) {
        return;
      }
      const isActive = event.document === vscode.window.activeTextEditor?.document;
      if (!noteChange(edits, event) && isActive) {
        follow(event.document);
      }
      if (isActive) {
        schedule(quietMs);
      }
    }),
    vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
      if (textEditor === vscode.window.activeTextEditor) {
        schedule(quietMs);
      }
    }),
    vscode.window.onDidChangeActiveTextEditor((editor) => {
      follow(editor?.document);
      schedule(0);
    }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => {
      edits.forget(uri.toString());
      schedule(0);
    }),
    configuration.onChange((affects) => {
      if (affects('context')) {
        plan.clear();
        definitions.clear();
        schedule(quietMs);
      }
    }),
  );
  const stopFirst = after(0, () => follow(vscode.window.activeTextEditor?.document));

  return {
    edits,
    contextFor({ uri }) {
      const first = now() - askedAt >= interestMs;
      askedAt = now();
      if (first || gatheredFor !== uri) {
        schedule(0);
      }
      return gatheredFor === uri ? plan.current : [];
    },
    counted(model, { context, prefix, suffix }, promptTokens) {
      const characters = context.reduce((sum, { text }) => sum + text.length, 0);
      scale.note(model, prefix.length + suffix.length + characters, promptTokens);
    },
    dispose() {
      looking.abort();
      stopFirst();
      stopTimer();
      listeners.dispose();
    },
  };
}

/** Puts a change into the log; false for a document that is not followed. */
function noteChange(
  edits: RecentEdits,
  { contentChanges, document, reason }: vscode.TextDocumentChangeEvent,
): boolean {
  const uri = document.uri.toString();
  if (edits.follows(uri) && isReloaded(document) && reason === undefined) {
    edits.open(uri, document.getText());
    return true;
  }
  const changes = contentChanges.map(({ rangeLength, rangeOffset, text }) => ({
    offset: rangeOffset,
    length: rangeLength,
    text,
  }));
  return edits.change(uri, changes);
}

/** What is on disk came into the editor: nobody typed it. Cells of a notebook are never marked as changed. */
function isReloaded({ isDirty, isUntitled, uri }: vscode.TextDocument): boolean {
  return !isDirty && !isUntitled && uri.scheme !== 'vscode-notebook-cell';
}
