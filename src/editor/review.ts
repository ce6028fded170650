import * as vscode from 'vscode';
import { createLastChange } from '../edit/lastChange.ts';
import { decided, isDecided } from '../edit/review.ts';
import { asOffered, type Verdict } from '../edit/verdict.ts';
import { run } from './reviewAct.ts';
import { changeAtCursor, createReviewActions, exchange } from './reviewActions.ts';
import { announce } from './reviewAnnounce.ts';
import { closeDiffs, createOtherSides, otherSideId } from './reviewDocuments.ts';
import { createReviewLenses } from './reviewLenses.ts';
import { createReviewMarks } from './reviewMarks.ts';
import { heldTexts, notMadeText, presentedText, undoRefusalText } from './reviewMessages.ts';
import { reveal } from './reviewReveal.ts';
import { onSave } from './reviewSave.ts';
import {
  follow,
  type Held,
  hunkEdits,
  minimalEdits,
  newReview,
  type OpenReview,
  otherText,
  type Proposal,
  pendingIn,
  type Suggestion,
  waitsFor,
} from './reviewState.ts';
import { isAutoSaved, isReadOnly, write } from './reviewText.ts';

/** Presents changes of documents and carries out what the user decides; one review per document at a time. */
export interface Reviews extends vscode.Disposable {
  /**
   * Shows a change in its document, or in a diff where it may not be there before it is accepted.
   * @returns `stale` when the document is not the one that the edits are for: nothing is shown then
   */
  present(proposal: Proposal): Promise<'shown' | 'stale' | 'read-only'>;
  /**
   * Shows a change that nobody asked for: marks and one row of commands, without a word and without the focus. It is
   * gone once somebody types there. Undefined where another change is under review, or the document is another one.
   */
  suggest(suggestion: Suggestion): OpenReview | undefined;
  /** The change was checked. */
  verdict(document: vscode.TextDocument, verdict: Verdict): void;
  /** The changes that are still to be decided about, in numbers; undefined without a review of what was asked for. */
  pending(document: vscode.TextDocument): number | undefined;
  /** Runs an action on the review with an id, else on that of the active editor. */
  act(...arguments_: readonly unknown[]): Promise<void>;
  /** Takes the last change back when its text is still ours, else says why not. */
  undoLast(): Promise<void>;
  /** Ends the review of a document and gives its text back; true when there was one. */
  discard(document: vscode.TextDocument): Promise<boolean>;
  /** Ends the review of a document as a new one does: what stands in the document stays. */
  supersede(document: vscode.TextDocument): Promise<void>;
  /** Told when something of a review changed. */
  readonly onChange: vscode.Event<OpenReview>;
  /** Takes up a review that a window before this one left. */
  takeUp(open: Omit<OpenReview, 'id'>): void;
}

