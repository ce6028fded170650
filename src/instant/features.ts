import type { Candidate } from './candidates.ts';
import { type Cursor, tokensOnLine } from './cursor.ts';
import type { Path, Step } from './path.ts';
import { isWordId, newlineId, type Vocabulary } from './vocabulary.ts';

/** What is known about a proposal, as numbers of the order of one; the order is that of the coefficients. */
export const featureNames = [
  'match length',
  'match words',
  'match lines',
  'deepest match is longer',
  'agreeing places',
  'agreeing files',
  'disagreeing places',
  'share of weight',
  'share of places',
  'share of the deepest',
  'single place',
  'different continuations',
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
  'tokens proposed',
  'words proposed',
  'lines proposed',
  'ends the line',
  'branches behind it',
  'words of the source only',
  'words not nearby',
  'words nowhere in the document',
  'commonness of the rarest word',
  'in a string',
  'line stands nearby already',
  'unanimous long match',
] as const;

/** A way to end the proposal: the first `length` tokens of the path. */
export interface Cut {
  readonly length: number;
  /** One number per entry of `featureNames`. */
  readonly features: Float64Array;
}

/** Tokens around a match whose words count as its neighbourhood. */
const neighbourhood = 40;

/** A word counts as known to the document when it stands so close to the cursor, in characters. */
const reach = 50_000;

/** Every token of the path (no line breaks) behind which the proposal could end, shortest first. */
export function cutsOf(cursor: Cursor, path: Path, limit: number, vocabulary: Vocabulary): Cut[] {
  const cuts: Cut[] = [];
  const words = createWordFacts(cursor, path, vocabulary);
  const about = aboutPlace(cursor);
  const deepest = path.voters.reduce((most, { match }) => Math.max(most, match), 0);
  let agreement: readonly number[] = [];
  let lines = 0;
  for (let length = 1; length <= limit; length++) {
    const step = path.steps[length - 1];
    if (step === undefined) {
      break;
    }
    words.add(step.id);
    if (step.agreeing !== path.steps[length - 2]?.agreeing) {
      agreement = aboutAgreement(step, path, deepest);
    }
    if (step.id === newlineId) {
      lines++;
      continue;
    }
    const features = [
      ...aboutMatch(step.source, deepest, cursor),
      ...agreement,
      ...aboutOrigin(step.source),
      ...about,
      log(length),
      log(words.proposed()),
      log(lines),
      path.steps[length]?.id === newlineId ? 1 : 0,
      log((path.steps[length]?.branches ?? 2) - 1),
      log(words.foreign()),
      log(words.distant()),
      log(words.unseen()),
      words.commonness(),
      cursor.scope === 'strings' ? 1 : 0,
      words.lineNearby(lines) ? 1 : 0,
      step.share > 0.99 ? log(step.source.match) / 6 : 0,
    ];
    cuts.push({ length, features: Float64Array.from(features) });
  }
  return cuts;
}

function log(value: number): number {
  return Math.log2(1 + Math.max(0, value));
}

function aboutMatch(source: Candidate, deepest: number, cursor: Cursor): number[] {
  const { ids, position, match } = source;
  let words = 0;
  let lines = 0;
  for (let index = position; index > position - match; index--) {
    words += isWordId(ids[index] ?? 0) ? 1 : 0;
    lines += ids[index] === newlineId ? 1 : 0;
  }
  return [
    log(match + (cursor.partial === '' ? 0 : 1)),
    log(words),
    log(lines),
    log(deepest - match),
  ];
}

function aboutAgreement({ agreeing, share }: Step, path: Path, deepest: number): number[] {
  const { voters, continuations } = path;
  const peers = voters.filter(({ match }) => match === deepest).length;
  const agreeingPeers = agreeing.filter(({ match }) => match === deepest).length;
  const smooth = (part: number, whole: number) => Math.log((part + 0.3) / (whole - part + 0.3)) / 4;
  return [
    log(agreeing.length),
    log(new Set(agreeing.map(({ origin }) => origin.uri)).size),
    log(voters.length - agreeing.length),
    Math.log((share + 0.02) / (1 - share + 0.02)) / 4,
    smooth(agreeing.length, voters.length),
    smooth(agreeingPeers, peers),
    voters.length === 1 ? 1 : 0,
    log(continuations - 1),
  ];
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
  ];
}

/** Counts what kind of words a proposal brings, token by token. */
function createWordFacts(cursor: Cursor, path: Path, vocabulary: Vocabulary) {
  const { before, document } = cursor;
  const near = new Set(before.ids.slice(Math.max(0, before.count - 160), before.count));
  const seen = new Set<number>();
  const line = lineTokens(cursor);
  const nearLines = recentLines(cursor);
  const theirs = neighbours(path.steps[0]?.source);
  const around = document.text.slice(Math.max(0, cursor.offset - reach), cursor.offset + reach);
  let proposed = 0;
  let foreign = 0;
  let distant = 0;
  let unseen = 0;
  let rarest = 12;
  return {
    add(id: number) {
      line.push(id);
      if (!isWordId(id)) {
        return;
      }
      proposed++;
      rarest = Math.min(rarest, Math.log2(1 + vocabulary.countOf(id)));
      if (seen.has(id) || near.has(id)) {
        return;
      }
      seen.add(id);
      distant++;
      foreign += theirs.has(id) ? 1 : 0;
      unseen += around.includes(cursor.textOf(id)) ? 0 : 1;
    },
    proposed: () => proposed,
    foreign: () => foreign,
    distant: () => distant,
    unseen: () => unseen,
    commonness: () => rarest / 12,
    lineNearby: (lines: number) => lines === 0 && line.length > 2 && nearLines.has(line.join()),
  };
}

function lineTokens({ before }: Cursor): number[] {
  const count = tokensOnLine(before);
  return [...before.ids.subarray(before.count - count, before.count)];
}

/** The beginnings of the last lines above the cursor, as token lists. */
function recentLines({ before }: Cursor): Set<string> {
  const lines = new Set<string>();
  let line: number[] = [];
  for (let index = Math.max(0, before.count - 160); index < before.count; index++) {
    const id = before.ids[index] ?? newlineId;
    if (id === newlineId) {
      line = [];
    } else {
      line.push(id);
      lines.add(line.join());
    }
  }
  return lines;
}

/** Words just before the matched stretch in the source: names that were its own. */
function neighbours(source: Candidate | undefined): Set<number> {
  const words = new Set<number>();
  if (source !== undefined) {
    const { ids, position, first } = source;
    for (let index = Math.max(first, position - neighbourhood); index <= position; index++) {
      const id = ids[index] ?? 0;
      if (isWordId(id)) {
        words.add(id);
      }
    }
  }
  return words;
}
