import type { Snapshot } from '../../text/document.ts';
import type { Extent } from '../extent.ts';
import { endOfAnswer } from './blockEnd.ts';
import { withClosingLine, withMissingClosers, withoutStrayClosers } from './closers.ts';
import { withoutEcho } from './echo.ts';
import { unfence, withoutControlTokens, withoutProse } from './garbage.ts';
import { indentLikeDocument, startAtCursor } from './indentation.ts';
import { indentUnderCursor } from './outdent.ts';
import { withoutFollowingLines, withoutRestOfLine } from './overlap.ts';
import { withoutRepetition } from './repetition.ts';
import { type Surroundings, surroundingsOf } from './surroundings.ts';
import { withoutInvisible, withoutLicence, withoutMixedNames } from './tricks.ts';
import {
  withoutDiffMarks,
  withoutEntities,
  withoutLineNumbers,
  withoutSearchBlock,
  withoutSecondQuote,
  withPlainSpaces,
} from './wrappings.ts';

/** What a reply is shaped for. */
export interface ShapeContext {
  readonly document: Snapshot;
  readonly offset: number;
  readonly extent: Extent;
  /** More of the reply will come; without this it is complete. */
  readonly growing?: boolean;
  /** What `surroundingsOf` told of the place before: a reply that grows is shaped many times. */
  readonly around?: Surroundings;
}

/** Text worth showing at the cursor, or the filter that left nothing. */
export type Shaped =
  | { readonly kind: 'text'; readonly ghostText: string }
  | { readonly kind: 'nothing'; readonly filter: string };

type Filter = (text: string, around: Surroundings) => string;
type NamedFilter = readonly [name: string, filter: Filter];

/** VS Code 1.139 hides an edit of more than 5,000 characters, of which the line's start may be 500. */
const mostCharacters = 4_500;

/** No answer of use is longer, echoes included; what follows is not even looked at. */
const mostReadCharacters = 12_000;
const mostReadLines = 400;

/** What finds the answer in a reply: what is not code, then what stands before the cursor already. */
const answerFilters: readonly NamedFilter[] = [
  ['control tokens', withoutControlTokens],
  ['spaces', withPlainSpaces],
  ['length', atMostReadable],
  ['fences', unfence],
  ['search block', withoutSearchBlock],
  ['diff', withoutDiffMarks],
  ['line numbers', withoutLineNumbers],
  ['prose', withoutProse],
  ['entities', withoutEntities],
  ['echo of the prefix', withoutEcho],
  ['second quote', withoutSecondQuote],
  ['indentation', indentLikeDocument],
  ['start at the cursor', startAtCursor],
  ['indentation', indentUnderCursor],
];

/** What makes of an answer a text to show: what was asked for, what the document lacks, form. */
const textFilters: readonly NamedFilter[] = [
  ['missing closers', withMissingClosers],
  ['end of the answer', untilEnd],
  ['length', atMostShowable],
  ['repetition', withoutRepetition],
  ['rest of the line', withoutRestOfLine],
  ['lines that follow', withoutFollowingLines],
  ['stray closers', withoutStrayClosers],
  ['invisible characters', withoutInvisible],
  ['mixed scripts', withoutMixedNames],
  ['licence header', withoutLicence],
  ['trailing space', withoutTrailingSpace],
  ['closing line', withClosingLine],
];

/** Turns a model's raw reply into text worth showing at the cursor. Linear in the length of the reply. */
export function shape(
  raw: string,
  { document, offset, extent, growing = false, around: known }: ShapeContext,
): Shaped {
  const { text } = document;
  if (splitsCharacter(text, offset)) {
    return { kind: 'nothing', filter: 'cursor inside a character' };
  }
  const around = known ?? surroundingsOf(document, offset, extent, growing);
  const filters = [...answerFilters, ...textFilters];
  const shaped = apply(filters, withLineFeeds(raw), around);
  return typeof shaped === 'string'
    ? {
        kind: 'text',
        ghostText: text[text.indexOf('\n') - 1] === '\r' ? shaped.replaceAll('\n', '\r\n') : shaped,
      }
    : { kind: 'nothing', filter: shaped.filter };
}

/** Finds the answer in a reply that may still be growing: text that begins at the cursor, or nothing yet. */
export function answerIn(raw: string, around: Surroundings): string {
  const answer = apply(answerFilters, withLineFeeds(raw), around);
  return typeof answer === 'string' ? answer : '';
}

function apply(
  filters: readonly NamedFilter[],
  reply: string,
  around: Surroundings,
): string | { readonly filter: string } {
  let text = reply;
  for (const [filter, run] of filters) {
    text = run(text, around);
    if (text.trim() === '') {
      return { filter };
    }
  }
  return text;
}

function withLineFeeds(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}

/** True between the two halves of a surrogate pair, where no text can be inserted. */
function splitsCharacter(text: string, offset: number): boolean {
  return /^[\ud800-\udbff][\udc00-\udfff]$/.test(text.slice(Math.max(0, offset - 1), offset + 1));
}

function untilEnd(text: string, around: Surroundings): string {
  return text.slice(0, endOfAnswer(text, around)?.offset);
}

function atMostReadable(text: string): string {
  return text.slice(0, mostReadCharacters).split('\n', mostReadLines).join('\n');
}

function atMostShowable(text: string): string {
  if (text.length <= mostCharacters) {
    return text;
  }
  const newline = text.lastIndexOf('\n', mostCharacters);
  return newline === -1 ? '' : text.slice(0, newline);
}

/** In Markdown and in strings, white space at a line's end can mean something. */
function withoutTrailingSpace(text: string, { language, scope }: Surroundings): string {
  return (
    language.prose || scope === 'strings' ? text : text.replace(/(?<![ \t])[ \t]+$/gm, '')
  ).trimEnd();
}
