import * as vscode from 'vscode';
import type { Completer } from '../completion/complete.ts';
import type { CompletionQuery, Trigger } from '../completion/outcome.ts';
import type { Log } from '../log.ts';
import type { Snapshot } from '../text/document.ts';
import type { Configuration } from './configuration.ts';
import { toRange, toSignal, toSnapshot, toSpan } from './convert.ts';
import type { Gates } from './gates.ts';
import type { IgnoreFiles } from './ignoreFiles.ts';
import type { LateShow } from './lateShow.ts';
import { type EditorOutcome, outcomeLine } from './outcomeLine.ts';

/** What the provider is built from. */
export interface InlineCompletionsDeps {
  readonly completer: Completer;
  readonly configuration: Configuration;
  readonly gates: Gates;
  readonly ignoreFiles: IgnoreFiles;
  readonly late: LateShow;
  readonly log: Log;
  readonly now: () => number;
  readonly after: (delayMs: number, callback: () => void) => () => void;
  /** Told how every question ended, for the status item. */
  readonly onOutcome: (outcome: EditorOutcome) => void;
}

/** The first questions after the start wait so long for the ignore files, which tell what may be read. */
const longestWaitMs = 250;

/**
 * Registers Ghostline as a provider of inline completions while they are on anywhere: VS Code holds its
 * suggest widget back for every registered provider.
 */
export function registerInlineCompletions(deps: InlineCompletionsDeps): vscode.Disposable {
  const provider: vscode.InlineCompletionItemProvider = createProvider(deps);
  let registration: vscode.Disposable | undefined;
  const follow = () => {
    if (!deps.configuration.isEnabledAnywhere()) {
      registration?.dispose();
      registration = undefined;
    } else {
      registration ??= vscode.languages.registerInlineCompletionItemProvider(
        { pattern: '**' },
        provider,
      );
    }
  };
  follow();
  return vscode.Disposable.from(
    { dispose: () => registration?.dispose() },
    deps.configuration.onChange((affects) => affects('completion') && follow()),
    vscode.workspace.onDidChangeWorkspaceFolders(follow),
    vscode.commands.registerCommand('ghostline._accepted', () => {
      deps.completer.accepted();
      deps.late.answered('nothing');
    }),
  );
}

function createProvider(deps: InlineCompletionsDeps): vscode.InlineCompletionItemProvider {
  const snapshotOf = createSnapshots();
  /** True once the ignore files are known; waits for them a moment at most. */
  const knowsRules = async (): Promise<boolean> => {
    let cancel = () => {};
    const late = new Promise<void>((resolve) => {
      cancel = deps.after(longestWaitMs, resolve);
    });
    await Promise.race([deps.ignoreFiles.known(), late]);
    cancel();
    return deps.ignoreFiles.isKnown();
  };
  const ask = async (
    document: vscode.TextDocument,
    position: vscode.Position,
    context: vscode.InlineCompletionContext,
    signal: AbortSignal,
  ): Promise<{ readonly outcome: EditorOutcome; readonly query?: CompletionQuery }> => {
    if (!deps.ignoreFiles.isKnown() && !(await knowsRules())) {
      return { outcome: { kind: 'none', reason: 'reading ignore files' } };
    }
    const asked = {
      uri: document.uri.toString(),
      version: document.version,
      offset: document.offsetAt(position),
    };
    const trigger = triggerOf(context, deps.late.isOurs(asked));
    const refused =
      deps.gates.inDocument(document, trigger === 'invoked') ??
      deps.gates.atCursor(document, position);
    if (refused !== undefined || signal.aborted) {
      return { outcome: { kind: 'none', reason: refused ?? 'cancelled' } };
    }
    const snapshot = snapshotOf(document);
    if (snapshot.text.includes('\0')) {
      return { outcome: { kind: 'none', reason: 'binary document' } };
    }
    const query = toQuery(snapshot, document, asked.offset, context, trigger);
    return { outcome: await deps.completer.complete(query, signal), query };
  };
  return {
    async provideInlineCompletionItems(document, position, context, token) {
      const askedAt = deps.now();
      const { version } = document;
      const cancellation = toSignal(token);
      try {
        const { outcome, query } = await ask(document, position, context, cancellation.signal);
        const elapsedMs = deps.now() - askedAt;
        report(deps, outcome, outcomeLine(outcome, { elapsedMs, languageId: document.languageId }));
        const stale = token.isCancellationRequested || document.version !== version;
        if (outcome.kind === 'none' || query === undefined) {
          deps.late.answered(endOf(outcome));
          return undefined;
        }
        deps.late.answered(stale ? 'nothing' : 'shown');
        return stale ? undefined : toItems(document, outcome);
      } catch (error) {
        const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
        deps.log.error(`completion failed: ${text}`);
        return undefined;
      } finally {
        cancellation.dispose();
      }
    },
  };
}

/** Keeps the last snapshot: a document is asked about again without having changed, e.g. by late show. */
function createSnapshots(): (document: vscode.TextDocument) => Snapshot {
  let last: { document: vscode.TextDocument; snapshot: Snapshot } | undefined;
  return (document) => {
    const { snapshot } = last ?? {};
    const same =
      last?.document === document &&
      snapshot?.version === document.version &&
      snapshot.languageId === document.languageId;
    if (same && snapshot !== undefined) {
      return snapshot;
    }
    last = { document, snapshot: toSnapshot(document) };
    return last.snapshot;
  };
}

function triggerOf(context: vscode.InlineCompletionContext, ours: boolean): Trigger {
  if (context.triggerKind === vscode.InlineCompletionTriggerKind.Automatic) {
    return 'typed';
  }
  return ours ? 'late' : 'invoked';
}

function toQuery(
  snapshot: Snapshot,
  document: vscode.TextDocument,
  offset: number,
  { selectedCompletionInfo: selected }: vscode.InlineCompletionContext,
  trigger: Trigger,
): CompletionQuery {
  return {
    document: snapshot,
    offset,
    trigger,
    ...(selected === undefined
      ? {}
      : { selected: { span: toSpan(document, selected.range), text: selected.text } }),
  };
}

function toItems(
  document: vscode.TextDocument,
  { suggestions }: Extract<EditorOutcome, { kind: 'shown' }>,
): vscode.InlineCompletionItem[] {
  return suggestions.map(({ insertText, replace }) => {
    const item = new vscode.InlineCompletionItem(insertText, toRange(document, replace));
    item.command = { command: 'ghostline._accepted', title: '' };
    return item;
  });
}

/** A question that VS Code gave up may still be answered late. */
function endOf(outcome: EditorOutcome): 'waiting' | 'nothing' {
  const comes =
    outcome.kind === 'none' && (outcome.reason === 'waiting' || outcome.reason === 'cancelled');
  return comes ? 'waiting' : 'nothing';
}

function report({ log, onOutcome }: InlineCompletionsDeps, outcome: EditorOutcome, line: string) {
  if (outcome.kind === 'none' && outcome.reason === 'cancelled') {
    log.debug(line);
  } else {
    log.info(line);
  }
  onOutcome(outcome);
}
