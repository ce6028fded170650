import * as vscode from 'vscode';
import type { ChatModelFacts } from '../model/source.ts';
import type { Excerpt } from '../subject/excerpt.ts';
import { invisibleIn, showInvisible } from '../subject/invisible.ts';
import type { Detail } from '../subject/subject.ts';
import { followed } from '../subject/track.ts';
import type { Span } from '../text/document.ts';
import { titleOf } from './explainPlace.ts';
import type { ExplanationThread } from './explainThread.ts';
import { type ExplanationView, isRunning, type Turn, textOf } from './explainView.ts';
import type { Question } from './subject.ts';
import type { AskTarget } from './target.ts';

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
  readonly title: string;
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
): Explanation {
  const { spans, text } = question.subject;
  const line = document.positionAt(spans[0]?.start ?? 0).line;
  const title = titleOf(question.subject);
  return {
    id,
    document,
    kind,
    title,
    question,
    excerpt,
    detail: 'normal',
    turns: [{ question: undefined, state: { kind: 'choosing' } }],
    model: undefined,
    places: [{ uri: document.uri, line, words: placeWords('', document.uri, line) }],
    spans,
    asked: spans.map(({ end, start }) => text.slice(start, end)),
    stale: false,
    running: undefined,
    thread: undefined,
    besides: false,
  };
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
  const { asked, detail, excerpt, id, model, places, stale, title, turns } = explanation;
  return {
    id,
    title,
    turns,
    model,
    detail,
    places,
    stale,
    linesLeftOut: excerpt.linesLeftOut,
    charactersLeftOut: excerpt.charactersLeftOut,
    invisible: invisibleIn(asked.join('\n')),
  };
}

/** A name and the place where it is defined; the place alone without a name. */
export function placeWords(name: string, uri: vscode.Uri, line: number): string {
  const file = `${vscode.workspace.asRelativePath(uri)}:${line + 1}`;
  return name === '' ? file : `${name} (${file})`;
}

/** The conversation as Markdown, with invisible characters by their names. */
export function conversationText({ turns }: Explanation): string {
  const text = turns.map(({ question, state }) =>
    question === undefined ? textOf(state) : `> ${question}\n\n${textOf(state)}`,
  );
  return showInvisible(text.join('\n\n'));
}
