import * as vscode from 'vscode';
import type { Completer } from '../completion/complete.ts';
import type { CompletionQuery, Trigger } from '../completion/outcome.ts';
import type { Log } from '../log.ts';
import type { ModelSource } from '../model/source.ts';
import type { Snapshot } from '../text/document.ts';
import { toRange, toSignal, toSnapshot, toSpan } from './convert.ts';
import type { Gates } from './gates.ts';
import type { IgnoreFiles } from './ignoreFiles.ts';
import type { LateShow } from './lateShow.ts';
import type { EditorReason } from './messages.ts';
import type { AcceptedText } from './missingImports.ts';
import { type EditorOutcome, outcomeLine } from './outcomeLine.ts';
import { createTypedKeys, type TypedKeys } from './typedKeys.ts';
import type { Place } from './typingPlace.ts';

/** What the provider is built from. */
export interface InlineCompletionsDeps {
  readonly completer: Completer;
  readonly gates: Gates;
  readonly ignoreFiles: IgnoreFiles;
  readonly late: LateShow;
  readonly models: Pick<ModelSource, 'onChange'>;
  readonly log: Log;
  readonly now: () => number;
  readonly after: (delayMs: number, callback: () => void) => () => void;
  /** Told how every question ended, where it was asked and how long it took. */
  readonly onOutcome: (outcome: EditorOutcome, place: Place, elapsedMs: number) => void;
}

/** The first question about a file waits so long for the ignore files, which tell whether it may be read. */
const longestWaitMs = 250;

/** Answers VS Code's questions about inline completions. */
export interface InlineCompletions extends vscode.InlineCompletionItemProvider, vscode.Disposable {
  /** The user took the text shown last. */
  accepted(): void;
}

/** Creates the provider. */
export function createInlineCompletions(deps: InlineCompletionsDeps): InlineCompletions {
  const early = createEarlyKeys(deps.late);
  const snapshotOf = createSnapshots();
  const keys = createTypedKeys((document, position) => tell(deps, snapshotOf, document, position));
  const listeners = vscode.Disposable.from(
    keys,
    { dispose: deps.models.onChange(early.retry) },
    deps.ignoreFiles.onChange(early.retry),
  );
  return {
    ...createProvider(deps, early, createAsk(deps, snapshotOf, keys)),
    accepted() {
      deps.completer.accepted();
      deps.late.answered('nothing');
    },
    dispose: () => listeners.dispose(),
  };
}

/** How a question ended, and what the pipeline was asked if it came to that. */
interface Answer {
  readonly outcome: EditorOutcome;
  readonly query?: CompletionQuery;
}

type Ask = (
  document: vscode.TextDocument,
  position: vscode.Position,
  context: vscode.InlineCompletionContext,
  signal: AbortSignal,
) => Promise<Answer>;

/** The stages at the editor's edge: what may be read, who asks, the gates; then the pipeline. */
function createAsk(deps: InlineCompletionsDeps, snapshotOf: SnapshotOf, keys: TypedKeys): Ask {
  const { completer, gates, ignoreFiles, late } = deps;
  const refuse = (reason: EditorReason): Answer => ({ outcome: { kind: 'none', reason } });
  return async (document, position, context, signal) => {
    if (!ignoreFiles.cover(document.uri)) {
      await firstOf(ignoreFiles.readFor(document.uri), longestWaitMs, deps.after);
      if (!ignoreFiles.cover(document.uri)) {
        return refuse('reading ignore files');
      }
    }
    const own = late.ownTrigger(
      placeAt(document, position),
      context.selectedCompletionInfo !== undefined,
    );
    if (own === 'interrupted' || own === 'widget open') {
      return refuse(own === 'interrupted' ? 'dismissed before' : own);
    }
    const trigger = own ?? triggerOf(context);
    const refused =
      gates.inDocument(document, trigger === 'invoked') ?? gates.atCursor(document, position);
    if (refused !== undefined || signal.aborted) {
      return refuse(refused ?? 'cancelled');
    }
    late.asked();
    keys.asked(document);
    const snapshot = snapshotOf(document);
    if (snapshot.text.includes('\0')) {
      return refuse('binary document');
    }
    const modelRefused = gates.toModel(trigger === 'invoked');
    const query = {
      ...toQuery(snapshot, document, position, context, trigger),
      ...(modelRefused === undefined ? {} : { modelRefused }),
    };
    return { outcome: await completer.complete(query, signal), query };
  };
}

