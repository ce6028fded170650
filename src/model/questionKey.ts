import { promptKey } from './responseCache.ts';

/** A value that an answer depends on. */
type Fact = string | number | boolean;

/** Everything that determines the answer about a piece of code, known without waiting for anything. */
export interface Question {
  readonly task: 'explain' | 'fix';
  /** Id of the model client: endpoint, model and way of asking. */
  readonly client: string;
  readonly languageId: string;
  /** All of the document's text that the task reads, exact to the byte. */
  readonly code: string;
  /** What of it is asked about: UTF-16 offsets into `code`. */
  readonly range: { readonly start: number; readonly end: number };
  /** Options of the request, e.g. its temperature. */
  readonly options: Readonly<Record<string, Fact>>;
  /** Version of the words in which the task is put to the model. */
  readonly templateVersion: number;
  /** Settings that the answer depends on, e.g. its language. */
  readonly settings: Readonly<Record<string, Fact>>;
}

/**
 * Key of an answer to explain or fix. Unlike the prompt, which waits for definitions and has delimiters,
 * it can be computed at once; the order in which options and settings are given does not matter.
 */
export function questionKey(question: Question): string {
  const { client, code, languageId, options, range, settings, task, templateVersion } = question;
  return promptKey([
    `question ${templateVersion}`,
    task,
    client,
    languageId,
    String(range.start),
    String(range.end),
    ...factsOf(options),
    ...factsOf(settings),
    code,
  ]);
}

/** Their number first, so that an option is never taken for a setting. */
function factsOf(facts: Readonly<Record<string, Fact>>): readonly string[] {
  const named = Object.entries(facts)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => JSON.stringify([name, value]));
  return [String(named.length), ...named];
}
