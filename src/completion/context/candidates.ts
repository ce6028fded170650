import type { GuardedFile } from '../../privacy/gate.ts';
import type { SnippetKind } from '../../privacy/safePrompt.ts';
import type { Snapshot, Span } from '../../text/document.ts';
import type { Candidate } from './plan.ts';
import type { RecentEdit } from './recentEdits.ts';
import type { SimilarFiles } from './similar.ts';

/** Where the next request will be made. */
export interface Place {
  readonly document: Snapshot;
  readonly offset: number;
  /** What the prompt carries of the document. */
  readonly window: Span;
}

/** A file by its URI as the gate sees it; undefined when it is gone. */
export type FileOf = (uri: string) => GuardedFile | undefined;

/** Text around the cursor that open files are compared with. */
const charactersBefore = 1_200;
const charactersBehind = 400;
const mostParts = 12;
/** A third of the words in common is as similar as two different files are. */
const fullSimilarity = 0.3;

/** Parts of open files that look like the code around the cursor, the most similar first. */
export function fromOpenFiles(
  similar: SimilarFiles,
  { document, offset }: Place,
  fileOf: FileOf,
): readonly Candidate[] {
  const around = document.text.slice(
    Math.max(0, offset - charactersBefore),
    offset + charactersBehind,
  );
  return similar
    .find(around, document.uri, mostParts)
    .flatMap(({ similarity, text, uri }) =>
      candidate('open file', fileOf(uri), text, Math.min(1, similarity / fullSimilarity)),
    );
}

const mostEdits = 6;
/** The newest edit says most of what the user is about. */
const newestEditScore = 0.95;
const olderEditLoss = 0.1;

/** The newest edits whose result the prompt does not show, oldest first. */
export function fromRecentEdits(
  edits: readonly RecentEdit[],
  { document, window }: Place,
  fileOf: FileOf,
): readonly Candidate[] {
  const elsewhere = edits.filter(
    ({ end, start, uri }) => uri !== document.uri || end < window.start || start > window.end,
  );
  const newest = elsewhere.slice(-mostEdits);
  return newest.flatMap((edit, index) => {
    const age = newest.length - 1 - index;
    const text = editText(edit);
    return text === ''
      ? []
      : candidate('recent edit', fileOf(edit.uri), text, newestEditScore - age * olderEditLoss);
  });
}

const mostEditLines = 12;
const longestLine = 160;

/** An edit as whole lines that went and that came; empty where only white space changed. */
function editText({ lead, newText, oldText, tail }: RecentEdit): string {
  const removed = `${lead}${oldText}${tail}`.split(/\r?\n/);
  const added = `${lead}${newText}${tail}`.split(/\r?\n/);
  const same = (one = '', other = '') => one.trim() === other.trim();
  while (removed.length > 0 && added.length > 0 && same(removed[0], added[0])) {
    removed.shift();
    added.shift();
  }
  while (removed.length > 0 && added.length > 0 && same(removed.at(-1), added.at(-1))) {
    removed.pop();
    added.pop();
  }
  const marked = (mark: string, lines: readonly string[]) =>
    lines
      .filter((line) => line.trim() !== '')
      .slice(0, mostEditLines)
      .map((line) => (mark + line).slice(0, longestLine));
  return [...marked('-', removed), ...marked('+', added)].join('\n');
}

/** Something that the editor marks as wrong in the document. */
export interface Problem {
  readonly line: number;
  readonly message: string;
  /** The text of the line. */
  readonly code: string;
}

const mostProblems = 5;
const nearLines = 10;
const problemScore = 0.6;

/** Problems near the cursor, but for its own line: what is half typed is wrong by nature. */
export function fromProblems(
  problems: readonly Problem[],
  cursorLine: number,
  file: GuardedFile,
): readonly Candidate[] {
  const distance = ({ line }: Problem) => Math.abs(line - cursorLine);
  const lines = problems
    .filter((problem) => distance(problem) > 0 && distance(problem) <= nearLines)
    .sort((one, other) => distance(one) - distance(other))
    .slice(0, mostProblems)
    .sort((one, other) => one.line - other.line)
    .map(({ code, message }) => {
      const [said = ''] = message.split('\n', 1);
      return `${code.trim().slice(0, longestLine / 2)} — ${said.slice(0, longestLine)}`;
    });
  return lines.length === 0 ? [] : candidate('problems', file, lines.join('\n'), problemScore);
}

/** A cell of the notebook above the current one. */
export interface Cell {
  readonly file: GuardedFile;
  readonly text: string;
}

const cellLoss = 0.04;

/** The cells above, in their order; the nearest is worth most. */
export function fromCells(cells: readonly Cell[]): readonly Candidate[] {
  return cells.flatMap(({ file, text }, index) =>
    candidate('cell', file, text, Math.max(0.3, 1 - (cells.length - 1 - index) * cellLoss)),
  );
}

/** A definition that the code near the cursor used. */
export interface Definition {
  readonly file: GuardedFile;
  readonly text: string;
  /** How many times the cursor was elsewhere since. */
  readonly age: number;
}

const definitionScore = 0.9;
const definitionLoss = 0.85;

/** Definitions, the most current first. */
export function fromDefinitions(definitions: readonly Definition[]): readonly Candidate[] {
  return definitions.flatMap(({ age, file, text }) =>
    candidate('definition', file, text, definitionScore * definitionLoss ** age),
  );
}

function candidate(
  kind: SnippetKind,
  file: GuardedFile | undefined,
  text: string,
  score: number,
): readonly Candidate[] {
  return file === undefined || text.trim() === '' ? [] : [{ snippet: { kind, file, text }, score }];
}
