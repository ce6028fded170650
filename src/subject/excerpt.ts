import { lineStart, type Span } from '../text/document.ts';
import { indentOf } from '../text/indentation.ts';

/** A stretch of lines as it is sent. */
export interface Part {
  /** `asked`: what is to be explained. `near`: what is around it. `outline`: only the heads of those lines. */
  readonly kind: 'asked' | 'near' | 'outline';
  /** First and last line, counted from 1. */
  readonly firstLine: number;
  readonly lastLine: number;
  readonly text: string;
}

/** What of a document is sent, in its order. */
export interface Excerpt {
  readonly parts: readonly Part[];
  /** Lines of what is asked about of which at most the head is sent. */
  readonly linesLeftOut: number;
  /** Characters of what is asked about that are missing inside of lines that are too long. */
  readonly charactersLeftOut: number;
}

interface Line {
  /** Counted from 1. */
  readonly number: number;
  readonly start: number;
  readonly text: string;
  readonly asked: boolean;
}

/** A longer line is generated or data: only what is around the place that is looked at is sent of it. */
const longestLine = 2_000;
const longestHead = 160;
/** Shares of the budget: the code that is asked about, its outline when that is too long, and what is around it. */
const askedShare = 0.75;
const outlineShare = 0.2;
const mostNearLines = 40;

/**
 * Chooses what of a document is sent within a number of characters. What is asked about goes in full where it
 * fits; else the lines nearest to `focus` go in full, and of the others the heads.
 */
export function excerptOf(
  text: string,
  asked: readonly Span[],
  focus: number,
  budget: number,
): Excerpt {
  const long = { left: 0 };
  const lines = linesOf(text, asked, focus, long);
  const wanted = lines.filter((line) => line.asked);
  const limit = Math.floor(budget * askedShare);
  const full =
    sizeOf(wanted) <= limit
      ? wanted
      : nearest(wanted, focus, Math.floor(limit - budget * outlineShare));
  const chosen = new Map<number, Part['kind']>(full.map(({ number }) => [number, 'asked']));
  const rest = wanted.filter(({ number }) => !chosen.has(number));
  const heads = headsOf(rest, Math.floor(budget * outlineShare));
  for (const { number } of heads) {
    chosen.set(number, 'outline');
  }
  const near = nearest(
    lines.filter((line) => !line.asked && isNear(line, wanted)),
    focus,
    Math.max(0, budget - sizeOf(full) - sizeOf(heads)) / 2,
  );
  for (const { number } of near) {
    chosen.set(number, 'near');
  }
  return {
    parts: partsOf(
      lines.filter(({ number }) => chosen.has(number)),
      chosen,
    ),
    linesLeftOut: rest.length,
    charactersLeftOut: long.left,
  };
}

function linesOf(
  text: string,
  asked: readonly Span[],
  focus: number,
  long: { left: number },
): readonly Line[] {
  let start = 0;
  return text.split('\n').map((raw, index) => {
    const from = start;
    start += raw.length + 1;
    const end = from + raw.length;
    const isAsked = asked.some((span) => span.start <= end && from <= span.end);
    const shown = shorten(raw.replace(/\r$/, ''), focus - from);
    long.left += isAsked ? shown.left : 0;
    return { number: index + 1, start: from, text: shown.text, asked: isAsked };
  });
}

/** The part of a long line that is looked at. */
function shorten(line: string, focus: number): { text: string; left: number } {
  if (line.length <= longestLine) {
    return { text: line, left: 0 };
  }
  const at = focus >= 0 && focus <= line.length ? focus : 0;
  const from = Math.max(0, Math.min(at - longestLine / 2, line.length - longestLine));
  const kept = line.slice(from, from + longestLine);
  const after = line.length - from - kept.length;
  return {
    text: `${note(from)}${kept.toWellFormed()}${note(after)}`,
    left: line.length - kept.length,
  };
}

function note(characters: number): string {
  return characters === 0 ? '' : ` […${characters} characters left out…] `;
}

function sizeOf(lines: readonly Line[]): number {
  return lines.reduce((sum, { text }) => sum + text.length + 1, 0);
}

/** The lines nearest to a place that fit, as one stretch as far as `lines` is one. */
function nearest(lines: readonly Line[], focus: number, budget: number): readonly Line[] {
  const found = lines.findIndex(({ start, text }) => start + text.length >= focus);
  let after = found === -1 ? lines.length : found;
  let before = after - 1;
  let left = budget;
  const fits = (line: Line | undefined) => {
    left -= line === undefined ? 0 : line.text.length + 1;
    return line !== undefined && left >= 0;
  };
  // What follows a head explains it more often than what precedes it.
  for (let turn = 0; left > 0 && (before >= 0 || after < lines.length); turn++) {
    const down = (turn % 3 !== 2 && after < lines.length) || before < 0;
    if (!fits(lines[down ? after : before])) {
      break;
    }
    if (down) {
      after++;
    } else {
      before--;
    }
  }
  return lines.slice(before + 1, after);
}

function isNear({ number }: Line, asked: readonly Line[]): boolean {
  const first = asked[0]?.number ?? 0;
  const last = asked.at(-1)?.number ?? 0;
  return number >= first - mostNearLines && number <= last + mostNearLines;
}

/** The least indented lines, level by level, as far as they fit. */
function headsOf(lines: readonly Line[], budget: number): readonly Line[] {
  const heads = lines
    .filter(({ text }) => /[\p{L}\p{N}]/u.test(text))
    .map((line) => ({ ...line, text: head(line.text) }));
  const levels = [...new Set(heads.map(({ text }) => indentOf(text)))].sort((a, b) => a - b);
  let kept: readonly Line[] = [];
  for (const level of levels) {
    const upTo = heads.filter(({ text }) => indentOf(text) <= level);
    if (sizeOf(upTo) > budget) {
      // A part of a level is better than nothing where one level is all there is.
      return kept.length > 0 ? kept : spread(upTo, budget);
    }
    kept = upTo;
  }
  return kept;
}

/** Evenly from all over the lines. */
function spread(lines: readonly Line[], budget: number): readonly Line[] {
  const step = Math.ceil(sizeOf(lines) / Math.max(1, budget));
  return lines.filter((_, index) => index % step === 0);
}

function head(text: string): string {
  return text.length <= longestHead ? text : `${text.slice(0, longestHead).toWellFormed()}…`;
}

function partsOf(
  lines: readonly Line[],
  kinds: ReadonlyMap<number, Part['kind']>,
): readonly Part[] {
  const parts: { kind: Part['kind']; lines: Line[] }[] = [];
  for (const line of lines) {
    const kind = kinds.get(line.number) ?? 'near';
    const last = parts.at(-1);
    const follows = last?.lines.at(-1)?.number === line.number - 1;
    if (last !== undefined && last.kind === kind && (follows || kind === 'outline')) {
      last.lines.push(line);
    } else {
      parts.push({ kind, lines: [line] });
    }
  }
  return parts.map((part) => ({
    kind: part.kind,
    firstLine: part.lines[0]?.number ?? 0,
    lastLine: part.lines.at(-1)?.number ?? 0,
    text: part.lines.map(({ text }) => (part.kind === 'outline' ? head(text) : text)).join('\n'),
  }));
}

/** The line, counted from 1, that holds an offset. */
export function lineNumber(text: string, offset: number): number {
  let count = 1;
  for (let at = lineStart(text, offset); at > 0; at = lineStart(text, at - 1)) {
    count++;
  }
  return count;
}
