import * as vscode from 'vscode';
import type { Detail } from '../subject/subject.ts';
import { type AskDeps, ask, excerptFor } from './explainAsk.ts';
import { labelText, refusalText } from './explainMessages.ts';
import { anchorOf, makeRoom, openPlace } from './explainPlace.ts';
import { createExplanationDocuments } from './explainSide.ts';
import {
  conversationText,
  createExplanation,
  type Explanation,
  follow,
  isSame,
  placeWords,
  viewOf,
} from './explainState.ts';
import { controllerId, createExplanationThread } from './explainThread.ts';
import { isRunning, textOf } from './explainView.ts';
import { questionOf } from './subject.ts';
import type { AskTarget } from './target.ts';

/** Everything behind the command *Explain*. */
export interface Explain extends vscode.Disposable {
  explain(target: AskTarget): Promise<void>;
  /** Runs an action of an explanation; what is not one of ours is ignored. */
  act(...arguments_: readonly unknown[]): Promise<void>;
}

/** Shorter work needs no progress outside of the thread. */
const progressAfterMs = 400;

/** Creates the command's parts; nothing is asked and nothing is shown before it is used. */
export function createExplain(deps: AskDeps): Explain {
  const controller = vscode.comments.createCommentController(controllerId, 'Ghostline');
  controller.options = {
    prompt: vscode.l10n.t('Ask a follow-up question'),
    placeHolder: vscode.l10n.t('Ask about this explanation'),
  };
  const open = new Map<number, Explanation>();
  let ids = 0;
  let latest = 0;
  const documents = createExplanationDocuments((id) => {
    const explanation = open.get(id);
    return explanation && viewOf(explanation);
  });

  const show = (explanation: Explanation) => {
    if (!open.has(explanation.id)) {
      return;
    }
    const { document, question, thread } = explanation;
    if (thread !== undefined) {
      thread.show(viewOf(explanation));
    } else if (hasThreads(document)) {
      const range = anchorOf(document, question.subject);
      const view = viewOf(explanation);
      explanation.thread = createExplanationThread(controller, document.uri, range, view);
      makeRoom(document, range);
    } else if (!explanation.besides) {
      explanation.besides = true;
      void documents.open(explanation.id, true);
    }
    documents.changed(explanation.id);
  };

  /** Asks the question that the last turn is about. */
  const run = async (explanation: Explanation, followUp: string, fresh: boolean) => {
    explanation.running?.abort();
    const running = new AbortController();
    explanation.running = running;
    latest = explanation.id;
    const [first, ...later] = explanation.turns;
    const earlier = followUp === '' ? [] : later.slice(0, -1);
    const end = ask(
      deps,
      {
        ...explanation,
        answer: followUp === '' || first === undefined ? '' : textOf(first.state),
        exchanges: earlier.map(({ question = '', state }) => ({ question, answer: textOf(state) })),
        followUp,
        fresh,
      },
      {
        show(state) {
          if (explanation.running === running) {
            explanation.turns = [
              ...explanation.turns.slice(0, -1),
              { question: followUp === '' ? undefined : followUp, state },
            ];
            show(explanation);
          }
        },
        model(facts) {
          explanation.model = facts;
        },
        uses(uses) {
          explanation.places = [
            ...explanation.places.slice(0, 1),
            ...uses.map(({ line, name, uri }) => ({
              uri,
              line,
              words: placeWords(name, uri, line),
            })),
          ];
        },
      },
      running.signal,
    );
    progress(explanation, running, end);
    await end;
  };

  const progress = (explanation: Explanation, running: AbortController, end: Promise<unknown>) => {
    let over = false;
    const ended = end.then(
      () => {
        over = true;
      },
      () => {
        over = true;
      },
    );
    const start = () => {
      if (over) {
        return;
      }
      const title = labelText(viewOf(explanation), { kind: 'waiting' });
      void vscode.window.withProgress(
        { location: vscode.ProgressLocation.Notification, title, cancellable: true },
        (_, token) => {
          token.onCancellationRequested(() => running.abort());
          return ended;
        },
      );
    };
    deps.after(progressAfterMs, start);
  };

  const explain = async (target: AskTarget) => {
    const settings = deps.configuration.settings(target.document);
    const question = await questionOf(target, deps.ignoreFiles, settings['context.diagnostics']);
    if (typeof question === 'string') {
      await vscode.window.showInformationMessage(refusalText(question));
      return;
    }
    const model = deps.chat.lastFound()?.id;
    const same = [...open.values()].find((one) => isSame(one, target, question, model));
    if (same !== undefined) {
      await focus(same);
      return;
    }
    ids += 1;
    const excerpt = excerptFor(question, 'normal', settings);
    const explanation = createExplanation(ids, target, question, excerpt);
    open.set(explanation.id, explanation);
    await run(explanation, '', false);
  };

  /** Asks anew about the code as it is now. */
  const again = async (explanation: Explanation, detail: Detail, fresh: boolean) => {
    const { document, kind, question } = explanation;
    if (!document.isClosed) {
      const settings = deps.configuration.settings(document);
      const ranges = explanation.spans.map(
        ({ end, start }) => new vscode.Range(document.positionAt(start), document.positionAt(end)),
      );
      const cursor = ranges[0]?.start ?? new vscode.Position(0, 0);
      const target: AskTarget = { document, kind, ranges, cursor };
      const next = await questionOf(target, deps.ignoreFiles, settings['context.diagnostics']);
      if (typeof next === 'string') {
        await vscode.window.showInformationMessage(refusalText(next));
        return;
      }
      const { spans, text } = next.subject;
      const { symbolPath } = question.subject;
      explanation.question = { ...next, subject: { ...next.subject, symbolPath } };
      explanation.excerpt = excerptFor(next, detail, settings);
      explanation.spans = spans;
      explanation.asked = spans.map(({ end, start }) => text.slice(start, end));
      explanation.stale = false;
    }
    explanation.detail = detail;
    explanation.turns = [{ question: undefined, state: { kind: 'choosing' } }];
    await run(explanation, '', fresh);
  };

  const close = (explanation: Explanation) => {
    open.delete(explanation.id);
    explanation.running?.abort();
    explanation.thread?.dispose();
    void documents.close(explanation.id);
  };

  /** Opens what was collapsed and gives it the focus: the user asked for it a second time. */
  const focus = async ({ document, id, thread }: Explanation) => {
    const end = thread?.thread.range?.end;
    if (thread === undefined || end === undefined) {
      return documents.open(id, false);
    }
    thread.thread.collapsibleState = vscode.CommentThreadCollapsibleState.Expanded;
    // VS Code gives the focus to the thread that stands below the line of the cursor.
    await vscode.window.showTextDocument(document, { selection: new vscode.Range(end, end) });
    await vscode.commands.executeCommand('workbench.action.focusCommentOnCurrentLine');
  };

  const find = (which: unknown): Explanation | undefined => {
    if (typeof which === 'number') {
      return open.get(which);
    }
    const thread = isReply(which) ? which.thread : which;
    return (
      [...open.values()].find((one) => one.thread !== undefined && one.thread.thread === thread) ??
      (which === undefined ? (open.get(latest) ?? [...open.values()].at(-1)) : undefined)
    );
  };

  const act = async (...[action, which]: readonly unknown[]) => {
    const explanation = find(which);
    if (explanation === undefined || typeof action !== 'string') {
      return;
    }
    const [name, index] = action.split(' ');
    const last = explanation.turns.at(-1);
    switch (name) {
      case 'again':
        return last?.question === undefined
          ? again(explanation, explanation.detail, true)
          : run(explanation, last.question, true);
      case 'shorter':
        return again(explanation, explanation.detail === 'deep' ? 'normal' : 'short', false);
      case 'deeper':
        return again(explanation, explanation.detail === 'short' ? 'normal' : 'deep', false);
      case 'stop':
        return explanation.running?.abort();
      case 'close':
        close(explanation);
        // What had the focus is gone with the thread.
        return runCommand('workbench.action.focusActiveEditorGroup');
      case 'copy':
        return vscode.env.clipboard.writeText(conversationText(explanation));
      case 'open':
        return documents.open(explanation.id, false);
      case 'place': {
        const place = explanation.places[Number(index)];
        return place && openPlace(place.uri, place.line);
      }
      case 'key':
        return runCommand('ghostline.setApiKey');
      case 'settings':
        return runCommand('workbench.action.openSettings', '@ext:ghostline.ghostline');
      case 'reply':
        return reply(explanation, which);
    }
  };

  const reply = async (explanation: Explanation, which: unknown) => {
    const question = isReply(which) ? which.text.trim() : '';
    const last = explanation.turns.at(-1);
    if (question === '' || last === undefined || isRunning(last.state)) {
      return;
    }
    explanation.turns = [...explanation.turns, { question, state: { kind: 'choosing' } }];
    await run(explanation, question, false);
  };

  const listeners = vscode.Disposable.from(
    controller,
    documents,
    vscode.workspace.onDidChangeTextDocument((event) => {
      for (const explanation of open.values()) {
        const isHere = explanation.document === event.document && event.contentChanges.length > 0;
        if (isHere && follow(explanation, event)) {
          show(explanation);
        }
      }
    }),
    vscode.workspace.onDidCloseTextDocument((document) => {
      for (const explanation of [...open.values()]) {
        if (explanation.document === document) {
          close(explanation);
        }
      }
    }),
  );
  return {
    explain,
    act,
    dispose() {
      for (const explanation of [...open.values()]) {
        close(explanation);
      }
      listeners.dispose();
    },
  };
}

/** VS Code does not paint threads of cells anew when they change. */
function hasThreads({ uri }: vscode.TextDocument): boolean {
  return uri.scheme !== 'vscode-notebook-cell';
}

async function runCommand(id: string, ...arguments_: readonly unknown[]): Promise<void> {
  await vscode.commands.executeCommand(id, ...arguments_);
}

function isReply(value: unknown): value is vscode.CommentReply {
  return (
    typeof value === 'object' &&
    value !== null &&
    'thread' in value &&
    'text' in value &&
    typeof value.text === 'string'
  );
}
