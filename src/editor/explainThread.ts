import * as vscode from 'vscode';
import { createSanitizer } from '../explain/sanitize.ts';
import {
  actionsOf,
  actionText,
  labelText,
  notesOf,
  originText,
  statusText,
} from './explainMessages.ts';
import {
  type ExplanationView,
  isRunning,
  type Turn,
  type TurnState,
  textOf,
} from './explainView.ts';

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
  const comments = createComments(first);
  const thread = controller.createCommentThread(uri, range, comments.all());
  thread.collapsibleState = vscode.CommentThreadCollapsibleState.Expanded;
  const show = (view: ExplanationView) => {
    const state = view.turns.at(-1)?.state;
    if (state === undefined) {
      return;
    }
    const running = isRunning(state);
    // VS Code sends an assignment to the page 100 ms after the last one, also where nothing is another.
    if (comments.fill(view)) {
      thread.comments = comments.all();
    }
    assign(thread, 'label', labelText(view, state));
    const canDocument = actionsOf(view, state).includes('document');
    assign(thread, 'contextValue', running ? 'running' : canDocument ? 'documentable' : state.kind);
    assign(thread, 'canReply', !running && textOf(view.turns[0]?.state ?? state) !== '');
  };
  show(first);
  return { thread, show, dispose: () => thread.dispose() };
}

function assign<Name extends 'canReply' | 'contextValue' | 'label'>(
  thread: vscode.CommentThread,
  name: Name,
  value: vscode.CommentThread[Name],
): void {
  if (thread[name] !== value) {
    thread[name] = value;
  }
}

/** The comments of a conversation: each turn, and below it what is ours. */
interface ThreadComments {
  all(): vscode.Comment[];
  /** @returns true when a comment has another text, came or went */
  fill(view: ExplanationView): boolean;
}

/** The same objects are kept: VS Code then updates what changed and leaves the rest, and the focus, alone. */
function createComments(first: ExplanationView): ThreadComments {
  const turns: ShownTurn[] = [];
  const footer = comment(vscode.l10n.t('About this explanation'));
  const fill = (view: ExplanationView): boolean => {
    let changed = turns.length !== view.turns.length;
    turns.length = Math.min(turns.length, view.turns.length);
    for (const [index, turn] of view.turns.entries()) {
      const known = turns[index] ?? makeTurn(turn);
      turns[index] = known;
      const text = answerText(turn.state, known.sanitize);
      changed = setText(known.answer, new vscode.MarkdownString(text)) || changed;
    }
    return setText(footer, footerBody(view)) || changed;
  };
  fill(first);
  return {
    fill,
    all: () => [
      ...turns.flatMap(({ answer, question }) =>
        question === undefined ? [answer] : [question, answer],
      ),
      footer,
    ],
  };
}

function setText(shown: vscode.Comment, body: vscode.MarkdownString): boolean {
  const changed = typeof shown.body === 'string' || shown.body.value !== body.value;
  if (changed) {
    shown.body = body;
  }
  return changed;
}

/** A turn in the thread. */
interface ShownTurn {
  readonly question: vscode.Comment | undefined;
  readonly answer: vscode.Comment;
  readonly sanitize: (text: string) => string;
}

function comment(name: string): vscode.Comment {
  return { body: '', mode: vscode.CommentMode.Preview, author: { name } };
}

function makeTurn({ question }: Turn): ShownTurn {
  const asked = question === undefined ? undefined : comment(vscode.l10n.t('You'));
  if (asked !== undefined && question !== undefined) {
    asked.body = new vscode.MarkdownString().appendText(question);
  }
  return { question: asked, answer: comment('Ghostline'), sanitize: createSanitizer() };
}

/** The model's own Markdown is never trusted and has nothing in it that loads, links or runs. */
function answerText(state: TurnState, sanitize: (text: string) => string): string {
  const text = textOf(state);
  return text === '' ? statusText(state) : sanitize(text);
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
