import { lineEnd, lineStart, type Snapshot } from '../../text/document.ts';
import { languageOf } from '../../text/language.ts';
import type { Extent } from '../extent.ts';
import { dropTricks, unfence, withoutControlTokens, withoutProse } from './garbage.ts';
import { indentLikeDocument, startAtCursor } from './indentation.ts';
import { withoutEcho, withoutFollowingLines, withoutRestOfLine } from './overlap.ts';

/** What a reply is shaped for. */
export interface ShapeContext {
  readonly document: Snapshot;
  readonly offset: number;
  readonly extent: Extent;
}

/** Text worth showing at the cursor, or the filter that left nothing. */
export type Shaped =
  | { readonly kind: 'text'; readonly ghostText: string }
  | { readonly kind: 'nothing'; readonly filter: string };

/** One filter sees the text around the cursor with `\n` as its only line break. */
export interface Surroundings {
  readonly languageId: string;
  /** All text before the cursor, at most 4,000 characters. */
  readonly prefix: string;
  /** The cursor's line before the cursor. */
  readonly before: string;
  /** The cursor's line after the cursor. */
  readonly after: string;
  /** The lines below the cursor's, at most 4,000 characters. */
  readonly below: string;
  readonly extent: Extent;
  /** Natural language: a sentence is a fine answer. */
  readonly prose: boolean;
}

type Filter = (text: string, around: Surroundings) => string;

const nearby = 4_000;

/** VS Code 1.139 hides a suggestion of more than 5,000 characters. */
const mostCharacters = 4_500;

/**
 * The filters in order: first what is not code at all, then what stands in the document already, then
 * form. An empty text ends the list.
 */
const filters: readonly (readonly [name: string, filter: Filter])[] = [
  ['control tokens', withoutControlTokens],
  ['fences', unfence],
  ['prose', withoutProse],
  ['echo of the prefix', withoutEcho],
  ['start at the cursor', startAtCursor],
  ['lines', onlyWantedLines],
  ['rest of line', withoutRestOfLine],
  ['lines that follow', withoutFollowingLines],
  ['repetition', withoutRepetition],
  ['indentation', indentLikeDocument],
  ['tricks', dropTricks],
  ['length', atMostShowable],
];

/** Turns a model's raw reply into text worth showing at the cursor. Linear in the length of the reply. */
export function shape(raw: string, { document, offset, extent }: ShapeContext): Shaped {
  const around = surroundingsOf(document, offset, extent);
  let text = raw.replaceAll('\r\n', '\n');
  for (const [name, filter] of filters) {
    text = filter(text, around);
    if (text.trim() === '') {
      return { kind: 'nothing', filter: name };
    }
  }
  const eol = document.text.includes('\r\n') ? '\r\n' : '\n';
  return { kind: 'text', ghostText: text.trimEnd().replaceAll('\n', eol) };
}

function surroundingsOf(document: Snapshot, offset: number, extent: Extent): Surroundings {
  const { languageId, text } = document;
  const end = lineEnd(text, offset);
  const withLineFeeds = (part: string) => part.replaceAll('\r\n', '\n');
  return {
    languageId,
    extent,
    prefix: withLineFeeds(text.slice(Math.max(0, offset - nearby), offset)),
    before: text.slice(lineStart(text, offset), offset),
    after: text.slice(offset, end),
    below: withLineFeeds(text.slice(end, end + nearby)).replace(/^\n/, ''),
    prose: languageOf(languageId).prose,
  };
}

function onlyWantedLines(text: string, { extent }: Surroundings): string {
  if (extent.kind !== 'block') {
    return text.split('\n', 1)[0] ?? '';
  }
  const lines = text.split('\n');
  const lead = lines.findIndex((line) => line.trim() !== '');
  return lines.slice(0, Math.max(0, lead) + extent.maxLines).join('\n');
}

/** The same line again and again, or one token again and again, is a model that lost its way. */
function withoutRepetition(text: string): string {
  const lines = text.split('\n');
  const loop = lines.findIndex(
    (line, index) =>
      line.trim().length > 2 &&
      index >= 2 &&
      line === lines[index - 1] &&
      line === lines[index - 2],
  );
  const kept = loop === -1 ? text : lines.slice(0, loop - 1).join('\n');
  return /(\S{2,20}\s?)\1{9,}/.test(kept.slice(0, 2_000)) ? '' : kept;
}

function atMostShowable(text: string): string {
  if (text.length <= mostCharacters) {
    return text;
  }
  return text.slice(0, text.lastIndexOf('\n', mostCharacters));
}
