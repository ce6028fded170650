import * as vscode from 'vscode';
import type { ReviewedChange } from '../edit/review.ts';
import type { Verdict } from '../edit/verdict.ts';
import { lensTexts, suggestedText, titleText } from './reviewMessages.ts';
import { type OpenReview, pendingIn } from './reviewState.ts';

/** The rows of commands above changes. */
export interface ReviewLenses extends vscode.Disposable {
  refresh(): void;
}

/** Shows rows for what `reviewOf` knows. */
export function createReviewLenses(
  reviewOf: (document: vscode.TextDocument) => OpenReview | undefined,
  verdictWords: (verdict: Verdict) => string,
): ReviewLenses {
  const changed = new vscode.EventEmitter<void>();
  const provider = vscode.languages.registerCodeLensProvider('*', {
    onDidChangeCodeLenses: changed.event,
    provideCodeLenses(document) {
      const one = reviewOf(document);
      return one === undefined ? [] : lensesOf(one, verdictWords);
    },
  });
  return {
    refresh: () => changed.fire(),
    dispose: () => vscode.Disposable.from(provider, changed).dispose(),
  };
}

interface Lens {
  readonly words: string;
  /** Without one it is a label. */
  readonly action?: string;
  readonly which?: number;
}

function lensesOf(one: OpenReview, verdictWords: (verdict: Verdict) => string): vscode.CodeLens[] {
  const texts = lensTexts();
  const pending = one.review.flatMap((change, index) =>
    change.state === 'pending' ? [{ change, index }] : [],
  );
  return pending.flatMap(({ change, index }, place) => {
    const { line } = one.document.positionAt(change.span.start);
    const range = new vscode.Range(line, 0, line, 0);
    const removed = one.held === undefined ? texts.removed(linesBefore(one, change)) : '';
    if (one.held === 'unasked') {
      return place === 0 ? lensesFrom(one, range, suggestedRow(one, index)) : [];
    }
    const row = [
      ...(place === 0 ? wholeRow(one, pending.length > 1, verdictWords) : []),
      ...(pending.length > 1 ? ownRow(one, index, texts.place(place + 1, pending.length)) : []),
      ...(removed === '' ? [] : [{ words: removed, action: 'diff' }]),
    ];
    return lensesFrom(one, range, row);
  });
}

function lensesFrom(
  { id }: OpenReview,
  range: vscode.Range,
  row: readonly Lens[],
): vscode.CodeLens[] {
  return row.map(({ action, which, words }) => {
    const ids = which === undefined ? [id] : [id, which];
    const run = { command: 'ghostline._review', arguments: [action, ...ids] };
    return new vscode.CodeLens(range, {
      title: words,
      ...(action === undefined ? { command: '' } : run),
    });
  });
}

/** The only row of what nobody asked for: its next change, each by itself. */
function suggestedRow(one: OpenReview, which: number): readonly Lens[] {
  const texts = lensTexts();
  const count = pendingIn(one);
  return [
    { words: suggestedText(one.title) },
    ...(count > 1 ? [{ words: texts.place(1, count) }] : []),
    { words: texts.accept, action: 'accept', which },
    { words: texts.dismiss, action: 'discard all' },
    { words: texts.diff, action: 'diff' },
  ];
}

/** What is there for all changes together, above the first. */
function wholeRow(
  one: OpenReview,
  isSeveral: boolean,
  verdictWords: (verdict: Verdict) => string,
): readonly Lens[] {
  const texts = lensTexts();
  const accept = { words: isSeveral ? texts.acceptAll : texts.accept, action: 'accept all' };
  return [
    { words: titleText(one, verdictWords) },
    ...(one.held === 'read-only' ? [] : [accept]),
    { words: isSeveral ? texts.discardAll : texts.discard, action: 'discard all' },
    { words: texts.diff, action: 'diff' },
    ...elsewhereOf(one),
    ...(one.again === undefined ? [] : [{ words: texts.again, action: 'again' }]),
    ...(one.why === '' ? [] : [{ words: texts.why, action: 'why' }]),
  ];
}

function elsewhereOf({ elsewhere }: OpenReview): readonly Lens[] {
  const count = elsewhere?.count() ?? 0;
  return count === 0 ? [] : [{ words: lensTexts().elsewhere(count), action: 'elsewhere' }];
}

/** What is there for one of several changes. */
function ownRow({ held }: OpenReview, which: number, place: string): readonly Lens[] {
  const { accept, discard } = lensTexts();
  return [
    { words: place },
    ...(held === 'read-only' ? [] : [{ words: accept, action: 'accept', which }]),
    { words: discard, action: 'discard', which },
  ];
}

/** What a change took away, with the rest of its first line where it is within one. */
function linesBefore({ document }: OpenReview, { removed, span }: ReviewedChange): string {
  if (removed === '' || removed.includes('\n')) {
    return removed;
  }
  const text = document.getText();
  const { line } = document.positionAt(span.start);
  const start = document.offsetAt(new vscode.Position(line, 0));
  const end = document.offsetAt(document.lineAt(document.positionAt(span.end).line).range.end);
  return text.slice(start, span.start) + removed + text.slice(span.end, end);
}
