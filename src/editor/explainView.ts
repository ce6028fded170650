import type { AnswerState } from '../explain/answer.ts';
import type { ChatModelFacts, NoChatReason } from '../model/source.ts';
import type { Detail } from '../subject/subject.ts';
import type { SubjectRefusal } from './subject.ts';

/** Where one answer of a conversation stands, from the look for a model on. */
export type TurnState =
  | AnswerState
  | { readonly kind: 'choosing' }
  | { readonly kind: 'loading'; readonly model: string }
  | { readonly kind: 'no model'; readonly reason: NoChatReason }
  | { readonly kind: 'refused'; readonly reason: SubjectRefusal };

/** A question and what is there of its answer. */
export interface Turn {
  /** Undefined for the explanation itself. */
  readonly question: string | undefined;
  readonly state: TurnState;
}

/** A place in the project that a link of ours opens. */
export interface PlaceLink {
  /** A name from the code and the file with its line, not escaped. */
  readonly words: string;
}

/** What is to be seen of an explanation. */
export interface ExplanationView {
  readonly id: number;
  /** A symbol or a file with its lines. */
  readonly title: string;
  readonly turns: readonly Turn[];
  readonly model: ChatModelFacts | undefined;
  readonly detail: Detail;
  /** A doc comment can be written for the code. */
  readonly canDocument: boolean;
  readonly places: readonly PlaceLink[];
  /** The code was edited since. */
  readonly stale: boolean;
  readonly linesLeftOut: number;
  readonly charactersLeftOut: number;
  /** Names of invisible characters in the code. */
  readonly invisible: readonly string[];
}

/** True until the answer has ended, in whatever way. */
export function isRunning({ kind }: TurnState): boolean {
  return ['choosing', 'loading', 'queued', 'waiting', 'thinking', 'writing'].includes(kind);
}

/** What there is of an answer, as the model wrote it. */
export function textOf(state: TurnState): string {
  return 'text' in state ? state.text : '';
}
