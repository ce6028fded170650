import * as vscode from 'vscode';
import {
  type Conversation,
  conversationBefore,
  conversationMarkdown,
  type Said,
} from '../explain/conversation.ts';
import type { ChatModelFacts } from '../model/source.ts';
import type { Excerpt } from '../subject/excerpt.ts';
import { invisibleIn, showInvisible } from '../subject/invisible.ts';
import type { Detail } from '../subject/subject.ts';
import { followed } from '../subject/track.ts';
import type { Span } from '../text/document.ts';
import { titleOf } from './explainPlace.ts';
import type { ExplanationThread } from './explainThread.ts';
import {
  type ExplanationView,
  isRunning,
  type Turn,
  type TurnState,
  textOf,
} from './explainView.ts';
import type { Question } from './subject.ts';
import type { AskTarget } from './target.ts';
import type { FoundUse } from './uses.ts';

/** A place in the project that an explanation links to. */
export interface Place {
  readonly words: string;
  readonly uri: vscode.Uri;
  readonly line: number;
}

/** One explanation while its thread is open. */
export interface Explanation {
  readonly id: number;
  readonly document: vscode.TextDocument;
  readonly kind: AskTarget['kind'];
  /** Its document takes edits, as far as it says. */
  readonly isWritable: boolean;
  title: string;
  question: Question;
  excerpt: Excerpt;
  detail: Detail;
  turns: Turn[];
  model: ChatModelFacts | undefined;
  places: readonly Place[];
  /** Where the code is now, and what it was. */
  spans: readonly Span[];
  asked: readonly string[];
  stale: boolean;
  running: AbortController | undefined;
  /** When it was asked something last, on the clock of the window. */
  askedAt: number;
  thread: ExplanationThread | undefined;
  /** The preview was opened beside, where there are no threads. */
  besides: boolean;
}

/** An explanation of which nothing is known yet. */
export function createExplanation(
  id: number,
  { document, kind }: AskTarget,
  question: Question,
  excerpt: Excerpt,
  isWritable: boolean,
): Explanation {
  const { spans } = question.subject;
  const line = document.positionAt(spans[0]?.start ?? 0).line;
  const title = titleOf(question.subject);
  return {
    id,
    document,
    kind,
    isWritable,
    title,
    question,
    excerpt,
    detail: 'normal',
    turns: [{ question: undefined, state: { kind: 'choosing' } }],
    model: undefined,
    places: [{ uri: document.uri, line, words: placeWords('', document.uri, line) }],
    spans,
    asked: textsOf(question),
    stale: false,
    running: undefined,
    askedAt: 0,
    thread: undefined,
    besides: false,
  };
}

function textsOf({ subject }: Question): readonly string[] {
  return subject.spans.map(({ end, start }) => subject.text.slice(start, end));
}

/** A question of the user behind what is there. */
export function addQuestion(explanation: Explanation, question: string): void {
  explanation.turns = [...explanation.turns, { question, state: { kind: 'choosing' } }];
}

/** What it was asking ends, and the question of its last turn is asked. */
export function beginAsking(
  explanation: Explanation,
  running: AbortController,
  nowMs: number,
): void {
  explanation.running?.abort();
  explanation.running = running;
  explanation.askedAt = nowMs;
}

/** Where the answer to the last question stands. */
export function setState(explanation: Explanation, state: TurnState): void {
  const question = explanation.turns.at(-1)?.question;
  explanation.turns = [...explanation.turns.slice(0, -1), { question, state }];
}

/** Links to what the code uses, behind the one to the code itself: its own name is no second one. */
export function setPlaces(explanation: Explanation, uses: readonly FoundUse[]): void {
  const itself = explanation.places.slice(0, 1);
  const found = uses
    .map(({ line, name, uri }) => ({ uri, line, words: placeWords(name, uri, line) }))
    .filter(
      ({ line, uri }) =>
        !itself.some((one) => one.line === line && one.uri.toString() === uri.toString()),
    );
  explanation.places = [...itself, ...found];
}

