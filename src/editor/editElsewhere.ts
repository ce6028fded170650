import * as vscode from 'vscode';
import type { OtherEdits } from '../edit/elsewhere.ts';
import { type ReviewedChange, takeBack } from '../edit/review.ts';
import type { Verdict } from '../edit/verdict.ts';
import { elsewhereTexts } from './editMessages.ts';
import { documentAt } from './editOthers.ts';
import type { Reviews } from './review.ts';
import { plainWords } from './reviewMessages.ts';
import { type Elsewhere, type OpenReview, pendingIn } from './reviewState.ts';

interface Item extends vscode.QuickPickItem {
  readonly one: OpenReview;
  /** Its place in the review. */
  readonly index: number;
}

const mostLineCharacters = 60;

/**
 * Offers what a change of one file needs in others, each hunk by itself: quietly in those files, and in a list in
 * which nothing is ticked. What is no longer as it was read is left alone.
 * @param title what the change is called
 * @param file the name of its file
 * @returns undefined when there is nothing to offer
 */
export function offerElsewhere(
  reviews: Pick<Reviews, 'act' | 'present' | 'suggest'>,
  changes: readonly OtherEdits[],
  title: string,
  file: string,
  verdict: Verdict,
): Elsewhere | undefined {
  const isCounted = verdict.kind === 'verified' && verdict.together === true;
  const texts = elsewhereTexts(title, file, isCounted);
  const offered = changes.flatMap(({ edits, uri, version }) => {
    const document = documentAt({ uri, version });
    const suggestion = { version, edits, title: texts.suggestion, why: '' };
    return (document && reviews.suggest({ document, ...suggestion })) ?? [];
  });
  if (offered.length === 0) {
    return undefined;
  }
  const count = () => offered.reduce((sum, one) => sum + pendingIn(one), 0);
  const dismiss = () =>
    Promise.all(offered.map((one) => reviews.act('discard all', one.id))).then(() => {});
  const choose = () => {
    void pick(itemsOf(offered, texts.diff), texts, (id) => void reviews.act('diff', id)).then(
      (items) => presentThese(reviews, items, title),
    );
  };
  return {
    isWhole: offered.length === changes.length,
    count,
    choose,
    ended(how) {
      if (how === 'gone') {
        void dismiss();
      } else if (count() > 0) {
        void vscode.window
          .showInformationMessage(texts.left(count()), texts.show)
          .then((chosen) => chosen === texts.show && count() > 0 && choose());
      }
    },
  };
}

function itemsOf(offered: readonly OpenReview[], diff: string): readonly Item[] {
  const buttons = [{ iconPath: new vscode.ThemeIcon('diff'), tooltip: diff }];
  return offered.flatMap((one) =>
    one.review.flatMap((change, index) => {
      const { line } = one.document.positionAt(change.span.start);
      const path = vscode.workspace.asRelativePath(one.document.uri);
      const label = `${plainWords(path, mostLineCharacters)}:${line + 1}`;
      const detail = previewOf(one.document, change);
      return change.state === 'pending' ? [{ label, detail, one, index, buttons }] : [];
    }),
  );
}

/** The line as it is and as it would be. */
function previewOf(document: vscode.TextDocument, { removed, span }: ReviewedChange): string {
  const first = document.lineAt(document.positionAt(span.start).line).range;
  const last = document.lineAt(document.positionAt(span.end).line).range;
  const text = document.getText();
  const [start, end] = [document.offsetAt(first.start), document.offsetAt(last.end)];
  const now = text.slice(start, end);
  const then = text.slice(start, span.start) + removed + text.slice(span.end, end);
  return `${plainWords(now, mostLineCharacters)} → ${plainWords(then, mostLineCharacters)}`;
}

/** Nothing is ticked, and looking at a diff does not close the list. @returns what was ticked */
function pick(
  items: readonly Item[],
  { placeholder, title }: ReturnType<typeof elsewhereTexts>,
  showDiff: (id: number) => void,
): Promise<readonly Item[]> {
  const list = vscode.window.createQuickPick<Item>();
  list.items = items;
  list.canSelectMany = true;
  list.ignoreFocusOut = true;
  list.title = title;
  list.placeholder = placeholder;
  return new Promise((resolve) => {
    list.onDidTriggerItemButton(({ item }) => showDiff(item.one.id));
    list.onDidAccept(() => {
      resolve(list.selectedItems);
      list.hide();
    });
    list.onDidHide(() => {
      resolve([]);
      list.dispose();
    });
    list.show();
  });
}

/** The ticked changes of each document become a review like any other; what was not ticked there is gone. */
async function presentThese(
  reviews: Pick<Reviews, 'act' | 'present'>,
  items: readonly Item[],
  title: string,
): Promise<void> {
  const documents = [...new Set(items.map(({ one }) => one.document))];
  for (const document of documents) {
    const edits = items
      .filter(({ one }) => one.document === document)
      // What was typed into since the list was opened is decided about, and leads to none.
      .flatMap(({ index, one }) => one.review[index] ?? [])
      .flatMap(takeBack)
      .toSorted((one, other) => one.start - other.start);
    const proposal = { document, version: document.version, edits, title, verdict: undefined };
    await reviews.present({ ...proposal, why: '', again: undefined, alreadyApplied: false });
  }
  const [first] = documents;
  if (first !== undefined) {
    await vscode.window.showTextDocument(first, { preview: false });
  }
}
