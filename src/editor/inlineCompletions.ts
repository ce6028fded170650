import * as vscode from 'vscode';
import type { Completer } from '../completion/complete.ts';
import type {
  CompletionOutcome,
  CompletionQuery,
  RefusalReason,
  Trigger,
} from '../completion/outcome.ts';
import type { Log } from '../log.ts';
import { toRange, toSignal, toSnapshot, toSpan } from './convert.ts';
import type { LateShow } from './lateShow.ts';

/** What the provider is built from. */
export interface InlineCompletionsDeps {
  readonly completer: Completer;
  readonly late: LateShow;
  readonly log: Log;
  readonly now: () => number;
  readonly refusalAt: (
    document: vscode.TextDocument,
    position: vscode.Position,
    invoked: boolean,
  ) => RefusalReason | undefined;
  /** Told of every question and its outcome, for the status item. */
  readonly onOutcome: (outcome: CompletionOutcome, document: vscode.TextDocument) => void;
  readonly onAsked: () => void;
}

/** Registers Ghostline as a provider of inline completions, and what happens when one is accepted. */
export function registerInlineCompletions(deps: InlineCompletionsDeps): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.languages.registerInlineCompletionItemProvider(
      { pattern: '**' },
      {
        provideInlineCompletionItems: (document, position, context, token) =>
          provide(deps, document, position, context, token),
      },
    ),
    vscode.commands.registerCommand('ghostline._accepted', () => {
      deps.completer.accepted();
      deps.late.suggesting(false);
    }),
  );
}

async function provide(
  deps: InlineCompletionsDeps,
  document: vscode.TextDocument,
  position: vscode.Position,
  context: vscode.InlineCompletionContext,
  token: vscode.CancellationToken,
): Promise<vscode.InlineCompletionItem[] | undefined> {
  const askedAt = deps.now();
  const trigger = triggerOf(context, deps.late);
  const cancellation = toSignal(token);
  try {
    const refused = deps.refusalAt(document, position, trigger === 'invoked');
    deps.onAsked();
    const outcome = await (refused === undefined
      ? deps.completer.complete(toQuery(document, position, context, trigger), cancellation.signal)
      : Promise.resolve<CompletionOutcome>({ kind: 'none', reason: refused }));
    if (
      outcome.kind === 'none' &&
      (outcome.reason === 'waiting' || outcome.reason === 'cancelled')
    ) {
      deps.late.waiting(document, position);
    }
    logOutcome(deps, outcome, document, deps.now() - askedAt);
    deps.onOutcome(outcome, document);
    if (outcome.kind === 'none' || token.isCancellationRequested) {
      deps.late.suggesting(false);
      return undefined;
    }
    deps.late.suggesting(true);
    deps.late.waiting(document, position);
    return outcome.suggestions.map((suggestion) => {
      const item = new vscode.InlineCompletionItem(
        suggestion.insertText,
        toRange(document, suggestion.replace),
      );
      item.command = { command: 'ghostline._accepted', title: '' };
      return item;
    });
  } catch (error) {
    deps.log.error(
      `completion failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
    return undefined;
  } finally {
    cancellation.dispose();
  }
}

function triggerOf(context: vscode.InlineCompletionContext, late: LateShow): Trigger {
  if (context.triggerKind === vscode.InlineCompletionTriggerKind.Automatic) {
    return 'typed';
  }
  return late.asking() ? 'late' : 'invoked';
}

function toQuery(
  document: vscode.TextDocument,
  position: vscode.Position,
  { selectedCompletionInfo }: vscode.InlineCompletionContext,
  trigger: Trigger,
): CompletionQuery {
  return {
    document: toSnapshot(document),
    offset: document.offsetAt(position),
    trigger,
    ...(selectedCompletionInfo === undefined
      ? {}
      : {
          selected: {
            span: toSpan(document, selectedCompletionInfo.range),
            text: selectedCompletionInfo.text,
          },
        }),
  };
}

/** One line that a person and the smoke run can read; never code, never keys. */
function logOutcome(
  { log }: InlineCompletionsDeps,
  outcome: CompletionOutcome,
  document: vscode.TextDocument,
  elapsedMs: number,
): void {
  const ms = Math.round(elapsedMs);
  const language = document.languageId;
  if (outcome.kind === 'shown') {
    const [first] = outcome.suggestions;
    const model = outcome.model === undefined ? '' : ` model=${outcome.model}`;
    log.info(
      `completion shown source=${outcome.source.replaceAll(' ', '-')} ms=${ms} chars=${first.ghostText.length} language=${language}${model}`,
    );
  } else {
    const error = outcome.error === undefined ? '' : ` error=${outcome.error.message}`;
    log.debug(
      `completion none reason=${outcome.reason.replaceAll(' ', '-')} ms=${ms} language=${language}${error}`,
    );
  }
}
