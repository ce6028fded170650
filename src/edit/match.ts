import { languageOf } from '../text/language.ts';
import type { TextEdit } from './edits.ts';
import { isEllipsis } from './ellipsis.ts';
import { type Finder, type Found, type LineRange, likenesses, type Match } from './find.ts';
import type { Variant } from './format.ts';
import { isDivider, isMark } from './marks.ts';
import { partOfLines } from './part.ts';
import { rewrite, rewriteBlank } from './rewrite.ts';
import { nearnessOf, type Scope } from './scope.ts';
import type { EditRefusal } from './task.ts';

/** The edits of one block, or why there are none. */
export type Placed =
  | { readonly kind: 'edits'; readonly edits: readonly TextEdit[] }
  | { readonly kind: 'refused'; readonly reason: EditRefusal };

const longestQuote = 200;

/** A refusal that quotes what was looked for. */
function refused(
  kind: 'matches twice' | 'matches nowhere' | 'not shown',
  search: readonly string[],
): Placed {
  const quoted = search.join('\n').slice(0, longestQuote).toWellFormed();
  return { kind: 'refused', reason: { kind, search: quoted } };
}

/**
 * Finds the one place that a block means and what changes there. Of several places the one in the code that is
 * asked about counts, then the one that was shown.
 * @param variants how the block can be read; more than one that fits is as bad as two places
 */
export function placeBlock(finder: Finder, scope: Scope, variants: readonly Variant[]): Placed {
  const all = variants.map((variant) => placeVariant(finder, scope, variant));
  // A line like the divider that is in the code is mostly there before and after.
  const skew = variants.map(({ replace, search }) =>
    Math.abs(dividers(search) - dividers(replace)),
  );
  const isFitting = (index: number) => all[index]?.kind === 'edits';
  const least = Math.min(...skew.filter((_, index) => isFitting(index)));
  const fitting = all.filter((_, index) => isFitting(index) && skew[index] === least);
  const [first] = fitting;
  if (first !== undefined) {
    const isSame = fitting.every((one) => JSON.stringify(one) === JSON.stringify(first));
    return isSame ? first : refused('matches twice', variants[0]?.search ?? []);
  }
  const reasons = all.flatMap((one) => (one.kind === 'refused' ? [one] : []));
  const telling = reasons.find(({ reason }) => reason.kind !== 'matches nowhere');
  return telling ?? reasons[0] ?? { kind: 'refused', reason: { kind: 'truncated' } };
}

function dividers(lines: readonly string[]): number {
  return lines.filter(isDivider).length;
}

function placeVariant(finder: Finder, scope: Scope, variant: Variant): Placed {
  const placed = placePlain(finder, scope, variant);
  // Fences are code where the document has them.
  return placed.kind === 'refused' && variant.bare !== undefined
    ? placePlain(finder, scope, variant.bare)
    : placed;
}

function placePlain(finder: Finder, scope: Scope, variant: Variant): Placed {
  const bare = withoutBlankEnds(variant);
  if (bare.search.length === 0) {
    return placeInBlank(finder, scope, bare.replace);
  }
  const missing = leftOutIn(finder, bare, scope.languageId);
  if (missing !== undefined) {
    return missing;
  }
  const choice = choose(finder, scope, variant, bare);
  if (choice === 'twice') {
    return refused('matches twice', bare.search);
  }
  if (choice !== undefined && choice !== 'not shown') {
    const edits = rewrite(finder, choice.match, choice.form, scope.languageId);
    return edits === undefined ? refused('matches nowhere', bare.search) : { kind: 'edits', edits };
  }
  const part = partOfLines(finder, scope, bare);
  if (part === 'twice') {
    return refused('matches twice', bare.search);
  }
  return part === undefined
    ? refused(choice ?? 'matches nowhere', bare.search)
    : { kind: 'edits', edits: [part] };
}

interface Choice {
  readonly match: Match;
  /** The block as it fits there. */
  readonly form: Variant;
}

/**
 * The place that is most alike; of several the nearest to what is asked about. A less alike one in the code that is
 * asked about makes a place elsewhere doubtful.
 */
