import type { Candidate } from './candidates.ts';
import type { Cursor } from './cursor.ts';
import { indentationOf, previousIndentation } from './indentation.ts';
import { newlineId } from './vocabulary.ts';

/** One token of the continuation, and who agrees with everything up to it. */
export interface Step {
  readonly id: number;
  /** The nearest of those who agree: the text is taken from it. */
  readonly source: Candidate;
  readonly agreeing: readonly Candidate[];
  /** Weight of those who agree, as a share of all who were asked. */
  readonly share: number;
  /** Different tokens that stood here among those who agreed so far. */
  readonly branches: number;
}

/** The continuation that most of the weight follows, as far as there is one. */
export interface Path {
  readonly voters: readonly Candidate[];
  readonly steps: readonly Step[];
  /** Different first tokens. */
  readonly continuations: number;
}

const maxSteps = 80;
const maxLines = 6;
/** Where less of the weight agrees, nobody would dare to speak. */
const minShare = 0.25;

/** Follows the majority of the candidates from token to token. */
export function followPath(
  cursor: Cursor,
  candidates: readonly Candidate[],
  lengthOf: (id: number) => number,
): Path {
  const voters = candidates.filter((candidate) => fits(cursor, candidate));
  const total = weightOf(voters);
  const steps: Step[] = [];
  let remaining: readonly Candidate[] = voters;
  let lines = 0;
  let continuations = 0;
  while (remaining.length > 0 && steps.length < maxSteps) {
    const groups = groupByToken(remaining, steps.length + 1);
    continuations ||= groups.size;
    const [id, group] = heaviest(groups);
    const agreeing = groups.size === 1 ? remaining : group;
    const [source] = agreeing;
    lines += id === newlineId ? 1 : 0;
    const ends = id === undefined || source === undefined || lines > maxLines;
    if (ends || (steps.length === 0 && id === newlineId)) {
      break;
    }
    const share = groups.size === 1 ? (steps.at(-1)?.share ?? 1) : weightOf(agreeing) / total;
    const step = { id, source, agreeing, share, branches: groups.size };
    if (share < minShare || hasComment(step, steps.length, lengthOf)) {
      break;
    }
    steps.push(step);
    remaining = agreeing;
  }
  return { voters, steps, continuations };
}

/** A candidate must go on with the word that is half typed, and a new line must be indented alike. */
function fits(cursor: Cursor, candidate: Candidate): boolean {
  const { position, ids, end, starts, text } = candidate;
  const next = ids[position + 1];
  if (position + 1 >= end || next === undefined) {
    return false;
  }
  if (cursor.partial !== '' && !cursor.textOf(next).startsWith(cursor.partial)) {
    return false;
  }
  if (!cursor.atLineStart || next === newlineId) {
    return true;
  }
  const here = cursor.offset - cursor.partial.length;
  const typed = cursor.before.starts[cursor.before.count - 1] ?? 0;
  const ours = cursor.document.text;
  const start = starts[position + 1] ?? 0;
  return sameLevels(
    indentationOf(ours, here) - previousIndentation(ours, typed),
    indentationOf(text, start) - previousIndentation(text, starts[position] ?? 0),
  );
}

/** Equal, or as far apart as levels of two and of four columns are. */
function sameLevels(ours: number, theirs: number): boolean {
  return ours === theirs || ours === theirs * 2 || ours * 2 === theirs;
}

function groupByToken(
  candidates: readonly Candidate[],
  depth: number,
): Map<number | undefined, Candidate[]> {
  const groups = new Map<number | undefined, Candidate[]>();
  for (const candidate of candidates) {
    const at = candidate.position + depth;
    const id = at < candidate.end ? candidate.ids[at] : undefined;
    const group = groups.get(id);
    if (group === undefined) {
      groups.set(id, [candidate]);
    } else {
      group.push(candidate);
    }
  }
  return groups;
}

function heaviest(
  groups: Map<number | undefined, Candidate[]>,
): [number | undefined, readonly Candidate[]] {
  let winner: [number | undefined, readonly Candidate[]] = [undefined, []];
  let most = 0;
  for (const [id, group] of groups) {
    const weight = weightOf(group);
    if (weight > most) {
      most = weight;
      winner = [id, group];
    }
  }
  return winner;
}

function weightOf(candidates: readonly Candidate[]): number {
  return candidates.reduce((sum, candidate) => sum + candidate.weight, 0);
}

/** True when something that is not a token (a comment) stands before the step's token. */
function hasComment(step: Step, depth: number, lengthOf: (id: number) => number): boolean {
  const { ids, starts, text, position } = step.source;
  const index = position + 1 + depth;
  const previous = starts[index - 1] ?? 0;
  const gap = text.slice(previous + lengthOf(ids[index - 1] ?? 0), starts[index] ?? 0);
  return gap.trim() !== '';
}
