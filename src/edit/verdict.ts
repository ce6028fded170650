import type { Span } from '../text/document.ts';
import type { Cheat } from './cheats.ts';
import type { TextEdit } from './edits.ts';

/** What a language server or linter says about a place in a text. */
export interface Finding {
  /** UTF-16 offsets in the text that was checked. */
  readonly span: Span;
  readonly message: string;
  readonly severity: 'error' | 'warning';
  /** Who says so, e.g. `ts`; '' when unknown. */
  readonly source: string;
  /** Under which name, e.g. `2322`; '' when there is none. */
  readonly code: string;
}

/** Why nobody knows whether a change repairs what it should. */
export type NotVerified =
  /** The document was changed while it was checked. */
  | 'typing'
  /** The document was to be saved while it was checked. */
  | 'saved'
  | 'closed'
  /** VS Code did not take the change, and nobody had changed the document. */
  | 'refused'
  /** New diagnostics came until the time was over. */
  | 'never settled'
  /** Who reported the problem did not look at the new text: some do so only on save. */
  | 'no report'
  /** Who reported the problem does not report it once the change is out again: it broke down, maybe. */
  | 'fell silent'
  /** It is good together with changes in other files, and not all of those can be offered. */
  | 'parted';

/** Why a change was not checked at all. */
export type NotChecked =
  /** The setting says so, or there was no problem to compare. */
  | 'switched off'
  | 'no problem'
  /** The trial text could be written to disk. */
  | 'auto-save'
  /** Only what is in the active editor can be tried. */
  | 'not in view';

/** What is known about a change after it was checked. */
export type Verdict =
  | {
      readonly kind: 'verified';
      readonly fixed: number;
      readonly of: number;
      /** Documents in tabs in which nothing was added, this one included. */
      readonly openFiles: number;
      /** Files that are not open and use what the change made different; unknown where nobody counted them. */
      readonly unchecked: number | 'unknown';
      /** Only together with the changes in other files that belong to it. */
      readonly together?: true;
    }
  | {
      readonly kind: 'partly';
      readonly fixed: number;
      readonly of: number;
      readonly added: number;
      /** What is still wrong and what is wrong now, as the language server says it. */
      readonly messages: readonly string[];
      /** What it does looks like silencing the problems that are gone. */
      readonly suspicion?: Cheat;
    }
  | { readonly kind: 'not verified'; readonly reason: NotVerified }
  /** What it does looks like silencing the problem. */
  | { readonly kind: 'not verified'; readonly reason: 'suspicious'; readonly suspicion: Cheat }
  | { readonly kind: 'not checked'; readonly reason: NotChecked };

/** Problems of one document before and after a change. */
export interface Comparison {
  /** Of those that were to be fixed, how many are gone. */
  readonly fixed: number;
  readonly of: number;
  /** What the others say now. */
  readonly left: readonly Finding[];
  /** What was not there before. */
  readonly added: readonly Finding[];
}

/**
 * Matches problems before and after a change. One that stands where it stood is the same, whatever moved above it;
 * inside changed code the same message, or another message under the same name, is the same problem still.
 * @param edits between the two texts; [] for another document
 * @param wanted those of `before` that the change is to fix
 */
export function compareFindings(
  before: readonly Finding[],
  after: readonly Finding[],
  edits: readonly TextEdit[],
  wanted: readonly Finding[],
): Comparison {
  const olds = before.map((finding) => ({ finding, ...placeBefore(finding.span, edits) }));
  const news = after.map((finding) => ({ finding, inside: isInChanged(finding.span, edits) }));
  const found = new Map<Finding, Finding>();
  const taken = new Set<Finding>();
  const match = (isSame: (old: (typeof olds)[number], now: (typeof news)[number]) => boolean) => {
    for (const old of olds) {
      if (found.has(old.finding)) {
        continue;
      }
      const now = news.find((one) => !taken.has(one.finding) && isSame(old, one));
      if (now !== undefined) {
        found.set(old.finding, now.finding);
        taken.add(now.finding);
      }
    }
  };
  const isThere = (old: (typeof olds)[number], now: (typeof news)[number]) =>
    !old.inside && old.start === now.finding.span.start && isNamesake(old.finding, now.finding);
  match((old, now) => isThere(old, now) && old.finding.message === now.finding.message);
  match(isThere);
  match(
    (old, now) =>
      old.inside &&
      now.inside &&
      isNamesake(old.finding, now.finding) &&
      old.finding.message === now.finding.message,
  );
  match((old, now) => old.inside && now.inside && isVariant(old.finding, now.finding));
  const left = wanted.flatMap((finding) => found.get(finding) ?? []);
  return {
    fixed: wanted.length - left.length,
    of: wanted.length,
    left,
    added: after.filter((finding) => !taken.has(finding)),
  };
}

