import { lineEnd, lineStart } from '../text/document.ts';
import type { Cursor } from './cursor.ts';
import { indentUnit, leadingSpace, reindent } from './indentation.ts';
import type { Path } from './path.ts';
import { newlineId } from './vocabulary.ts';

/** Text around a place that is looked at to learn how it is indented, in characters. */
const unitWindow = 4000;

/** The first `length` tokens of the path as text to insert at the cursor; nothing when it cannot be written there. */
export function renderProposal(cursor: Cursor, path: Path, length: number): string | undefined {
  const source = path.steps[length - 1]?.source;
  if (source === undefined) {
    return undefined;
  }
  const { text, starts, position, ids } = source;
  const first = starts[position + 1] ?? 0;
  const lengthAt = (index: number) => cursor.textOf(ids[index] ?? 0).length;
  let result = firstGap(cursor, text.slice((starts[position] ?? 0) + lengthAt(position), first));
  result += cursor.textOf(ids[position + 1] ?? 0).slice(cursor.partial.length);
  let end = first + lengthAt(position + 1);
  const place = lazily(() => placeOf(cursor, text, first));
  for (let index = position + 2; index <= position + length; index++) {
    if (ids[index] === newlineId) {
      continue;
    }
    const start = starts[index] ?? 0;
    const gap = text.slice(end, start);
    if (ids[index - 1] === newlineId) {
      const space = place().spaceFor(leadingSpace(text, start));
      if (space === undefined) {
        return undefined;
      }
      const breaks = gap.split('\n').length > 2 ? 2 : 1;
      result += place().lineBreak.repeat(breaks) + space;
    } else {
      result += gap;
    }
    end = start + lengthAt(index);
    result += text.slice(start, end);
  }
  return result;
}

/** White space before the first token: not at the start of a line, and not twice. */
function firstGap(cursor: Cursor, gap: string): string {
  const before = cursor.document.text[cursor.offset - 1] ?? '\n';
  return cursor.partial !== '' || cursor.atLineStart || /\s/.test(before) || gap.includes('\n')
    ? ''
    : gap;
}

function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function placeOf(cursor: Cursor, theirText: string, theirOffset: number) {
  const { document, offset } = cursor;
  const theirBase = leadingSpace(theirText, theirOffset);
  const ourBase = leadingSpace(document.text, offset);
  const theirUnit = indentUnit(around(theirText, theirOffset));
  const ourUnit = indentUnit(around(document.text, offset));
  const newline = document.text.indexOf('\n');
  return {
    lineBreak: newline > 0 && document.text[newline - 1] === '\r' ? '\r\n' : '\n',
    spaceFor: (space: string) => reindent(space, theirBase, theirUnit, ourBase, ourUnit),
  };
}

function around(text: string, offset: number): string {
  return text.slice(lineStart(text, Math.max(0, offset - unitWindow)), offset + unitWindow);
}

/**
 * How many tokens of the path may be proposed at most, seen from what stands around the cursor: not
 * what already stands there, no secrets, no licence texts.
 */
export function longestAllowed(cursor: Cursor, path: Path): number {
  const { steps } = path;
  let limit = steps.findIndex(({ id }) => isForbidden(cursor.textOf(id)));
  limit = limit === -1 ? steps.length : limit;
  while (limit < steps.length && /["'`]/.test(cursor.textOf(steps[limit - 1]?.id ?? newlineId))) {
    limit--;
  }
  const { document, offset } = cursor;
  const right = document.text.slice(offset, lineEnd(document.text, offset)).trim();
  if (right !== '') {
    return Math.min(limit, lengthBefore(cursor, path, right));
  }
  return repeatsLineBelow(cursor, path) ? 0 : limit;
}

/** Tokens of the path that fit before the text right of the cursor. */
function lengthBefore(cursor: Cursor, { steps }: Path, right: string): number {
  const words = right.match(/[\p{L}\p{N}_$]+|\S/gu) ?? [];
  const wanted = words.slice(0, 3);
  const onlyClosers = /^[)\]}>;,:'"`\s]*$/.test(right);
  let depth = 0;
  for (let length = 0; length < steps.length; length++) {
    const id = steps[length]?.id ?? newlineId;
    const text = cursor.textOf(id);
    const meets = wanted.every((word, index) => {
      const step = steps[length + index];
      return step !== undefined && cursor.textOf(step.id) === word;
    });
    depth += /[([{]/.test(text) ? 1 : 0;
    if (depth === 0 && meets) {
      return length;
    }
    depth -= /[)\]}]/.test(text) ? 1 : 0;
    if (id === newlineId || depth < 0) {
      return onlyClosers ? length : 0;
    }
  }
  return onlyClosers ? steps.length : 0;
}

/** True when the first proposed line is the one that already stands below the cursor. */
function repeatsLineBelow(cursor: Cursor, { steps }: Path): boolean {
  const { document, offset } = cursor;
  const below = /\S.*/.exec(document.text.slice(lineEnd(document.text, offset), offset + 2000));
  if (below === null) {
    return false;
  }
  const start = lineStart(document.text, offset);
  const head = document.text.slice(start, offset - cursor.partial.length);
  const end = steps.findIndex(({ id }) => id === newlineId);
  const line = steps.slice(0, end === -1 ? steps.length : end).map(({ id }) => cursor.textOf(id));
  const proposed = (head + line.join('')).replace(/\s/g, '');
  return end !== -1 && proposed === below[0].replace(/\s/g, '');
}

const licence = /^(?:copyright|licen[cs]ed?|spdx|redistributions?)$/i;
const longLiteral = 20;

/** Words of licence texts, and long words that look like keys: letters and digits without order. */
function isForbidden(word: string): boolean {
  if (word.length < longLiteral) {
    return licence.test(word);
  }
  const digits = word.replace(/\D/g, '').length;
  return (digits >= 3 && /[a-z]/i.test(word) && entropy(word) > 3) || digits === word.length;
}

/** Shannon entropy in bits per character. */
function entropy(word: string): number {
  const counts = new Map<string, number>();
  for (const character of word) {
    counts.set(character, (counts.get(character) ?? 0) + 1);
  }
  let bits = 0;
  for (const count of counts.values()) {
    bits -= (count / word.length) * Math.log2(count / word.length);
  }
  return bits;
}
