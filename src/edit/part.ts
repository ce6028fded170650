import type { TextEdit } from './edits.ts';
import type { Finder } from './find.ts';
import type { Variant } from './format.ts';
import { lineAt, lineEndOf } from './lines.ts';
import { nearnessOf, type Scope } from './scope.ts';

/** Shorter text than this, or a smaller share of its line, is found by chance. */
const shortest = 10;
const leastShare = 0.3;
const mostPlaces = 50;

/**
 * The place of text that is a part of a line, or begins or ends in the middle of one; to the letter, since nothing but
 * its letters tells where it is.
 */
export function partOfLines(
  finder: Finder,
  scope: Scope,
  { replace, search }: Variant,
): TextEdit | 'twice' | undefined {
  const wanted = search.join('\n').trim();
  if (wanted.length < shortest) {
    return undefined;
  }
  const places = placesOf(finder, wanted).map(({ end, start }) => {
    const [first, last] = [lineAt(finder.lines, start), lineAt(finder.lines, end)];
    return { start, end, nearness: nearnessOf(scope, finder.lines, { first, after: last + 1 }) };
  });
  const nearest = Math.max(0, ...places.map(({ nearness }) => nearness));
  const [best, ...others] = places.filter(({ nearness }) => nearness === nearest);
  if (best === undefined || nearest === 0) {
    return undefined;
  }
  if (others.length > 0) {
    return 'twice';
  }
  const newline = lineEndOf(finder.text, finder.lines, lineAt(finder.lines, best.start));
  const text = replace.join('\n').trim().replaceAll('\n', newline);
  return { start: best.start, end: best.end, text };
}

function placesOf({ lines, text }: Finder, wanted: string) {
  const own = wanted.replaceAll('\n', text.includes('\r\n') ? '\r\n' : '\n');
  const places: { start: number; end: number }[] = [];
  for (let at = text.indexOf(own); at !== -1; at = text.indexOf(own, at + 1)) {
    const end = at + own.length;
    const line = lines[lineAt(lines, at)];
    const width = line === undefined ? 0 : text.slice(line.start, line.end).trim().length;
    const isWhole = !isJoined(text, at) && !isJoined(text, end);
    if (isWhole && (own.includes('\n') || own.length >= width * leastShare)) {
      places.push({ start: at, end });
    }
    if (places.length === mostPlaces) {
      break;
    }
  }
  return places;
}

/** True within a word, or between a name and its member. */
function isJoined(text: string, at: number): boolean {
  return /[\p{L}\p{N}_$.]/u.test(text.charAt(at - 1)) && /[\p{L}\p{N}_$.]/u.test(text.charAt(at));
}
