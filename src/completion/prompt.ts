import type { FillPrompt, Snippet } from '../privacy/safePrompt.ts';
import type { Snapshot, Span } from '../text/document.ts';

/**
 * Most characters before the cursor. A local model reads about 1,000 tokens a second on a
 * laptop, so 2,000 tokens of prompt are the most that as-you-type can wait for.
 */
const prefixCharacters = 6_000;
/**
 * Most characters behind the cursor, by how many stand before it. Most models see the suffix behind the
 * prefix, so a server reads it anew at every request: it is at most a quarter of what is sent
 * (`bench/context.mts`). Steps, because servers that see it first keep what follows it.
 */
const suffixSteps = [
  { before: 4_500, characters: 1_500 },
  { before: 3_000, characters: 1_000 },
  { before: 0, characters: 700 },
] as const;
const suffixCharacters = suffixSteps[0].characters;
const contextCharacters = 4_000;

/**
 * The window's start moves in steps, not with every key: the server keeps what it computed for an
 * unchanged beginning of the prompt.
 */
const stepCharacters = 2_048;

/** A rough lower bound for source code, so that a window in characters never exceeds the model's context. */
const charactersPerToken = 2;

/**
 * Cuts the document to the part that a fill request carries: whole lines around the cursor, nearest first.
 * @param contextTokens the model's context; the windows take at most half of it.
 * @param context pieces of other places, as `ContextPlan` orders them.
 */
export function buildFill(
  document: Snapshot,
  offset: number,
  contextTokens: number,
  context: readonly Snippet[] = [],
): FillPrompt {
  const { end, start } = promptWindow(document.text, offset, contextTokens);
  return {
    path: document.path,
    languageId: document.languageId,
    prefix: toLineFeeds(document.text.slice(start, offset)),
    suffix: toLineFeeds(document.text.slice(offset, end)),
    context,
  };
}

/** The part of a document that a request at `offset` carries. */
export function promptWindow(text: string, offset: number, contextTokens: number): Span {
  const share = Math.min(
    1,
    (contextTokens * charactersPerToken) / 2 / (prefixCharacters + suffixCharacters),
  );
  const start = windowStart(text, offset, Math.floor(prefixCharacters * share));
  const before = (offset - start) / share;
  const step = suffixSteps.find((one) => before >= one.before) ?? suffixSteps[0];
  return { start, end: windowEnd(text, offset, Math.floor(step.characters * share)) };
}

/**
 * The most that pieces of other places may take of a prompt, in characters: less than the windows, and
 * at most a quarter of the model's context, so that with them and a reply it is never full. At 1,000
 * tokens a second they cost about a second when they are new, and nothing as long as they stay.
 * @param measured characters per token of the model: see `createTokenScale`.
 */
export function contextBudget(contextTokens: number, measured: number): number {
  return Math.min(contextCharacters, Math.floor((contextTokens / 4) * measured));
}

/**
 * What of the context decides whether a reply may be served again, for its key in the cache: what the
 * code at the cursor is built on. Look-alikes, edits and problems come and go and make no other question.
 */
export function keyContext({ context }: FillPrompt): string {
  return context
    .filter(({ kind }) => kind === 'cell' || kind === 'definition')
    .map(({ text }) => text)
    .join('\n');
}

function windowStart(text: string, offset: number, characters: number): number {
  if (offset <= characters) {
    return 0;
  }
  const step = Math.min(stepCharacters, Math.ceil(characters / 3));
  const earliest = Math.ceil((offset - characters) / step) * step;
  const newline = text.indexOf('\n', earliest - 1);
  // A line longer than the window: better a cut line than no prefix.
  return newline === -1 || newline >= offset ? wholeCharacter(text, earliest) : newline + 1;
}

function windowEnd(text: string, offset: number, characters: number): number {
  const latest = offset + characters;
  if (latest >= text.length) {
    return text.length;
  }
  const newline = text.lastIndexOf('\n', latest);
  return newline <= offset ? wholeCharacter(text, latest) : newline + 1;
}

/** Models are trained on `\n`; shaping puts the document's own line endings back. */
export function toLineFeeds(text: string): string {
  return text.includes('\r') ? text.replaceAll('\r\n', '\n') : text;
}

/** Moves a cut out of the middle of a surrogate pair. */
function wholeCharacter(text: string, offset: number): number {
  const code = text.charCodeAt(offset);
  return code >= 0xdc00 && code <= 0xdfff ? offset - 1 : offset;
}
