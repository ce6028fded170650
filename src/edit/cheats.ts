import { type Language, languageOf } from '../text/language.ts';
import { type CheatKind, type CheatRule, cheatRules, guards, testing } from './cheatRules.ts';
import { emptiedIn } from './deleted.ts';
import { applyEdits, type TextEdit } from './edits.ts';
import { hunksOf } from './hunks.ts';
import { type MaskedLine, maskedLines } from './masked.ts';

export type { CheatKind };

/** A sign that an edit silences a problem instead of repairing it. */
export interface Cheat {
  readonly kind: CheatKind;
  /** Line of the text after the edits, counted from 0; for what is gone the line where it was. */
  readonly line: number;
  /** The line, or of what is gone its first one, without indentation. */
  readonly text: string;
}

/** A line that is there only before or only after. */
export interface ChangedLine extends MaskedLine {
  /** Counted from 0, in its own text. */
  readonly line: number;
  readonly text: string;
}

/** What one hunk takes away and adds. */
export interface ChangedLines {
  readonly removed: readonly ChangedLine[];
  readonly added: readonly ChangedLine[];
  /** Line of the text after the edits where the hunk begins. */
  readonly line: number;
}

const longestText = 200;
/** What stands further to the right is generated or data. */
const longestLine = 2_000;

/**
 * The signs in an edit, by what it has more than the text that it replaces: code that was silent before is not held
 * against it. Each kind once, in the order of the lines.
 */
export function cheatsIn(
  before: string,
  edits: readonly TextEdit[],
  languageId: string,
): readonly Cheat[] {
  const after = applyEdits(before, edits);
  const language = languageOf(languageId);
  const [old, now] = [textLines(before, language), textLines(after, language)];
  const hunks = hunksOf(before, edits).map((hunk) => {
    const [from, to] = [lineOf(before, hunk.before.start), lineOf(before, hunk.before.end)];
    const [first, last] = [lineOf(after, hunk.after.start), lineOf(after, hunk.after.end)];
    const isOpen = (text: string, end: number) => end === text.length && !text.endsWith('\n');
    return {
      line: first,
      removed: old.slice(from, to + (isOpen(before, hunk.before.end) ? 1 : 0)),
      added: now.slice(first, last + (isOpen(after, hunk.after.end) ? 1 : 0)),
    };
  });
  const found = [
    ...cheatRules
      .filter(({ languages }) => languages === undefined || languages.includes(languageId))
      .flatMap((rule) => moreOf(rule, hunks)),
    ...lessOf('check switched off', guards, hunks, ({ text }) => text),
    ...lessOf('removed test', testing, hunks, ({ code }) => code),
    ...swallowedIn(old, now, hunks),
    ...emptiedIn(hunks, old, now, language),
  ];
  const first = new Map<CheatKind, Cheat>();
  for (const cheat of found.toSorted((one, other) => one.line - other.line)) {
    if (!first.has(cheat.kind)) {
      first.set(cheat.kind, { ...cheat, text: cheat.text.slice(0, longestText).toWellFormed() });
    }
  }
  return [...first.values()];
}

function textLines(text: string, language: Language): readonly ChangedLine[] {
  const plain = text.split(/\r?\n/);
  return maskedLines(text, language).map((line, index) => ({
    ...line,
    line: index,
    text: plain[index] ?? '',
  }));
}

function lineOf(text: string, offset: number): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) {
    count++;
  }
  return count;
}

function partOf(line: ChangedLine, part: CheatRule['part']): string {
  return (part === 'line' ? line.text : line[part]).slice(0, longestLine);
}

function cheatAt(kind: CheatKind, { line, text }: ChangedLine): Cheat {
  return { kind, line, text: text.trim() };
}

/** Lines that a rule finds more often in what is added than in what is removed. */
function moreOf(
  { except, kind, part, pattern }: CheatRule,
  hunks: readonly ChangedLines[],
): readonly Cheat[] {
  const every = new RegExp(pattern, `${pattern.flags.replace('g', '')}g`);
  const count = (line: ChangedLine) =>
    except?.test(line.code) === true ? 0 : (partOf(line, part).match(every)?.length ?? 0);
  const sum = (lines: readonly ChangedLine[]) =>
    lines.reduce((total, line) => total + count(line), 0);
  const all = hunks.flatMap(({ added }) => added);
  if (sum(all) <= sum(hunks.flatMap(({ removed }) => removed))) {
    return [];
  }
  const before = new Set(hunks.flatMap(({ removed }) => removed.map(({ text }) => text.trim())));
  const fresh = all.filter((line) => count(line) > 0 && !before.has(line.text.trim()));
  const [first = all.find((line) => count(line) > 0)] = fresh;
  return first === undefined ? [] : [cheatAt(kind, first)];
}

/** Lines of a kind that are fewer afterwards. */
function lessOf(
  kind: CheatKind,
  pattern: RegExp,
  hunks: readonly ChangedLines[],
  part: (line: ChangedLine) => string,
): readonly Cheat[] {
  const matching = (lines: readonly ChangedLine[]) =>
    lines.filter((line) => pattern.test(part(line)));
  const removed = hunks.flatMap((hunk) =>
    matching(hunk.removed).map((line) => ({ ...line, line: hunk.line })),
  );
  const added = matching(hunks.flatMap((hunk) => hunk.added));
  const [first] = removed;
  return first === undefined || removed.length <= added.length ? [] : [cheatAt(kind, first)];
}

/** Handlers of errors that do nothing; they may be longer than a line. */
const emptyHandler =
  /\bcatch\b\s*(?:\([^()]*\))?\s*\{\s*\}|\bexcept\b[^:\n]*:\s*(?:pass|\.\.\.|continue|return(?:[ \t]+None)?)[ \t]*(?=\n|$)|\brescue\b[^\n]*\n\s*end\b|\bif\s+err\s*!=\s*nil\s*\{\s*\}/g;
const contextLines = 4;

function swallowedIn(
  old: readonly ChangedLine[],
  now: readonly ChangedLine[],
  hunks: readonly ChangedLines[],
): readonly Cheat[] {
  for (const { added, line, removed } of hunks) {
    const around = (lines: readonly ChangedLine[], first: number, count: number) =>
      lines
        .slice(Math.max(0, first - contextLines), first + count + contextLines)
        .map(({ code }) => code)
        .join('\n');
    const start = removed[0]?.line ?? Math.max(0, line);
    const count = (text: string) => text.match(emptyHandler)?.length ?? 0;
    const more = count(around(now, line, added.length)) > count(around(old, start, removed.length));
    const place = added[0] ?? now[line];
    if (more && place !== undefined) {
      return [cheatAt('swallowed error', place)];
    }
  }
  return [];
}