/** Several documents as one: what is wanted is in one of them, what is added counts everywhere. */
export function sumOf(comparisons: readonly Comparison[]): Comparison {
  return {
    fixed: comparisons.reduce((sum, { fixed }) => sum + fixed, 0),
    of: comparisons.reduce((sum, { of }) => sum + of, 0),
    left: comparisons.flatMap(({ left }) => left),
    added: comparisons.flatMap(({ added }) => added),
  };
}

/**
 * What a comparison means.
 * @param openFiles documents in tabs that were compared
 * @param unchecked files that use what is different now and were not compared, as far as they were counted
 */
export function verdictOf(
  { added, fixed, left, of }: Comparison,
  openFiles: number,
  unchecked: number | 'unknown',
): Verdict {
  if (of === 0 && added.length === 0) {
    return { kind: 'not checked', reason: 'no problem' };
  }
  return fixed === of && added.length === 0
    ? { kind: 'verified', fixed, of, openFiles, unchecked }
    : {
        kind: 'partly',
        fixed,
        of,
        added: added.length,
        messages: [...left, ...added].map(({ message }) => message),
      };
}

/**
 * What a verdict is worth for what the user gets.
 * @param isWhole all changes of other files are offered with it
 */
export function asOffered(verdict: Verdict | undefined, isWhole: boolean): Verdict | undefined {
  return verdict?.kind === 'verified' && verdict.together === true && !isWhole
    ? { kind: 'not verified', reason: 'parted' }
    : verdict;
}

/** Whether two checks say the same, in whatever order: then nobody looked again, or nothing changed. */
export function areSameFindings(one: readonly Finding[], other: readonly Finding[]): boolean {
  return one.length === other.length && keysOf(one).join('\n') === keysOf(other).join('\n');
}

function keysOf(findings: readonly Finding[]): readonly string[] {
  return findings
    .map(({ code, message, source, span }) =>
      JSON.stringify([span.start, span.end, source, code, message]),
    )
    .toSorted();
}

function isNamesake(one: Finding, other: Finding): boolean {
  return one.source === other.source && one.code === other.code;
}

/** Without a name the message has to be the same but for what it quotes and counts. */
function isVariant(one: Finding, other: Finding): boolean {
  return (
    isNamesake(one, other) && (one.code !== '' || wordsOf(one.message) === wordsOf(other.message))
  );
}

function wordsOf(message: string): string {
  return message.replace(/'[^']*'|"[^"]*"|`[^`]*`|\d+/g, '…');
}

/** Where a span is after the edits, or that they touch it. */
function placeBefore(
  span: Span,
  edits: readonly TextEdit[],
): { readonly start: number; readonly inside: boolean } {
  let moved = 0;
  for (const edit of edits) {
    if (edit.start > span.end) {
      break;
    }
    if (edit.end >= span.start) {
      return { start: span.start + moved, inside: true };
    }
    moved += edit.text.length - (edit.end - edit.start);
  }
  return { start: span.start + moved, inside: false };
}

function isInChanged(span: Span, edits: readonly TextEdit[]): boolean {
  let moved = 0;
  return edits.some((edit) => {
    const start = edit.start + moved;
    moved += edit.text.length - (edit.end - edit.start);
    return start <= span.end && span.start <= start + edit.text.length;
  });
}
