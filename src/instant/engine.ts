import { lineEnd, lineStart, type Snapshot } from '../text/document.ts';
import { languageOf } from '../text/language.ts';
import { scopeAt } from '../text/scope.ts';
import { confidenceOf, type Evidence } from './confidence.ts';
import { type Corpus, contextTokens, createCorpus } from './corpus.ts';
import { lineBreak, type Token, tokenize } from './tokens.ts';

/** A proposal of the engine. */
export interface InstantSuggestion {
  /** To insert at the cursor. */
  readonly text: string;
  /** Estimated probability (0 to 1) that all of it is what is typed next. */
  readonly confidence: number;
  readonly evidence: Evidence;
}

/** Finds at the cursor what followed elsewhere in the project after the same tokens. No model, no network. */
export interface InstantEngine {
  /** Adds or replaces a file in slices of a few milliseconds. Refuses minified and huge files. */
  update(
    file: { readonly uri: string; readonly languageId: string; readonly text: string },
    signal: AbortSignal,
  ): Promise<void>;
  remove(uri: string): void;
  clear(): void;
  /** Undefined is silence, and the usual answer. */
  suggest(document: Snapshot, offset: number): InstantSuggestion | undefined;
  /** The user did not want this text: it counts less from now on. */
  dismissed(document: Snapshot, offset: number, text: string): void;
  readonly stats: Corpus['stats'];
}

/** What the engine is built from; `threshold` is the least confidence that is shown. */
export interface InstantDeps {
  readonly now: () => number;
  readonly yieldNow: () => Promise<void>;
  readonly threshold?: number;
}

const sliceMs = 5;
const mostSource = 64 * 1_048_576;
const largestFile = 1_000_000;
const longestAverageLine = 200;

/** High, for the engine is to be silent when unsure; to be confirmed by a fit on public packages. */
const defaultThreshold = 0.9;

const lookBackCharacters = 1_200;
const longestMatch = 64;
const mostCandidates = 256;
const mostProposedTokens = 40;

/** So much must agree before several lines are proposed, or anything inside a string. */
const longMatch = 20;
const agreeing = 0.9;
const mostLines = 4;

/** A key or a hash: repeated text, but never a suggestion. */
const secretLooking = /[A-Za-z0-9+/_-]{32,}/;

/** Creates an engine over an empty index. */
export function createInstantEngine(deps: InstantDeps): InstantEngine {
  const corpus = createCorpus(mostSource);
  const unwanted = new Set<string>();
  const threshold = deps.threshold ?? defaultThreshold;
  return {
    async update({ text, uri }, signal) {
      const lines = text.split('\n', 5_000).length;
      if (
        text.length > largestFile ||
        text.length / lines > longestAverageLine ||
        text.includes('\0')
      ) {
        corpus.remove(uri);
        return;
      }
      let sliceEnd = deps.now() + sliceMs;
      const pause = () => {
        if (deps.now() < sliceEnd) {
          return undefined;
        }
        return deps.yieldNow().then(() => {
          sliceEnd = deps.now() + sliceMs;
        });
      };
      await corpus.add(uri, text, pause, signal);
    },
    remove: corpus.remove,
    clear: corpus.clear,
    suggest(document, offset) {
      const found = propose(corpus, document, offset, unwanted);
      return found !== undefined && found.confidence >= threshold ? found : undefined;
    },
    dismissed(_document, _offset, text) {
      unwanted.add(text.trim());
    },
    get stats() {
      return corpus.stats;
    },
  };
}

interface Place {
  readonly ids: readonly number[];
  /** All tokens looked back at were known to the index: the same place of the same file matches them all. */
  readonly partial: string;
  /** White space between the last token and the cursor (or the partial word). */
  readonly gap: string;
  readonly atLineStart: boolean;
}

/** The best proposal at the cursor, whatever its confidence. */
function propose(
  corpus: Corpus,
  document: Snapshot,
  offset: number,
  unwanted: ReadonlySet<string>,
): InstantSuggestion | undefined {
  const { languageId, text, uri } = document;
  const after = text.slice(offset, lineEnd(text, offset));
  if (languageOf(languageId).prose || !/^[\s)\]}>"'`;,]*$/.test(after)) {
    return undefined;
  }
  const place = placeAt(corpus, text, offset);
  if (place === undefined) {
    return undefined;
  }
  const candidates = occurrencesOf(corpus, place, uri);
  const best = candidates[0];
  if (best === undefined) {
    return undefined;
  }
  const scope = scopeAt(document, offset);
  if (scope === 'comments' || (scope === 'strings' && best.matched < longMatch)) {
    return undefined;
  }
  const considered = candidates.filter(
    ({ matched }) => matched >= Math.min(best.matched, longMatch) * 0.6,
  );
  const agreed = agreedTokens(corpus, considered, best);
  if (agreed.count === 0) {
    return undefined;
  }
  const proposal = proposedText(corpus, best.position, agreed.count, place);
  if (proposal === undefined || proposal.trim() === '' || secretLooking.test(proposal)) {
    return undefined;
  }
  const evidence: Evidence = {
    matchTokens: best.matched,
    occurrences: considered.length,
    agreement: agreed.share,
    continuations: agreed.continuations,
    sameFile: corpus.fileAt(best.position)?.uri === uri,
    lineStart: place.atLineStart,
    partialCharacters: place.partial.length,
    proposedTokens: agreed.count,
    dismissed: unwanted.has(proposal.trim()),
  };
  return { text: fitted(proposal, document, offset), confidence: confidenceOf(evidence), evidence };
}