/** Creates what presents changes; nothing is shown before there is one. */
export function createReviews(verdictWords: (verdict: Verdict) => string): Reviews {
  const open = new Map<vscode.TextDocument, OpenReview>();
  const last = createLastChange<OpenReview>();
  let ids = 0;
  const changed = new vscode.EventEmitter<OpenReview>();
  const find = (id: number) => [...open.values()].find((one) => one.id === id);
  const others = createOtherSides((id) => {
    const one = find(id);
    return one && otherText(one);
  });
  const marks = createReviewMarks();
  const lenses = createReviewLenses((document) => open.get(document), verdictWords);

  const here = (): OpenReview | undefined => {
    const document = vscode.window.activeTextEditor?.document;
    const id = document && otherSideId(document.uri);
    return document && (open.get(document) ?? (id === undefined ? undefined : find(id)));
  };

  const setContext = () => {
    void vscode.commands.executeCommand('setContext', 'ghostline.reviewing', here() !== undefined);
  };

  const show = (one: OpenReview) => {
    const isOpen = open.get(one.document) === one;
    marks.show(one.document, isOpen ? one : undefined);
    lenses.refresh();
    others.changed(others.uri(one.id, one.document));
    setContext();
    changed.fire(one);
  };

  const begin = (one: OpenReview) => {
    open.set(one.document, one);
    show(one);
    announce(presentedText(one.review.length));
  };

  const end = async (one: OpenReview) => {
    if (open.get(one.document) !== one) {
      return;
    }
    open.delete(one.document);
    const kept = one.review.filter(({ state }) => state !== 'discarded');
    if (kept.length > 0 && one.held === undefined) {
      last.keep({ ...one, review: kept.map((change) => ({ ...change, state: 'pending' })) });
    }
    one.elsewhere?.ended(kept.length > 0 ? 'kept' : 'gone');
    show(one);
    await closeDiffs(others.uri(one.id, one.document));
  };

  const after = async (one: OpenReview) => {
    if (isDecided(one.review)) {
      await end(one);
    } else {
      show(one);
    }
  };

  const actions = createReviewActions({
    otherSide: (one) => others.uri(one.id, one.document),
    otherSideChanged: (uri) => others.changed(uri),
    after,
    made: last.keep,
  });

  const act = async (...[action, id, index]: readonly unknown[]) => {
    const one = typeof id === 'number' ? find(id) : here();
    if (one === undefined) {
      return;
    }
    if (one.writing !== undefined) {
      return void vscode.window.showInformationMessage(notMadeText('writing'));
    }
    const which = typeof index === 'number' ? index : (changeAtCursor(one) ?? 'all');
    if (which !== 'all' && one.review[which]?.state !== 'pending') {
      // A row that is still painted belongs to a change that is decided.
      return;
    }
    await run(actions, one, action, which);
  };

  const create = (
    proposal: Suggestion & Partial<Proposal>,
    before: string,
    held: Held | undefined,
  ): OpenReview => {
    ids += 1;
    return newReview(ids, proposal, before, held);
  };

  const supersede = async (document: vscode.TextDocument) => {
    const former = open.get(document);
    if (former !== undefined) {
      const state = former.held === undefined ? 'accepted' : 'discarded';
      former.elsewhere?.ended('gone');
      former.elsewhere = undefined;
      former.review = decided(former.review, 'all', state);
      await end(former);
    }
  };

  const present = async (given: Proposal) => {
    const verdict = asOffered(given.verdict, given.elsewhere?.isWhole === true);
    const proposal = { ...given, verdict };
    const { alreadyApplied, document, edits, version } = proposal;
    const readOnly = !alreadyApplied && (await isReadOnly(document));
    const isStale = () => document.isClosed || document.version !== version;
    const before = alreadyApplied ? proposal.before : document.getText();
    if (isStale() || before === undefined || hunkEdits(before, edits).length === 0) {
      return 'stale';
    }
    await supersede(document);
    const held = readOnly ? 'read-only' : waitsFor(isAutoSaved(document), verdict);
    if (alreadyApplied || held !== undefined) {
      const one = create(proposal, before, alreadyApplied ? undefined : held);
      begin(one);
      await (one.held === undefined ? reveal(one) : actions.showDiff(one));
      return readOnly ? 'read-only' : 'shown';
    }
    const written = isStale()
      ? 'changed'
      : await write(document, minimalEdits(before, edits), 'own');
    if (written === 'changed') {
      return 'stale';
    }
    const one = create(proposal, before, written === 'read-only' ? 'read-only' : undefined);
    begin(one);
    await (one.held === undefined ? reveal(one) : actions.showDiff(one));
    return written === 'read-only' ? 'read-only' : 'shown';
  };

  const suggest = (suggestion: Suggestion) => {
    const { document, edits, version } = suggestion;
    const before = document.getText();
    const former = open.get(document);
    const isFree = former === undefined || former.held === 'unasked';
    if (!isFree || document.version !== version || hunkEdits(before, edits).length === 0) {
      return undefined;
    }
    const one = create(suggestion, before, 'unasked');
    open.set(document, one);
    show(one);
    return one;
  };

  const tellHeld = (one: OpenReview) => {
    const { diff, message } = heldTexts();
    void vscode.window.showInformationMessage(message, diff).then((chosen) => {
      if (chosen === diff && open.get(one.document) === one) {
        void actions.showDiff(one);
      }
    });
  };

  const undoLast = async () => {
    const pending = here();
    if (pending !== undefined && pending.held !== 'unasked') {
      return actions.discard(pending, 'all');
    }
    const refused = await last.undo({
      textOf: ({ document }) => (document.isClosed ? undefined : document.getText()),
      exchange: (one) => exchange(one, 'all', 'discarded'),
    });
    if (refused !== undefined) {
      await vscode.window.showInformationMessage(undoRefusalText(refused));
    }
  };

  const listeners = vscode.Disposable.from(
    vscode.workspace.onDidChangeTextDocument((event) => {
      if (event.contentChanges.length === 0) {
        return;
      }
      const made = last.get();
      if (made?.document === event.document) {
        follow(made, event);
        last.settle();
      }
      const one = open.get(event.document);
      if (one !== undefined) {
        follow(one, event);
        // What is under way ends the review itself.
        void (one.writing === undefined ? after(one) : show(one));
      }
    }),
    vscode.workspace.onDidCloseTextDocument((document) => {
      const one = open.get(document);
      if (one !== undefined) {
        open.delete(document);
        one.elsewhere?.ended('gone');
        show(one);
      }
    }),
    vscode.window.onDidChangeVisibleTextEditors(() => {
      for (const one of open.values()) {
        marks.show(one.document, one);
      }
    }),
    vscode.window.onDidChangeActiveTextEditor(setContext),
    onSave((document) => open.get(document), tellHeld),
  );

  return {
    present,
    supersede,
    verdict(document, verdict) {
      const one = open.get(document);
      if (one !== undefined) {
        one.verdict = verdict;
        show(one);
      }
    },
    suggest,
    pending(document) {
      const one = open.get(document);
      return one === undefined || one.held === 'unasked' ? undefined : pendingIn(one);
    },
    act,
    undoLast,
    async discard(document) {
      const one = open.get(document);
      if (one !== undefined) {
        await actions.discard(one, 'all');
      }
      return one !== undefined;
    },
    onChange: changed.event,
    takeUp(one) {
      ids += 1;
      begin({ ...one, id: ids });
    },
    dispose: () => vscode.Disposable.from(listeners, marks, lenses, others, changed).dispose(),
  };
}
