import type { Excerpt } from '../subject/excerpt.ts';
import { importsOf } from '../subject/names.ts';
import type { Subject } from '../subject/subject.ts';
import type { Span } from '../text/document.ts';
import type { LineRange } from './find.ts';
import { type Line, linesTouched } from './lines.ts';
import { createVeil, type Secrets, type Veil } from './veil.ts';

/** What edits of a reply may change. */
export interface Scope {
  readonly text: string;
  /** Path as the model saw it. */
  readonly path: string;
  readonly languageId: string;
  readonly asked: readonly Span[];
  /** Lines that the model was shown from end to end, in order; ranges that touch are one. */
  readonly shown: readonly LineRange[];
  readonly veil: Veil;
}

/** Lines beyond this are not looked through for imports. */
const mostImportLines = 200;

/**
 * What of a subject's document a reply may change.
 * @param shown what `shownLines` says of the prompt
 */
export function scopeFor(
  { languageId, path, spans, text }: Subject,
  shown: readonly LineRange[],
  secrets: Secrets,
): Scope {
  return {
    text,
    path,
    languageId,
    asked: spans,
    shown,
    veil: createVeil(text, secrets),
  };
}

/** The lines that a prompt with this excerpt holds in full: its parts but outlines, and the imports. */
export function shownLines({ languageId, text }: Subject, excerpt: Excerpt): readonly LineRange[] {
  const parts = shownParts(excerpt);
  // A prompt has the imports in a place of their own only where the top of the file is not in it.
  const hasTop = excerpt.parts.some(({ firstLine, kind }) => firstLine === 1 && kind !== 'outline');
  const imports = new Set(hasTop ? [] : importsOf(text, languageId).split('\n'));
  imports.delete('');
  const head = text.split('\n', mostImportLines).flatMap((line, index) => {
    return imports.has(line.replace(/\r$/, '')) ? [{ first: index, after: index + 1 }] : [];
  });
  return mergedRanges([...parts, ...head]);
}

/** The lines of the parts that an excerpt holds in full. */
export function shownParts(excerpt: Excerpt): readonly LineRange[] {
  const parts = excerpt.parts.flatMap(({ firstLine, kind, lastLine }) =>
    kind === 'outline' ? [] : [{ first: firstLine - 1, after: lastLine }],
  );
  return mergedRanges(parts);
}

function mergedRanges(ranges: readonly LineRange[]): readonly LineRange[] {
  const result: LineRange[] = [];
  for (const range of ranges.toSorted((one, other) => one.first - other.first)) {
    const last = result.at(-1);
    if (last !== undefined && range.first <= last.after) {
      result[result.length - 1] = { first: last.first, after: Math.max(last.after, range.after) };
    } else {
      result.push(range);
    }
  }
  return result;
}

/** How near lines are to what is asked about: 3 inside, 2 touching it, 1 shown, 0 not shown. */
export function nearnessOf(
  scope: Scope,
  lines: readonly Line[],
  { after, first }: LineRange,
): 0 | 1 | 2 | 3 {
  if (!scope.shown.some((range) => range.first <= first && after <= range.after)) {
    return 0;
  }
  const asked = scope.asked.map((span) => linesTouched(lines, span));
  if (asked.some((range) => range.first <= first && after <= range.after)) {
    return 3;
  }
  return asked.some((range) => range.first < after && first < range.after) ? 2 : 1;
}
