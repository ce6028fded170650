import type { Span } from '../text/document.ts';
import { isStandIn, looksRandom } from './randomness.ts';
import { secretAssignments } from './secretAssignments.ts';
import { secretFormats } from './secretFormats.ts';

/** Finds one kind of secret; spans in any order, also overlapping. */
type Finder = (text: string) => Iterable<Span>;

/** The letter of an escape sequence, as in `\nghp_…`, is no part of a word. */
const noWordBefore = '(?<!(?<!\\\\)[A-Za-z])';

interface Format {
  readonly pattern: RegExp;
  readonly holds: string;
  readonly weak: boolean;
}

let known: readonly Format[] | undefined;

/** Made on first use: most windows ask a model on their own machine. */
function formats(): readonly Format[] {
  known ??= secretFormats().map(({ begins, holds, least, of, weak = false }) => ({
    pattern: new RegExp(`${noWordBefore}(?:${begins})[${of}]{${least},}`, 'g'),
    holds: holds ?? (/^[\w/-]+/.exec(begins)?.[0] === begins ? begins : ''),
    weak,
  }));
  return known;
}

function* knownFormats(text: string): Generator<Span> {
  for (const { holds, pattern, weak } of formats()) {
    if (!text.includes(holds)) {
      continue;
    }
    for (const { 0: found, index } of text.matchAll(pattern)) {
      // A full stop or a hyphen behind it belongs to the sentence.
      const token = found.replace(/[.=-]+$/, '');
      if (!isStandIn(token) && (!weak || looksRandom(token.slice(-40)))) {
        yield { start: index, end: index + token.length };
      }
    }
  }
}

const inAddress = /:\/\/[^\s:/@"'`<>()]{0,100}:([^\s/@"'`<>()]{3,200})@/dg;

/** The password in `scheme://name:password@host`. */
function* addresses(text: string): Generator<Span> {
  for (const { 1: password = '', indices } of text.matchAll(inAddress)) {
    const span = indices?.[1];
    if (span !== undefined && !isStandIn(password)) {
      yield { start: span[0], end: span[1] };
    }
  }
}

const keyEdge = /-----(BEGIN|END) [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;
const keyBody = /[A-Za-z0-9+/=]{16,}/g;
/** Without a closing line the body is at most this long: 8,192 bits make 6,400 characters. */
const longestKey = 8_000;

/** The bodies of private keys in PEM, run by run, so that the lines and the text around them stay. */
function* privateKeys(text: string): Generator<Span> {
  let from = 0;
  for (const { 0: edge, 1: kind, index } of text.matchAll(keyEdge)) {
    if (kind === 'END') {
      // Its beginning may have been cut off.
      yield* runsIn(text, Math.max(from, index - longestKey), index);
      from = index + edge.length;
      continue;
    }
    from = index + edge.length;
    const end = text.indexOf('-----', from);
    yield* runsIn(text, from, Math.min(end === -1 ? text.length : end, from + longestKey));
  }
}

function* runsIn(text: string, start: number, end: number): Generator<Span> {
  for (const { 0: run, index } of text.slice(start, end).matchAll(keyBody)) {
    // Of a path, only parts are as long as a line of a key and random.
    if (run.length >= 40 || looksRandom(run)) {
      yield { start: start + index, end: start + index + run.length };
    }
  }
}

/** Characters of a line of a key in PEM and in PGP; its neighbours are as long. */
const lineLengths = [64, 76] as const;
const onlyBody = /^[A-Za-z0-9+/]+$/;
const fewestLines = 3;

/** Lines out of the middle of a key: whole lines of random text under each other. */
function* keyLines(text: string): Generator<Span> {
  let run: Span[] = [];
  let from = 0;
  while (from < text.length) {
    const newline = text.indexOf('\n', from);
    const end = newline === -1 ? text.length : newline;
    const line = end - from < lineLengths[0] ? undefined : bodyIn(text.slice(from, end), from);
    if (line === undefined) {
      yield* run.length >= fewestLines ? run : [];
      run = [];
    } else {
      run.push(line);
    }
    from = end + 1;
  }
  yield* run.length >= fewestLines ? run : [];
}

/** The line without indentation, quotes and what joins it to the next. */
function bodyIn(line: string, from: number): Span | undefined {
  const body = line.slice(0, 200).replace(/^[\s"'`]+|(?:\\[rn])*["'`][\s,+\\]*$|\s+$/g, '');
  const start = from + line.indexOf(body);
  return lineLengths.some((length) => length === body.length) && onlyBody.test(body)
    ? { start, end: start + body.length }
    : undefined;
}

const finders: readonly Finder[] = [
  knownFormats,
  addresses,
  privateKeys,
  keyLines,
  secretAssignments,
];

/** Shorter text is no secret worth a placeholder. */
const leastCharacters = 4;

/**
 * Keys, tokens and passwords in a text, in order and without overlaps. Time is linear in the length of
 * the text: every expression reads on from a fixed beginning and never goes back far.
 */
export function findSecrets(text: string): readonly Span[] {
  const found = finders.flatMap((find) => [...find(text)]);
  return joined(found.filter(({ end, start }) => end - start >= leastCharacters));
}

/** Spans in order; those that overlap are one. */
export function joined(spans: readonly Span[]): readonly Span[] {
  const result: Span[] = [];
  for (const span of spans.toSorted((one, other) => one.start - other.start)) {
    const last = result.at(-1);
    if (last === undefined || span.start >= last.end) {
      result.push(span);
    } else if (span.end > last.end) {
      result[result.length - 1] = { start: last.start, end: span.end };
    }
  }
  return result;
}
