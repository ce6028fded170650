import { mayEndBehind } from './boundaries.ts';
import type { Candidate } from './candidates.ts';
import { type Cursor, tokensOnLine } from './cursor.ts';
import type { Path, Step } from './path.ts';
import { isWordId, newlineId, type Vocabulary } from './vocabulary.ts';
import { createWordCounter, type WordFacts } from './wordFacts.ts';

/** What is known about a proposal, as numbers of the order of one; the order is that of the coefficients. */
export const featureNames = [
  'match length',
  'match words',
  'match lines',
  'rarest word matched',
  'deepest match is longer',
  'longer than any rival',
  'agreeing places',
  'agreeing files',
  'disagreeing places',
  'share of weight',
  'share of places',
  'share of the deepest',
  'single place',
  'different continuations',
  'one file only',
  'long match in one file',
  'places in one file',
  'rule of the project',
  'share of places by a rule',
  'line start by a rule',
  'same file',
  'new text',
  'nearness',
  'same directory',
  'same language',
  'line start',
  'tokens before on the line',
  'partial word',
  'partial length',
  'behind a dot',
  'in a string',
  'tokens proposed',
  'words proposed',
  'lines proposed',
  'ends the line',
  'branches behind it',
  'words of the source only',
  'words not nearby',
  'words nowhere in the document',
  'commonness of the rarest word',
  'words in strings',
  'line stands nearby already',
] as const;

/** A way to end the proposal: the first `length` tokens of the path. */
export interface Cut {
  readonly length: number;
  /** One number per entry of `featureNames`. */
  readonly features: Float64Array;
}

/** The ends that the proposal could have, shortest first: at most `limit` tokens of the path. */
export function cutsOf(cursor: Cursor, path: Path, limit: number, vocabulary: Vocabulary): Cut[] {
  const cuts: Cut[] = [];
  const words = createWordCounter(cursor, path, vocabulary);
  const about = aboutPlace(cursor);
  let agreement: readonly number[] = [];
  let rule = 0;
  let lines = 0;
  for (let length = 1; length <= limit; length++) {
    const step = path.steps[length - 1];
    if (step === undefined) {
      break;
    }
    const next = path.steps[length];
    words.add(step, length - 1);
    lines += step.id === newlineId ? 1 : 0;
    if (step.agreeing !== path.steps[length - 2]?.agreeing) {
      rule = ruleOf(step, path);
      agreement = [
        ...aboutMatch(step.source, cursor, vocabulary),
        ...aboutAgreement(step, path, cursor, rule),
        ...aboutOrigin(step.source),
      ];
    }
    if (mayEndBehind(path.steps, length - 1)) {
      const proposed = aboutProposal(words.facts, length, lines, next, rule);
      cuts.push({ length, features: Float64Array.of(...agreement, ...about, ...proposed) });
    }
  }
  return cuts;
}

function log(value: number): number {
  return Math.log2(1 + Math.max(0, value));
}

function aboutMatch(source: Candidate, cursor: Cursor, vocabulary: Vocabulary): number[] {
  const { ids, position, match } = source;
  let words = 0;
  let lines = 0;
  let rarest = Number.POSITIVE_INFINITY;
  for (let index = position; index > position - match; index--) {
    const id = ids[index] ?? newlineId;
    lines += id === newlineId ? 1 : 0;
    if (isWordId(id)) {
      words++;
      rarest = Math.min(rarest, vocabulary.countOf(id));
    }
  }
  return [matchLog(source, cursor), log(words), log(lines), Math.min(12, log(rarest)) / 12];
}

function aboutAgreement(
  step: Step,
  { voters, continuations }: Path,
  cursor: Cursor,
  rule: number,
): number[] {
  const { agreeing, share, source } = step;
  const deepest = voters.reduce((most, { match }) => Math.max(most, match), 0);
  const agreed = new Set(agreeing);
  const rival = voters.reduce(
    (most, voter) => (agreed.has(voter) ? most : Math.max(most, voter.match)),
    0,
  );
  const peers = voters.filter(({ match }) => match === deepest).length;
  const agreeingPeers = agreeing.filter(({ match }) => match === deepest).length;
  const files = filesOf(agreeing);
  const placesShare = logitOfShare(agreeing.length, voters.length);
  const isOne = files === 1 ? 1 : 0;
  return [
    log(deepest - source.match),
    log(source.match) - log(rival),
    log(agreeing.length),
    log(files),
    log(voters.length - agreeing.length),
    Math.log((share + 0.02) / (1 - share + 0.02)) / 4,
    placesShare,
    logitOfShare(agreeingPeers, peers),
    voters.length === 1 ? 1 : 0,
    log(continuations - 1),
    isOne,
    (isOne * matchLog(source, cursor)) / 6,
    isOne * log(agreeing.length),
    rule,
    rule * placesShare,
    cursor.atLineStart ? rule : 0,
  ];
}

/** Log odds of a share, a quarter of them; a share of few counts as less certain. */
function logitOfShare(part: number, whole: number): number {
  return Math.log((part + 0.3) / (whole - part + 0.3)) / 4;
}

/**
 * So many files behind so long a match, and no exception: a rule of the project. Forward in time such a
 * continuation was right in 96 of 100 places, however few places there were and new its words.
 */
const ruleFiles = 5;
const ruleMatch = 12;

/** 1 when the continuation looks like a rule of the project, else 0. */
function ruleOf({ agreeing, source }: Step, { voters }: Path): number {
  const isRule =
    agreeing.length === voters.length &&
    source.match >= ruleMatch &&
    filesOf(agreeing) >= ruleFiles;
  return isRule ? 1 : 0;
}

function filesOf(candidates: readonly Candidate[]): number {
  return new Set(candidates.map(({ origin }) => origin.uri)).size;
}

function matchLog({ match }: Candidate, { partial }: Cursor): number {
  return log(match + (partial === '' ? 0 : 1));
}

function aboutOrigin({ origin }: Candidate): number[] {
  const near = origin.sameFile ? 1 / (1 + origin.distance / 1000) : 0;
  return [
    origin.sameFile ? 1 : 0,
    origin.isNew ? 1 : 0,
    near,
    origin.sameDirectory ? 1 : 0,
    origin.sameLanguage ? 1 : 0,
  ];
}

function aboutPlace(cursor: Cursor): number[] {
  const { before, partial, atLineStart } = cursor;
  const last = before.ids[before.count - 1] ?? newlineId;
  return [
    atLineStart ? 1 : 0,
    log(tokensOnLine(before)) / 4,
    partial === '' ? 0 : 1,
    Math.min(partial.length, 8) / 8,
    last === 46 ? 1 : 0,
    cursor.scope === 'strings' ? 1 : 0,
  ];
}

function aboutProposal(
  words: WordFacts,
  length: number,
  lines: number,
  next: Step | undefined,
  rule: number,
): number[] {
  return [
    log(length),
    log(words.proposed),
    log(lines),
    next?.id === newlineId ? 1 : 0,
    log((next?.branches ?? 2) - 1),
    log(words.foreign),
    log(words.distant),
    rule === 1 ? 0 : log(words.unseen),
    words.rarest / 12,
    log(words.literal),
    words.isLineNearby ? 1 : 0,
  ];
}
