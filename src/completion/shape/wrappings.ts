import type { Surroundings } from './surroundings.ts';

const searchBlock = /^<{5,9} ?(?:SEARCH|ORIGINAL|HEAD)\b[^\n]*(?:\n|$)/m;
const replaceBlock = /^={5,9}[^\S\n]*\n/m;
const replaceEnd = /^>{5,9} ?\w*/m;

/** Takes the new text out of a search-and-replace block, the form in which edit models answer. */
export function withoutSearchBlock(text: string, { before }: Surroundings): string {
  const search = searchBlock.exec(text);
  if (search === null) {
    return text;
  }
  const rest = text.slice(search.index + search[0].length);
  const divider = replaceBlock.exec(rest);
  if (divider === null) {
    return '';
  }
  const old = rest.slice(0, divider.index).split('\n');
  const behind = rest.slice(divider.index + divider[0].length);
  const end = replaceEnd.exec(behind);
  const fresh = (end === null ? behind : behind.slice(0, end.index).replace(/\n$/, '')).split('\n');
  const changed = fresh.findIndex((line, index) => line !== old[index]);
  return changed === -1 ? '' : fromCursor(fresh.slice(changed).join('\n'), before);
}

/** The changed line is the cursor's: what stands before the cursor is known, however short it is. */
function fromCursor(text: string, before: string): string {
  return before.trim() !== '' && text.startsWith(before) ? text.slice(before.length) : text;
}

const hunkHead = /^@@ -\d+(?:,\d+)? \+\d+(?:,\d+)? @@[^\n]*(?:\n|$)/m;
const fileHead = /^(?:diff --git |index [\da-f]+\.\.|--- |\+\+\+ )/;

/** Takes the new text out of a unified diff, or out of lines that are all marked as added. */
export function withoutDiffMarks(
  text: string,
  { before, extent, growing, scope }: Surroundings,
): string {
  const head = hunkHead.exec(text);
  if (head !== null) {
    const hunk = text.slice(head.index + head[0].length).split('\n');
    const changed = hunk.findIndex((line) => /^[-+]/.test(line));
    const above = hunk[changed - 1]?.trim();
    const from = above !== '' && above === before.trim() ? changed - 1 : changed;
    const fresh = newSide(hunk.slice(from).join('\n'));
    return changed === -1 ? '' : from === changed ? fromCursor(fresh, before) : fresh;
  }
  if (extent.kind !== 'block' || scope !== 'code') {
    return text;
  }
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (!lines.every((line) => /^\+(?!\+)/.test(line))) {
    return text;
  }
  // One such line may be a sum that goes on; the next will tell.
  return lines.length > 1 ? newSide(text) : growing ? '' : text;
}

function newSide(diff: string): string {
  const [hunk = ''] = diff.split(hunkHead, 1);
  return hunk
    .split('\n')
    .filter((line) => !line.startsWith('-') && !fileHead.test(line))
    .map((line) => line.replace(/^[+ ]/, ''))
    .join('\n');
}

const numbered = /^[ \t]*(\d{1,6})(?:(?:(:)|[ \t]*[|│])[ \t]?|[ \t]*→|\t)/;

/**
 * Takes off line numbers. Behind a colon they may be the keys of a map, so that they must also be the
 * numbers of the cursor's lines.
 */
export function withoutLineNumbers(text: string, around: Surroundings): string {
  if (!/^\s*\d/.test(text)) {
    return text;
  }
  const lines = text.trimEnd().split('\n');
  const marks = lines.map((line) => numbered.exec(`${line} `));
  const first = Number(marks[0]?.[1]);
  const inRow = marks.every((mark, index) => mark !== null && Number(mark[1]) === first + index);
  const here = marks[0]?.[2] === undefined || Math.abs(first - around.lineNumber()) <= 1;
  if (!inRow || !here) {
    return text;
  }
  if (lines.length === 1) {
    return around.growing ? '' : text;
  }
  return lines.map((line, index) => line.slice(marks[index]?.[0].length)).join('\n');
}

const entity = /&(?:lt|gt|amp|quot|apos|#39|#x27);/g;
const entities: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
  '&quot;': '"',
  '&apos;': "'",
  '&#39;': "'",
  '&#x27;': "'",
};

/**
 * Some servers escape replies for a page. Code that holds no such character unescaped was escaped as a
 * whole; code that writes entities itself is left alone.
 */
export function withoutEntities(
  text: string,
  { below, language, prefix, scope }: Surroundings,
): string {
  const found = text.match(entity);
  if (found === null || language.prose || scope !== 'code') {
    return text;
  }
  const rest = text.replace(entity, '');
  const whole = !/[<>&]/.test(rest) && !(found.includes('&quot;') && rest.includes('"'));
  const inCode = /&amp;&amp;|=&gt;|&quot;[^\n]*[;)\]},]/.test(text);
  const markup = language.tags && !(inCode && language.strings.length > 0);
  const own = /&(?:lt|gt|amp|quot);/.test(prefix + below);
  return whole && !markup && !own ? text.replace(entity, (one) => entities[one] ?? one) : text;
}

/** Leaves out a byte order mark, and makes spaces of the no-break spaces that pages put between words. */
export function withPlainSpaces(text: string, { language, prefix, scope }: Surroundings): string {
  const body = text.startsWith('\ufeff') ? text.slice(1) : text;
  const plain = language.prose || scope === 'strings' || prefix.includes('\u00a0');
  return plain ? body : body.replaceAll('\u00a0', ' ');
}

/** The string that is open at the cursor is opened by the reply again. */
export function withoutSecondQuote(text: string, { before, scope }: Surroundings): string {
  const quote = before.at(-1) ?? '';
  const again =
    scope === 'strings' &&
    /["'`]/.test(quote) &&
    text.startsWith(quote) &&
    // Behind the end of an empty string stands no word.
    /^[\p{L}\p{N}_/$<#@]/u.test(text.slice(1)) &&
    text.includes(quote, 1);
  return again ? text.slice(1) : text;
}