function choose(
  finder: Finder,
  scope: Scope,
  variant: Variant,
  bare: Variant,
): Choice | 'twice' | 'not shown' | undefined {
  const literal = finder.find(variant.search);
  const stripped = variant.search.length === bare.search.length ? [] : finder.find(bare.search);
  const rank = ({ likeness }: Found) => likenesses.indexOf(likeness);
  const all = [
    ...literal.map((match) => ({ match, form: variant })),
    ...stripped.map((match) => ({ match, form: bare })),
  ].map((one) => ({
    ...one,
    rank: rank(one.match),
    nearness: nearnessOf(scope, finder.lines, one.match),
  }));
  // Blank lines at the ends are part of a place where the document has them too.
  const places = all.filter(
    (one) =>
      one.form === variant ||
      !all.some(
        (other) =>
          other.form === variant && isWithin(one.match, other.match) && other.rank <= one.rank,
      ),
  );
  let result: 'not shown' | undefined;
  for (const level of likenesses.keys()) {
    const alike = places.filter((place) => place.rank <= level);
    const nearest = Math.max(0, ...alike.map(({ nearness }) => nearness));
    const [best, ...others] = alike.filter(({ nearness }) => nearness === nearest);
    if (best === undefined || nearest === 0) {
      result = best === undefined ? result : 'not shown';
      continue;
    }
    const isDoubtful = nearest < 3 && places.some(({ nearness }) => nearness === 3);
    return others.length > 0 || isDoubtful ? 'twice' : best;
  }
  return result;
}

function isWithin(inner: LineRange, outer: LineRange): boolean {
  return outer.first <= inner.first && inner.after <= outer.after;
}

function isBlank(line: string | undefined): boolean {
  return line !== undefined && line.trim() === '';
}

/** Blank lines that both parts begin or end with are no part of the change. */
function withoutBlankEnds({ replace, search }: Variant): Variant {
  if (search.every(isBlank)) {
    return { search: [], replace };
  }
  if (replace.every(isBlank)) {
    const first = search.findIndex((line) => !isBlank(line));
    const last = search.findLastIndex((line) => !isBlank(line));
    return { search: search.slice(first, last + 1), replace: [] };
  }
  let [head, inReplace] = [0, 0];
  while (isBlank(search[head])) {
    inReplace += isBlank(replace[inReplace]) ? 1 : 0;
    head++;
  }
  let [tail, atEnd] = [search.length, replace.length];
  while (isBlank(search[tail - 1])) {
    atEnd -= isBlank(replace[atEnd - 1]) ? 1 : 0;
    tail--;
  }
  return { search: search.slice(head, tail), replace: replace.slice(inReplace, atEnd) };
}

/** In prose the divider may underline a heading: below words, and above something else. */
function isUnderline(lines: readonly string[], line: string): boolean {
  const at = lines.indexOf(line);
  const isLast = lines.slice(at + 1).every(isBlank);
  return isDivider(line) && at > 0 && !isBlank(lines[at - 1]) && !isLast;
}

/** Dots instead of code, or marks of the format within a part. */
function leftOutIn(
  finder: Finder,
  { replace, search }: Variant,
  languageId: string,
): Placed | undefined {
  const asBefore = new Set(search.map((line) => line.trim()));
  const added = replace.filter((line) => !asBefore.has(line.trim()));
  const { prose } = languageOf(languageId);
  if (added.some((line) => isMark(line) && !(prose && isUnderline(replace, line)))) {
    return { kind: 'refused', reason: { kind: 'truncated' } };
  }
  const unknown = search.some((line) => isEllipsis(line) && finder.linesLike(line).length === 0);
  return unknown || added.some(isEllipsis)
    ? { kind: 'refused', reason: { kind: 'ellipsis' } }
    : undefined;
}

/** Without anything to look for, code goes where there is none yet and some is asked for. */
function placeInBlank(finder: Finder, scope: Scope, replace: readonly string[]): Placed {
  const [span, ...others] = scope.asked;
  const place = span ?? { start: 0, end: 0 };
  const isFree = others.length === 0 && isBlank(finder.text.slice(place.start, place.end));
  const missing = leftOutIn(finder, { search: [], replace }, scope.languageId);
  if (missing !== undefined || !isFree || replace.every(isBlank)) {
    return missing ?? refused('matches nowhere', []);
  }
  return { kind: 'edits', edits: rewriteBlank(finder, place, replace, scope.languageId) };
}
