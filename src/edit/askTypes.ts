import type { ModelError } from '../model/client.ts';
import type { ResponseCache } from '../model/responseCache.ts';
import type { ChatModelFacts, ChatModelState, ChatSource } from '../model/source.ts';
import type { Gate, GateRefusal, GuardedFile } from '../privacy/gate.ts';
import type { Subject, Use } from '../subject/subject.ts';
import type { TextEdit } from './edits.ts';
import type { OtherEdits, OtherFile } from './elsewhere.ts';
import type { Followers } from './followers.ts';
import type { Attempt, EditRefusal, EditTask } from './task.ts';

/** A task about a piece of code. */
export interface EditQuestion {
  readonly subject: Subject;
  readonly file: GuardedFile;
  readonly task: EditTask;
  /** Oldest first. */
  readonly attempts: readonly Attempt[];
  /** Not from the cache. */
  readonly fresh: boolean;
  /** Name of the language of the reason. */
  readonly language: string;
  /** What the model takes, answer included. */
  readonly contextTokens: number;
  /** Of this installation, for the delimiters. */
  readonly secret: string;
}

/** What asking is done with. */
export interface EditPorts {
  readonly chat: ChatSource;
  readonly cache: ResponseCache;
  readonly gate: () => Gate;
  /** What the language server says about the code; begun while the model is looked for. */
  readonly gather: () => Promise<{
    readonly symbolPath: readonly string[];
    readonly uses: readonly Use[];
    /** Open files that the answer may change, too. */
    readonly others: readonly OtherFile[];
  }>;
  readonly followers: Followers;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  /** Calls back once after `delayMs`; returns its cancellation. */
  readonly after: (delayMs: number, callback: () => void) => () => void;
}

/** Told what there is to see. */
export interface EditListener {
  state(state: 'choosing' | 'loading' | 'waiting' | 'writing', model?: string): void;
  /** All whole edits that have come so far and fit; of a new file one insertion into an empty document. */
  partial(edits: readonly TextEdit[]): void;
}

/** What is known of every answer. */
export interface Answered {
  readonly why: string;
  /** It was in the cache: no model was asked. */
  readonly cached: boolean;
  /** From the question to the end, in milliseconds; 0 for a cached one. */
  readonly tookMs: number;
  readonly model: ChatModelFacts;
}

/** How asking ended. */
export type EditOutcome =
  | ({
      readonly kind: 'edits';
      readonly edits: readonly TextEdit[];
      /** What else it changes, in other open files; absent for nothing. */
      readonly elsewhere?: readonly OtherEdits[];
    } & Answered)
  | ({ readonly kind: 'new file'; readonly text: string } & Answered)
  | ({
      readonly kind: 'no edits';
      readonly reason: EditRefusal;
      /** The model's text, not made safe. */
      readonly reply: string;
      /** The model did not follow the form, and this is the name of one that did. */
      readonly able?: string;
      /** None is known that did, but this larger one is installed. */
      readonly larger?: string;
    } & Answered)
  | {
      readonly kind: 'no model';
      readonly reason: Extract<ChatModelState, { kind: 'none' }>['reason'];
    }
  | { readonly kind: 'failed'; readonly error: ModelError }
  | { readonly kind: 'refused'; readonly reason: GateRefusal }
  | { readonly kind: 'stopped' };
