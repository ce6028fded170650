import * as vscode from 'vscode';
import { anchorOf, makeRoom } from './explainPlace.ts';
import { createExplanationDocuments, type ExplanationDocuments } from './explainSide.ts';
import { type Explanation, follow, viewOf } from './explainState.ts';
import { controllerId, createExplanationThread } from './explainThread.ts';

/** The explanations of this window and where they are seen. */
export interface OpenExplanations extends vscode.Disposable {
  all(): readonly Explanation[];
  add(explanation: Explanation): void;
  /** Paints it as it is now; one that was closed stays so. */
  show(explanation: Explanation): void;
  /** Ends it, its questions and what shows it. */
  close(explanation: Explanation): void;
  /** Opens what was collapsed and gives it the focus: the user asked for it a second time. */
  focus(explanation: Explanation): Promise<void>;
  /** Opens it beside the code. */
  openBeside(explanation: Explanation): Promise<void>;
  /**
   * The one that an argument of a command means: its number, its thread, what was written in its reply box; the one
   * asked last for undefined.
   */
  find(which: unknown): Explanation | undefined;
}

/** Creates the place where explanations are kept; they follow the edits of their documents and end with them. */
export function createOpenExplanations(): OpenExplanations {
  const controller = createController();
  const open = new Map<number, Explanation>();
  const documents = createExplanationDocuments((id) => {
    const explanation = open.get(id);
    return explanation && viewOf(explanation);
  });
  const show = (explanation: Explanation) => {
    if (open.has(explanation.id)) {
      paint(explanation, controller, documents);
    }
  };
  const close = (explanation: Explanation) => {
    if (open.delete(explanation.id) && open.size === 0) {
      setExplaining(false);
    }
    explanation.running?.abort();
    explanation.thread?.dispose();
    void documents.close(explanation.id);
  };
  const listeners = watchDocuments(() => [...open.values()], { show, close });
  return {
    all: () => [...open.values()],
    add(explanation) {
      open.set(explanation.id, explanation);
      if (open.size === 1) {
        setExplaining(true);
      }
    },
    show,
    close,
    focus: (explanation) => focusOn(explanation, documents),
    openBeside: ({ id }) => documents.open(id, false),
    find: (which) =>
      typeof which === 'number' ? open.get(which) : findByThread([...open.values()], which),
    dispose() {
      for (const explanation of [...open.values()]) {
        close(explanation);
      }
      vscode.Disposable.from(controller, documents, listeners).dispose();
    },
  };
}

/** True for what VS Code passes with the text of a reply box. */
export function isReply(value: unknown): value is vscode.CommentReply {
  return (
    typeof value === 'object' &&
    value !== null &&
    'thread' in value &&
    'text' in value &&
    typeof value.text === 'string'
  );
}

/** What can be done with an explanation is in the palette while there is one. */
function setExplaining(value: boolean): void {
  void vscode.commands.executeCommand('setContext', 'ghostline.explaining', value);
}

function createController(): vscode.CommentController {
  const controller = vscode.comments.createCommentController(controllerId, 'Ghostline');
  controller.options = {
    prompt: vscode.l10n.t('Ask a follow-up question'),
    placeHolder: vscode.l10n.t('Ask about this explanation'),
  };
  return controller;
}

function paint(
  explanation: Explanation,
  controller: vscode.CommentController,
  documents: ExplanationDocuments,
): void {
  const { document, question, thread } = explanation;
  const view = viewOf(explanation);
  if (thread !== undefined) {
    thread.show(view);
  } else if (hasThreads(document)) {
    const range = anchorOf(document, question.subject);
    explanation.thread = createExplanationThread(controller, document.uri, range, view);
    makeRoom(document, range);
  } else if (!explanation.besides) {
    explanation.besides = true;
    void documents.open(explanation.id, true);
  }
  documents.changed(explanation.id);
}

/** VS Code does not paint threads of cells anew when they change. */
function hasThreads({ uri }: vscode.TextDocument): boolean {
  return uri.scheme !== 'vscode-notebook-cell';
}

async function focusOn(
  { document, id, thread }: Explanation,
  documents: ExplanationDocuments,
): Promise<void> {
  const end = thread?.thread.range?.end;
  if (thread === undefined || end === undefined) {
    return documents.open(id, false);
  }
  thread.thread.collapsibleState = vscode.CommentThreadCollapsibleState.Expanded;
  // VS Code gives the focus to the thread that stands below the line of the cursor.
  await vscode.window.showTextDocument(document, { selection: new vscode.Range(end, end) });
  await vscode.commands.executeCommand('workbench.action.focusCommentOnCurrentLine');
}

/** The newest where nothing says which. */
function findByThread(open: readonly Explanation[], which: unknown): Explanation | undefined {
  if (which === undefined) {
    return open.toSorted((one, other) => one.askedAt - other.askedAt).at(-1);
  }
  const thread = isReply(which) ? which.thread : which;
  return open.find((one) => one.thread !== undefined && one.thread.thread === thread);
}

function watchDocuments(
  open: () => readonly Explanation[],
  { close, show }: Pick<OpenExplanations, 'close' | 'show'>,
): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.workspace.onDidChangeTextDocument((event) => {
      for (const explanation of open()) {
        const isHere = explanation.document === event.document && event.contentChanges.length > 0;
        if (isHere && follow(explanation, event)) {
          show(explanation);
        }
      }
    }),
    vscode.workspace.onDidCloseTextDocument((document) => {
      for (const explanation of open()) {
        if (explanation.document === document) {
          close(explanation);
        }
      }
    }),
  );
}
