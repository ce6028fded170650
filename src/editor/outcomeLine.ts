import type { CompletionOutcome } from '../completion/outcome.ts';
import type { EditorReason } from './messages.ts';

/** How one question of the editor ended; the editor's edge has reasons of its own. */
export type EditorOutcome =
  | CompletionOutcome
  | { readonly kind: 'none'; readonly reason: EditorReason };

/** What is known besides the outcome. */
export interface OutcomeFacts {
  /** From the editor's question to our answer. */
  readonly elapsedMs: number;
  readonly languageId: string;
}

/**
 * One line of the log, for people and for programs: `completion`, how it ended, then `name=value` pairs in
 * this order. A value with spaces stands in quotes, as in JSON. Holds neither code nor keys.
 */
export function outcomeLine(outcome: EditorOutcome, facts: OutcomeFacts): string {
  const ms = Math.round(facts.elapsedMs);
  if (outcome.kind === 'shown') {
    const [first] = outcome.suggestions;
    return line('shown', {
      source: hyphenated(outcome.source),
      ms,
      chars: first.ghostText.length,
      language: facts.languageId,
      model: outcome.model,
    });
  }
  return line('none', {
    reason: hyphenated(outcome.reason),
    ms,
    language: facts.languageId,
    error: 'error' in outcome ? outcome.error?.message : undefined,
  });
}

function hyphenated(kind: string): string {
  return kind.replaceAll(' ', '-');
}

function line(end: string, values: Readonly<Record<string, string | number | undefined>>): string {
  const pairs = Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => {
      const text = String(value);
      return `${name}=${/^[^\s"=]+$/.test(text) ? text : JSON.stringify(text)}`;
    });
  return ['completion', end, ...pairs].join(' ');
}
