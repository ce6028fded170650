import { field } from './field.ts';

/** One text of a request that a model reads, with the line breaks that it has. */
export interface PromptText {
  /** Where it stands, e.g. `prompt` or `messages[1] (user)`. */
  readonly name: string;
  readonly text: string;
}

/** A request's body taken apart for people; its bytes are shown besides. */
export interface ReadableRequest {
  readonly texts: readonly PromptText[];
  /** Everything else of it, as JSON on several lines. */
  readonly rest: string;
}

const textFields: readonly string[] = ['prompt', 'suffix'];

/** Takes the body apart that a wire of ours makes. What is no JSON object is one text. */
export function readableRequest(body: string): ReadableRequest {
  const parsed = objectIn(body);
  if (parsed === undefined) {
    return { texts: [{ name: 'body', text: body }], rest: '{}' };
  }
  const texts: PromptText[] = [];
  const rest: [string, unknown][] = [];
  for (const [name, value] of Object.entries(parsed)) {
    if (textFields.includes(name) && typeof value === 'string') {
      texts.push({ name, text: value });
    } else if (name === 'messages' && Array.isArray(value)) {
      texts.push(...value.map((turn: unknown, at) => turnText(turn, at)));
    } else {
      rest.push([name, value]);
    }
  }
  return { texts, rest: JSON.stringify(Object.fromEntries(rest), undefined, 2) };
}

function turnText(turn: unknown, at: number): PromptText {
  const role = field(turn, 'role');
  const content = field(turn, 'content');
  const name = `messages[${at}]${typeof role === 'string' ? ` (${role})` : ''}`;
  return { name, text: typeof content === 'string' ? content : JSON.stringify(content) };
}

function objectIn(body: string): object | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** A fence that no line of the text ends: one backtick more than its longest run, three at least. */
export function fenced(text: string, language = ''): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}