function placeAt(corpus: Corpus, text: string, offset: number): Place | undefined {
  const start = lineStart(text, Math.max(0, offset - lookBackCharacters));
  const tokens: Token[] = [...tokenize(text, start, offset)];
  const last = tokens.at(-1);
  const isWord = last !== undefined && last.end === offset && /[\p{L}\p{N}_$]$/u.test(last.text);
  const partial = isWord ? (tokens.pop()?.text ?? '') : '';
  const before = tokens.at(-1);
  if (before === undefined || tokens.length < contextTokens) {
    return undefined;
  }
  const ids = tokens.map((token) => corpus.idOf(token.text) ?? -1);
  return {
    ids,
    partial,
    gap: text.slice(before.end, offset - partial.length),
    atLineStart: before.text === lineBreak,
  };
}

interface Occurrence {
  /** Position of the first token that follows the match. */
  readonly position: number;
  readonly matched: number;
}

/** Places whose preceding tokens agree, the longest match first; nothing of the cursor's own place. */
function occurrencesOf(
  corpus: Corpus,
  { ids, partial }: Place,
  uri: string,
): readonly Occurrence[] {
  const found: Occurrence[] = [];
  let looked = 0;
  for (
    let at = corpus.newest(ids);
    at !== -1 && looked < mostCandidates;
    at = corpus.previous(at)
  ) {
    looked++;
    const matched = matchedTokens(corpus, ids, at);
    const file = matched >= contextTokens ? corpus.fileAt(at) : undefined;
    if (file === undefined || at + 1 >= file.last || at - matched + 1 < file.first) {
      continue;
    }
    const itself = file.uri === uri && matched >= Math.min(ids.length, longestMatch);
    const next = corpus.textAt(at + 1);
    if (!itself && next.startsWith(partial) && next !== lineBreak && next.length > partial.length) {
      found.push({ position: at + 1, matched });
    }
  }
  return found.sort((a, b) => b.matched - a.matched || b.position - a.position);
}

function matchedTokens(corpus: Corpus, ids: readonly number[], at: number): number {
  let matched = 0;
  const most = Math.min(ids.length, longestMatch, at + 1);
  while (matched < most && ids[ids.length - 1 - matched] === corpus.idAt(at - matched)) {
    matched++;
  }
  return matched;
}

/** How far the best occurrence is followed while nearly all others say the same. */
function agreedTokens(
  corpus: Corpus,
  occurrences: readonly Occurrence[],
  best: Occurrence,
): { readonly count: number; readonly share: number; readonly continuations: number } {
  const several = best.matched >= longMatch && occurrences.length >= 2;
  const last = corpus.fileAt(best.position)?.last ?? 0;
  const continuations = new Set(
    occurrences.map(({ position }) => `${corpus.idAt(position)} ${corpus.idAt(position + 1)}`),
  ).size;
  let living = occurrences;
  let count = 0;
  let lines = 0;
  let share = 1;
  while (count < mostProposedTokens && best.position + count < last) {
    const id = corpus.idAt(best.position + count);
    const isBreak = corpus.textAt(best.position + count) === lineBreak;
    lines += isBreak ? 1 : 0;
    if (isBreak && (!several || lines >= mostLines || living.length < occurrences.length)) {
      break;
    }
    const still = living.filter(({ position }) => corpus.idAt(position + count) === id);
    if (still.length / occurrences.length < agreeing) {
      break;
    }
    living = still;
    share = still.length / occurrences.length;
    count++;
  }
  while (count > 0 && corpus.textAt(best.position + count - 1) === lineBreak) {
    count--;
  }
  return { count, share, continuations };
}

function proposedText(
  corpus: Corpus,
  position: number,
  count: number,
  place: Place,
): string | undefined {
  const file = corpus.fileAt(position);
  if (file === undefined) {
    return undefined;
  }
  const lastToken = position + count - 1;
  const end = corpus.startAt(lastToken) + corpus.textAt(lastToken).length;
  const start = corpus.startAt(position);
  const body = file.text.slice(start + place.partial.length, end);
  if (place.partial !== '' || place.gap !== '' || place.atLineStart) {
    return body;
  }
  const previous = position - 1;
  return file.text.slice(corpus.startAt(previous) + corpus.textAt(previous).length, start) + body;
}

/** Further lines keep their shape relative to the cursor's line, with the document's line ends. */
function fitted(proposal: string, { text }: Snapshot, offset: number): string {
  const [first = '', ...rest] = proposal.replaceAll('\r\n', '\n').split('\n');
  if (rest.length === 0) {
    return first;
  }
  const indent = /^[ \t]*/.exec(text.slice(lineStart(text, offset), offset))?.[0] ?? '';
  const widths = rest
    .filter((line) => line.trim() !== '')
    .map((line) => /^[ \t]*/.exec(line)?.[0].length ?? 0);
  const least = Math.min(...widths);
  const lines = rest.map((line) => (line.trim() === '' ? '' : indent + line.slice(least)));
  return [first, ...lines].join(text.includes('\r\n') ? '\r\n' : '\n');
}
