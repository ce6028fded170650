import * as vscode from 'vscode';
import { sanitizeMarkdown } from '../explain/sanitize.ts';
import {
  actionsOf,
  actionText,
  labelText,
  notesOf,
  originText,
  statusText,
} from './explainMessages.ts';
import { type ExplanationView, isRunning, type Turn, textOf } from './explainView.ts';

/** An explanation at its code. */
export interface ExplanationThread extends vscode.Disposable {
  readonly thread: vscode.CommentThread;
  show(view: ExplanationView): void;
}

/** Id of the comment controller: menus depend on it. */
export const controllerId = 'ghostline.explain';

/**
 * Creates the thread with what is there. It has no state, for the Comments panel opens by itself only for
 * threads that are unresolved (`comments.openView` in the manifest).
 */
export function createExplanationThread(
  controller: vscode.CommentController,
  uri: vscode.Uri,
  range: vscode.Range,
  first: ExplanationView,
): ExplanationThread {
  // The same objects are kept: VS Code then updates what changed and leaves the rest, and the focus, alone.
  const turns: {
    readonly question: vscode.Comment | undefined;
    readonly answer: vscode.Comment;
  }[] = [];
  const footer = comment(vscode.l10n.t('About this explanation'));
  const fill = (view: ExplanationView): vscode.Comment[] => {
    turns.length = Math.min(turns.length, view.turns.length);
    for (const [index, turn] of view.turns.entries()) {
      const known = turns[index] ?? makeTurn(turn);
      turns[index] = known;
      known.answer.body = answerBody(turn);
    }
    footer.body = footerBody(view);
    return [
      ...turns.flatMap(({ answer, question }) =>
        question === undefined ? [answer] : [question, answer],
      ),
      footer,
    ];
  };
  const thread = controller.createCommentThread(uri, range, fill(first));
  const show = (view: ExplanationView) => {
    const state = view.turns.at(-1)?.state;
    if (state === undefined) {
      return;
    }
    const running = isRunning(state);
    thread.comments = fill(view);
    thread.label = labelText(view, state);
    thread.contextValue = running ? 'running' : state.kind;
    thread.canReply = !running && textOf(view.turns[0]?.state ?? state) !== '';
  };
  thread.collapsibleState = vscode.CommentThreadCollapsibleState.Expanded;
  show(first);
  return { thread, show, dispose: () => thread.dispose() };
}

function comment(name: string): vscode.Comment {
  return { body: '', mode: vscode.CommentMode.Preview, author: { name } };
}

function makeTurn({ question }: Turn) {
  const asked = question === undefined ? undefined : comment(vscode.l10n.t('You'));
  if (asked !== undefined && question !== undefined) {
    asked.body = new vscode.MarkdownString().appendText(question);
  }
  return { question: asked, answer: comment('Ghostline') };
}

/** The model's own Markdown is never trusted and has nothing in it that loads, links or runs. */
function answerBody({ state }: Turn): vscode.MarkdownString {
  const text = textOf(state);
  return text === ''
    ? new vscode.MarkdownString(statusText(state))
    : new vscode.MarkdownString(sanitizeMarkdown(text));
}

/** Ours alone: no word of the model stands in a text whose links run commands. */
function footerBody(view: ExplanationView): vscode.MarkdownString {
  const state = view.turns.at(-1)?.state;
  const body = new vscode.MarkdownString();
  body.isTrusted = { enabledCommands: ['ghostline._explanation'] };
  if (state === undefined) {
    return body;
  }
  const places = view.places.map(({ words }, index) => link(words, [`place ${index}`, view.id]));
  const actions = actionsOf(view, state).map((action) =>
    link(actionText(action), [action, view.id]),
  );
  const paragraphs = [
    ...notesOf(view, state).map((note) => `**${escaped(note)}**`),
    isRunning(state) ? '' : places.join(' · '),
    actions.join(' · '),
    escaped(originText(view.model, state)),
  ];
  body.value = paragraphs.filter((paragraph) => paragraph !== '').join('\n\n');
  return body;
}

function link(words: string, arguments_: readonly (string | number)[]): string {
  const query = encodeURIComponent(JSON.stringify(arguments_));
  return `[${escaped(words)}](command:ghostline._explanation?${query})`;
}

/** Names of files and models are text. */
function escaped(text: string): string {
  return text.replace(/[!-/:-@[-`{-~]/g, '\\$&');
}
