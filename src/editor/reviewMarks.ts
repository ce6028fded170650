import * as vscode from 'vscode';
import { ourSpans, type Review } from '../edit/review.ts';
import { toRange } from './convert.ts';
import type { OpenReview } from './reviewState.ts';

/** What marks changed lines in the text and beside the scroll bar. */
export interface ReviewMarks extends vscode.Disposable {
  /**
   * Marks the pending changes in every editor of the document, none without a review: what is in the text, or the
   * lines that a change nobody asked for is about.
   */
  show(document: vscode.TextDocument, one: Pick<OpenReview, 'held' | 'review'> | undefined): void;
}

const mostHoverCharacters = 4_000;

/** Colours are those of VS Code's own diffs and change marks: every theme has them. */
export function createReviewMarks(): ReviewMarks {
  const added = new vscode.ThemeColor('editorGutter.addedBackground');
  const deleted = new vscode.ThemeColor('editorGutter.deletedBackground');
  const lines = vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new vscode.ThemeColor('diffEditor.insertedLineBackground'),
    // Where a theme of high contrast has no background, the bar alone marks the line.
    borderStyle: 'solid',
    borderWidth: '0 0 0 3px',
    borderColor: added,
    overviewRulerColor: new vscode.ThemeColor('editorOverviewRuler.addedForeground'),
    overviewRulerLane: vscode.OverviewRulerLane.Full,
  });
  const words = vscode.window.createTextEditorDecorationType({
    backgroundColor: new vscode.ThemeColor('diffEditor.insertedTextBackground'),
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
  });
  const gone = vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    borderStyle: 'solid',
    borderWidth: '2px 0 0 0',
    borderColor: deleted,
    overviewRulerColor: new vscode.ThemeColor('editorOverviewRuler.deletedForeground'),
    overviewRulerLane: vscode.OverviewRulerLane.Full,
  });
  const meant = vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    borderStyle: 'dotted',
    borderWidth: '0 0 0 3px',
    borderColor: new vscode.ThemeColor('editorGutter.modifiedBackground'),
    overviewRulerColor: new vscode.ThemeColor('editorOverviewRuler.modifiedForeground'),
    overviewRulerLane: vscode.OverviewRulerLane.Left,
  });
  return {
    show(document, one) {
      const marks = marksOf(document, one?.held === undefined ? (one?.review ?? []) : []);
      const places = one?.held === 'unasked' ? meantIn(document, one.review) : [];
      for (const editor of vscode.window.visibleTextEditors) {
        if (editor.document === document) {
          editor.setDecorations(lines, marks.lines);
          editor.setDecorations(words, marks.words);
          editor.setDecorations(gone, marks.gone);
          editor.setDecorations(meant, places);
        }
      }
    },
    dispose: () => vscode.Disposable.from(lines, words, gone, meant).dispose(),
  };
}

function marksOf(document: vscode.TextDocument, review: Review) {
  const lines: vscode.DecorationOptions[] = [];
  const words: vscode.Range[] = [];
  const gone: vscode.DecorationOptions[] = [];
  for (const change of review) {
    if (change.state !== 'pending') {
      continue;
    }
    const options =
      change.removed.trim() === '' ? {} : { hoverMessage: hover(document, change.removed) };
    for (const span of ourSpans(change)) {
      const range = shownRange(document, toRange(document, span));
      const isWithinLine = range.isSingleLine && !range.isEmpty;
      if (span.start === span.end && change.removed.includes('\n')) {
        gone.push({ range, ...options });
      } else {
        lines.push({ range, ...options });
        words.push(...(isWithinLine && !isWholeLine(document, range) ? [range] : []));
      }
    }
  }
  return { lines, words, gone };
}

function meantIn(document: vscode.TextDocument, review: Review): readonly vscode.Range[] {
  return review.flatMap(({ span, state }) =>
    state === 'pending' ? [shownRange(document, toRange(document, span))] : [],
  );
}

/** Without the start of the line behind it. */
function shownRange(document: vscode.TextDocument, range: vscode.Range): vscode.Range {
  const { end, start } = range;
  const startsBehind =
    start.line < end.line && start.character === document.lineAt(start.line).range.end.character;
  const first =
    startsBehind && start.character > 0 ? new vscode.Position(start.line + 1, 0) : start;
  return end.character === 0 && end.line > first.line
    ? new vscode.Range(first, document.lineAt(end.line - 1).range.end)
    : new vscode.Range(first, end);
}

function isWholeLine(document: vscode.TextDocument, range: vscode.Range): boolean {
  return range.contains(document.lineAt(range.start.line).range);
}

/** What was there before, as code: nothing in it can be a link or a command. */
function hover(document: vscode.TextDocument, removed: string): vscode.MarkdownString {
  const text =
    removed.length > mostHoverCharacters
      ? `${removed.slice(0, mostHoverCharacters).toWellFormed()}…`
      : removed;
  const markdown = new vscode.MarkdownString();
  markdown.appendText(vscode.l10n.t('Before:'));
  markdown.appendCodeblock(text, document.languageId);
  return markdown;
}
