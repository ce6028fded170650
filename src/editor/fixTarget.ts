import * as vscode from 'vscode';
import { findAgain } from '../edit/findAgain.ts';
import { followText } from '../edit/followText.ts';
import type { Finding } from '../edit/verdict.ts';
import { findingsIn } from './checkFindings.ts';
import { toRange } from './convert.ts';
import { isProblem } from './explainEntry.ts';
import { type AskTarget, problemArguments } from './target.ts';

/** A command without arguments means the problem at the cursor, else those of its line. */
export function withProblemAtCursor(target: AskTarget): AskTarget {
  const { cursor, document, kind, ranges } = target;
  if (kind === 'problem' || ranges.some(({ isEmpty }) => !isEmpty)) {
    return { ...target, kind: 'problem' };
  }
  const all = problemRanges(document, []);
  const here = all.filter((range) => range.contains(cursor));
  const onLine = all.filter(
    ({ end, start }) => start.line <= cursor.line && cursor.line <= end.line,
  );
  const found = here.length > 0 ? here : onLine;
  return {
    document,
    kind: 'problem',
    ranges: found.length > 0 ? found : [document.lineAt(cursor).range],
    cursor,
  };
}

/** Where problems are, in a selection when there is one that is not empty. */
export function problemRanges(
  document: vscode.TextDocument,
  selections: readonly vscode.Range[],
): readonly vscode.Range[] {
  const selected = selections.filter(({ isEmpty }) => !isEmpty);
  return vscode.languages
    .getDiagnostics(document.uri)
    .filter(isProblem)
    .map(({ range }) => range)
    .filter(
      (range) =>
        selected.length === 0 || selected.some((one) => one.intersection(range) !== undefined),
    );
}

/** Those nearest to the cursor first: not all may be told a model. */
export function nearest(
  ranges: readonly vscode.Range[],
  cursor: vscode.Position,
): readonly vscode.Range[] {
  return ranges.toSorted(
    (one, other) =>
      Math.abs(one.start.line - cursor.line) - Math.abs(other.start.line - cursor.line),
  );
}

/**
 * Explains the first of the problems that were to be fixed, where it is now.
 * @param before the text in which they were
 */
export async function explainFirst(
  document: vscode.TextDocument,
  [first]: readonly Finding[],
  before: string,
): Promise<void> {
  if (first === undefined) {
    return;
  }
  const [at = first.span] = followText([first.span], before, document.getText());
  const { span } = findAgain(findingsIn(document), first, at.start) ?? { span: at };
  const place = problemArguments(document.uri, toRange(document, span));
  await vscode.commands.executeCommand('ghostline.explain', place);
}