/** What was said, turn by turn. */
function saidIn({ turns }: Explanation): readonly Said[] {
  return turns.map(({ question, state }) => ({ question, text: textOf(state) }));
}

/** What the question of the last turn rests on. */
export function asksAfter(explanation: Explanation): Conversation {
  return conversationBefore(saidIn(explanation));
}

/** Calls it by its symbol. */
export function rename(explanation: Explanation, symbolPath: readonly string[]): void {
  const { subject } = explanation.question;
  explanation.question = { ...explanation.question, subject: { ...subject, symbolPath } };
  explanation.title = titleOf(explanation.question.subject);
}

/** Its code as it is now, to be asked about again. */
export function targetNow({ document, kind, spans }: Explanation): AskTarget {
  const ranges = spans.map(
    ({ end, start }) => new vscode.Range(document.positionAt(start), document.positionAt(end)),
  );
  return { document, kind, ranges, cursor: ranges[0]?.start ?? new vscode.Position(0, 0) };
}

/** Forgets the conversation for the explanation of what its code is now. */
export function askAnew(
  explanation: Explanation,
  question: Question,
  excerpt: Excerpt,
  detail: Detail,
): void {
  const { symbolPath } = explanation.question.subject;
  explanation.question = { ...question, subject: { ...question.subject, symbolPath } };
  explanation.excerpt = excerpt;
  explanation.detail = detail;
  explanation.turns = [{ question: undefined, state: { kind: 'choosing' } }];
  if (!explanation.document.isClosed) {
    explanation.spans = question.subject.spans;
    explanation.asked = textsOf(question);
    explanation.stale = false;
  }
}

/**
 * Moves with the edits of its document, which come from its end to its start.
 * @returns true when it became, or is no longer, one of an earlier version
 */
export function follow(
  explanation: Explanation,
  { contentChanges, document }: vscode.TextDocumentChangeEvent,
): boolean {
  for (const { rangeLength, rangeOffset, text } of contentChanges) {
    const replacement = { offset: rangeOffset, length: rangeLength, text };
    explanation.spans = explanation.spans.map((span) => followed(span, replacement).span);
  }
  const text = document.getText();
  const stale = explanation.spans.some(
    ({ end, start }, index) => text.slice(start, end) !== explanation.asked[index],
  );
  const changed = stale !== explanation.stale;
  explanation.stale = stale;
  return changed;
}

/**
 * True when a question is the one that is answered, or being answered, already.
 * @param model id of the client that would answer now, as far as it is known
 */
export function isSame(
  explanation: Explanation,
  target: AskTarget,
  { subject }: Question,
  model: string | undefined,
): boolean {
  const last = explanation.turns.at(-1)?.state;
  const isOfUse =
    last !== undefined &&
    (isRunning(last) || (last.kind === 'done' && explanation.model?.id === model));
  return (
    isOfUse &&
    !explanation.stale &&
    explanation.document === target.document &&
    explanation.question.subject.kind === subject.kind &&
    JSON.stringify(explanation.spans) === JSON.stringify(subject.spans)
  );
}

/** What is to be seen of it. */
export function viewOf(explanation: Explanation): ExplanationView {
  const { asked, detail, excerpt, id, model, places, question, stale, title, turns } = explanation;
  return {
    id,
    title,
    turns,
    model,
    detail,
    // One comment is for one piece of code.
    canDocument: explanation.isWritable && question.subject.kind === 'code' && asked.length === 1,
    places,
    stale,
    linesLeftOut: excerpt.linesLeftOut,
    charactersLeftOut: excerpt.charactersLeftOut,
    invisible: invisibleIn(asked.join('\n')),
  };
}

/** A name and the place where it is defined; the place alone without a name. */
function placeWords(name: string, uri: vscode.Uri, line: number): string {
  const file = `${vscode.workspace.asRelativePath(uri)}:${line + 1}`;
  return name === '' ? file : `${name} (${file})`;
}

/** The conversation as Markdown, with invisible characters by their names. */
export function conversationText(explanation: Explanation): string {
  return showInvisible(conversationMarkdown(saidIn(explanation)));
}
