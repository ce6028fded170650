import type { NoneReason, SuggestionSource } from '../completion/outcome.ts';
import type { ModelError } from '../model/client.ts';

/** Why nothing was shown; the editor's edge has reasons of its own. */
export type OutcomeReason = NoneReason | 'reading ignore files' | 'widget open';

/** How one question of the editor ended, without any code. */
export type OutcomeEnd =
  | { readonly kind: 'shown'; readonly source: SuggestionSource; readonly model?: string }
  | { readonly kind: 'none'; readonly reason: OutcomeReason; readonly error?: ModelError };

/** One question, where it was asked, and how it ended. */
export interface NotedOutcome {
  readonly end: OutcomeEnd;
  readonly version: number;
  /** Where the cursor was. */
  readonly offset: number;
  /** From the question to the answer. */
  readonly elapsedMs: number;
  /** On a clock that never goes back. */
  readonly atMs: number;
}

/** The last outcomes of each document. */
export interface OutcomeBook {
  note(uri: string, outcome: NotedOutcome): void;
  /** The newest first. */
  of(uri: string): readonly NotedOutcome[];
  /** The newest of all. */
  last(): NotedOutcome | undefined;
  /** The newest at exactly this place that was not given up. */
  at(uri: string, version: number, offset: number): NotedOutcome | undefined;
}

const mostPerDocument = 20;
const mostDocuments = 30;

/** Creates an empty book; the documents that were not asked about the longest leave it. */
export function createOutcomeBook(): OutcomeBook {
  const documents = new Map<string, readonly NotedOutcome[]>();
  const of = (uri: string) => documents.get(uri) ?? [];
  return {
    note(uri, outcome) {
      const all = [outcome, ...of(uri)].slice(0, mostPerDocument);
      documents.delete(uri);
      documents.set(uri, all);
      const [oldest] = documents.keys();
      if (documents.size > mostDocuments && oldest !== undefined) {
        documents.delete(oldest);
      }
    },
    of,
    last: () => [...documents.values()].at(-1)?.[0],
    at: (uri, version, offset) =>
      of(uri).find(
        (one) =>
          one.version === version &&
          one.offset === offset &&
          !(one.end.kind === 'none' && one.end.reason === 'cancelled'),
      ),
  };
}