/** A key was typed: where nothing forbids it, its request begins before the editor asks. */
function tell(
  { completer, gates, ignoreFiles }: InlineCompletionsDeps,
  snapshotOf: SnapshotOf,
  document: vscode.TextDocument,
  position: vscode.Position,
): void {
  const refused =
    !ignoreFiles.cover(document.uri) ||
    gates.inDocument(document, false) !== undefined ||
    gates.atCursor(document, position) !== undefined ||
    gates.toModel(false) !== undefined;
  if (refused) {
    return;
  }
  const snapshot = snapshotOf(document);
  if (!snapshot.text.includes('\0')) {
    completer.changed({
      document: snapshot,
      offset: document.offsetAt(position),
      trigger: 'typed',
    });
  }
}

function createProvider(
  deps: InlineCompletionsDeps,
  early: EarlyKeys,
  ask: Ask,
): vscode.InlineCompletionItemProvider {
  let latest = 0;
  return {
    async provideInlineCompletionItems(document, position, context, token) {
      const askedAt = deps.now();
      const mine = ++latest;
      const place = placeAt(document, position);
      const cancellation = toSignal(token);
      try {
        const { outcome, query } = await ask(document, position, context, cancellation.signal);
        const elapsedMs = deps.now() - askedAt;
        report(deps, outcome, outcomeLine(outcome, { elapsedMs, languageId: document.languageId }));
        deps.onOutcome(outcome, place, elapsedMs);
        if (mine === latest) {
          early.note(outcome, place);
          deps.late.answered(endOf(outcome));
          if (query?.trigger === 'late' && outcome.kind === 'none') {
            // VS Code keeps what it shows when a question by hand brings nothing.
            await vscode.commands.executeCommand('editor.action.inlineSuggest.hide');
          }
        }
        const stale = token.isCancellationRequested || document.version !== place.version;
        return outcome.kind === 'none' || query === undefined || stale
          ? undefined
          : toItems(document, outcome);
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

/** The key that came before we were ready: asked again once we are, like a late answer. */
interface EarlyKeys {
  note(outcome: EditorOutcome, place: Place): void;
  retry(): void;
}

const notReady: readonly EditorReason[] = [
  'reading ignore files',
  'choosing a model',
  'model loading',
];

function createEarlyKeys(late: LateShow): EarlyKeys {
  let early: Place | undefined;
  return {
    note(outcome, place) {
      early = outcome.kind === 'none' && notReady.includes(outcome.reason) ? place : undefined;
    },
    retry() {
      if (early !== undefined) {
        late.offer(early, 'typed');
      }
    },
  };
}

/** Resolves with the promise, or after `mostMs` at the latest. */
async function firstOf(
  promise: Promise<void>,
  mostMs: number,
  after: InlineCompletionsDeps['after'],
): Promise<void> {
  let cancel = () => {};
  const late = new Promise<void>((resolve) => {
    cancel = after(mostMs, resolve);
  });
  await Promise.race([promise, late]);
  cancel();
}

function placeAt(document: vscode.TextDocument, position: vscode.Position): Place {
  return {
    uri: document.uri.toString(),
    version: document.version,
    offset: document.offsetAt(position),
  };
}

type SnapshotOf = (document: vscode.TextDocument) => Snapshot;

/** Keeps the last snapshot: a document is asked about again without having changed, e.g. by late show. */
function createSnapshots(): SnapshotOf {
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

function triggerOf({ triggerKind }: vscode.InlineCompletionContext): Trigger {
  return triggerKind === vscode.InlineCompletionTriggerKind.Automatic ? 'typed' : 'invoked';
}

function toQuery(
  snapshot: Snapshot,
  document: vscode.TextDocument,
  position: vscode.Position,
  { selectedCompletionInfo: selected }: vscode.InlineCompletionContext,
  trigger: Trigger,
): CompletionQuery {
  return {
    document: snapshot,
    offset: document.offsetAt(position),
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
  const uri = document.uri.toString();
  return suggestions.map(({ ghostText, insertText, replace }) => {
    const item = new vscode.InlineCompletionItem(insertText, toRange(document, replace));
    const accepted: AcceptedText = { uri, start: replace.start, insertText, ghostText };
    item.command = { command: 'ghostline._accepted', title: '', arguments: [accepted] };
    return item;
  });
}

/** A question that VS Code gave up, or that came too early, may still be answered. */
function endOf(outcome: EditorOutcome): 'shown' | 'waiting' | 'nothing' {
  if (outcome.kind === 'shown') {
    return 'shown';
  }
  const comes: readonly EditorReason[] = ['waiting', 'cancelled', ...notReady];
  return comes.includes(outcome.reason) ? 'waiting' : 'nothing';
}

function report({ log }: InlineCompletionsDeps, outcome: EditorOutcome, line: string) {
  if (outcome.kind === 'none' && outcome.reason === 'cancelled') {
    log.debug(line);
  } else {
    log.info(line);
  }
}
