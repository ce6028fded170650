import type { Span } from '../text/document.ts';
import { findSecrets, joined } from './findSecrets.ts';

/** A text in which the user's own secrets stand again. */
export interface Restored {
  readonly text: string;
  /** A placeholder was altered, cut, made up, or stands more often than it was sent: the text is not to be used. */
  readonly broken: boolean;
}

/** What was replaced in one prompt, and how to undo it. It leaves nothing of the secrets readable in itself. */
export interface Redaction {
  /** How many different secrets were replaced. */
  readonly count: number;
  /**
   * Puts the secrets back where their placeholders stand whole.
   * @param text one text that is to stand in a document: of a reply with several, each alone.
   */
  restore(text: string): Restored;
  /** The text with ‹secret› where a placeholder stands, whole or not. */
  conceal(text: string): string;
  /**
   * True when a placeholder stands in the text, whole or not.
   * @param growing more of the text will come: so is an end that may become one.
   */
  isIn(text: string, growing?: boolean): boolean;
  /**
   * Where in a text that grows the placeholder begins that its end may be the first part of, from the first
   * letter on; the length of the text when there is none.
   */
  openFrom(text: string): number;
  /** True when each placeholder of `before` stands in `after` as often as there, and no other does. */
  isKept(before: string, after: string): boolean;
  /** True when each secret stands in `after` as often as in `before`: of texts in which they were put back. */
  hasSameSecrets(before: string, after: string): boolean;
}

/** Texts without secrets, each as long as it was. */
export interface Redacted {
  readonly texts: readonly string[];
  /** Absent when there was nothing to replace. */
  readonly redaction?: Redaction;
}

/**
 * What a placeholder begins with: letters, so that it can stand wherever a name or a value can; two
 * digits of base 36 and `x` up to the length of the secret follow. Code holds none of them with a digit behind.
 */
const marks = { long: 'REDACT', short: 'ZQ' } as const;
const longFrom = marks.long.length + 2;
/** Numbers of the first digit 0–9 and the second 0–Z. */
const mostNumbers = 360;

/** Fewer characters may be a word of the language; only where it was found is such a secret replaced. */
const leastRepeated = 8;

/**
 * Replaces the secrets of the texts of one prompt. A secret has one placeholder wherever it stands, also
 * where nothing else tells that it is one; numbers follow the order of the texts.
 */
export function redact(texts: readonly string[]): Redacted {
  const found = texts.map(findSecrets);
  if (found.every((spans) => spans.length === 0)) {
    return { texts };
  }
  const secrets = new Set(
    texts.flatMap((text, index) => (found[index] ?? []).map((span) => textIn(text, span))),
  );
  const placeholders = new Map<string, string>();
  const placeholderFor = (secret: string): string => {
    const known = placeholders.get(secret);
    const made = known ?? newPlaceholder(secret.length, placeholders.size);
    placeholders.set(secret, made);
    return made;
  };
  const safe = texts.map((text, index) => {
    const spans = joined([...(found[index] ?? []), ...occurrences(text, secrets)]);
    return replaceSpans(text, spans, placeholderFor);
  });
  return { texts: safe, redaction: createRedaction(placeholders, safe) };
}

function textIn(text: string, { end, start }: Span): string {
  return text.slice(start, end);
}

function* occurrences(text: string, secrets: ReadonlySet<string>): Generator<Span> {
  for (const secret of secrets) {
    if (secret.length < leastRepeated) {
      continue;
    }
    for (let at = text.indexOf(secret); at !== -1; at = text.indexOf(secret, at + secret.length)) {
      yield { start: at, end: at + secret.length };
    }
  }
}

function replaceSpans(
  text: string,
  spans: readonly Span[],
  replacement: (secret: string) => string,
): string {
  let result = '';
  let from = 0;
  for (const span of spans) {
    result += text.slice(from, span.start) + replacement(textIn(text, span));
    from = span.end;
  }
  return result + text.slice(from);
}

/** As long as its secret, in UTF-16 units, so that columns and offsets stay. */
function newPlaceholder(length: number, count: number): string {
  const mark = length >= longFrom ? marks.long : marks.short;
  const number = Math.min(count, mostNumbers - 1)
    .toString(36)
    .toUpperCase()
    .padStart(2, '0');
  return (mark + number).padEnd(length, 'x');
}

function createRedaction(
  placeholders: ReadonlyMap<string, string>,
  sent: readonly string[],
): Redaction {
  const secrets = new Map<string, string | undefined>();
  for (const [secret, made] of placeholders) {
    // Past the last number one placeholder stands for several secrets, and for none of them.
    secrets.set(made, secrets.has(made) ? undefined : secret);
  }
  const used = Object.values(marks).filter((mark) =>
    [...secrets.keys()].some((made) => made.startsWith(mark)),
  );
  /** Whole, in another case, or with its number or its end cut. */
  const any = new RegExp(`(?:${used.join('|')})\\d[0-9A-Z]?x*`, 'gi');
  const mayOpen = new RegExp(`(?:${used.flatMap(firstPartsOf).join('|')})$`, 'i');
  const opened = new RegExp(`(?:${used.flatMap(beginningsOf).join('|')})\\d?$`);
  const countsIn = (text: string): ReadonlyMap<string, number> => {
    const counts = new Map<string, number>();
    for (const [one] of text.matchAll(any)) {
      counts.set(one, (counts.get(one) ?? 0) + 1);
    }
    return counts;
  };
  const sentCounts = countsIn(sent.join('\n'));
  const isWhole = (one: string) =>
    // What looks like one and was sent without being one is the user's own text.
    secrets.has(one) ? secrets.get(one) !== undefined : sentCounts.has(one);
  return {
    count: placeholders.size,
    restore(text) {
      const broken = [...countsIn(text)].some(
        ([one, count]) => !isWhole(one) || count > (sentCounts.get(one) ?? 0),
      );
      return { text: text.replace(any, (one) => secrets.get(one) ?? one), broken };
    },
    conceal: (text) => text.replace(any, '‹secret›').replace(opened, ''),
    isIn: (text, growing = false) => text.search(any) !== -1 || (growing && opened.test(text)),
    openFrom(text) {
      const from = text.search(mayOpen);
      return from === -1 ? text.length : from;
    },
    hasSameSecrets: (before, after) =>
      [...placeholders.keys()].every(
        (secret) => before.split(secret).length === after.split(secret).length,
      ),
    isKept(before, after) {
      const [one, other] = [countsIn(before), countsIn(after)];
      return one.size === other.size && [...one].every(([key, count]) => other.get(key) === count);
    },
  };
}

/** What the end of a text that grows may become: `RED` is a word already, two letters are too few to tell. */
function beginningsOf(mark: string): readonly string[] {
  const least = Math.min(3, mark.length);
  return Array.from({ length: mark.length - least + 1 }, (_, more) => mark.slice(0, least + more));
}

/** Every first part of a placeholder, the whole one included: an `x` may still follow. */
function firstPartsOf(mark: string): readonly string[] {
  const parts = Array.from({ length: mark.length - 1 }, (_, index) => mark.slice(0, index + 1));
  return [...parts, `${mark}(?:\\d(?:[0-9A-Z]x*)?)?`];
}
