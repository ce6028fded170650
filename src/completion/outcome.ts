import type { ModelError } from '../model/client.ts';
import type { NoModelReason } from '../model/source.ts';
import type { Snapshot, Span } from '../text/document.ts';

/** What made the editor ask. `late`: we asked for it ourselves because an answer came after its deadline. */
export type Trigger = 'typed' | 'invoked' | 'late';

/** One question of the editor: what could follow here? */
export interface CompletionQuery {
  readonly document: Snapshot;
  readonly offset: number;
  readonly trigger: Trigger;
  /** The item that the open suggest widget would insert; a suggestion must continue it. */
  readonly selected?: { readonly span: Span; readonly text: string };
  /** Nothing may be read from or kept of this position: set by the editor's own gates. */
  readonly refused?: RefusalReason;
  /** Set by the editor's own gates, too: nothing is sent from here, and the instant engine alone speaks. */
  readonly modelRefused?: ModelRefusal;
}

/** Why nothing is done at this place, before any work. */
export type RefusalReason =
  | 'disabled'
  | 'manual only'
  | 'snoozed'
  | 'on battery'
  | 'other extension'
  | 'selection'
  | 'several cursors'
  | 'unsupported document'
  | 'read-only'
  | 'secret file'
  | 'excluded file'
  | 'document too large'
  | 'binary document'
  | 'line too long'
  | 'scope off';

/** Why no model is asked although the instant engine may speak. */
export type ModelRefusal = 'untrusted workspace';

/** Where a suggestion came from. */
export type SuggestionSource =
  | 'typed through'
  | 'cache'
  | 'instant'
  | 'joined'
  | 'model'
  /** An answer that came after the editor had stopped waiting. */
  | 'late';

/** Text for the editor to offer. */
export interface Suggestion {
  /** Replaces `replace`; begins with what stands there before the cursor. */
  readonly insertText: string;
  /** On the cursor's line, from its start over the cursor. */
  readonly replace: Span;
  /** What the user sees as new: from the cursor on. */
  readonly ghostText: string;
}

/** Why nothing was shown. */
export type NoneReason =
  | RefusalReason
  | ModelRefusal
  | 'cancelled'
  /** An answer is on its way; late show offers it. */
  | 'waiting'
  | 'nothing useful'
  | 'dismissed before'
  | 'widget disagrees'
  | 'choosing a model'
  | 'model loading'
  | 'model failed'
  | 'too uncertain'
  | NoModelReason;

/** How one completion ended. The log, the status item and the tests read it. */
export type CompletionOutcome =
  | {
      readonly kind: 'shown';
      readonly source: SuggestionSource;
      readonly suggestions: readonly [Suggestion, ...Suggestion[]];
      /** Model that wrote it; absent for the instant engine. */
      readonly model?: string;
    }
  | { readonly kind: 'none'; readonly reason: NoneReason; readonly error?: ModelError };
