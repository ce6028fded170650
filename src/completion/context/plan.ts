import type { Snippet, SnippetKind } from '../../privacy/safePrompt.ts';

/** A piece of context that could stand in the prompt. */
export interface Candidate {
  readonly snippet: Snippet;
  /** How much it is likely to help, from 0 to 1. */
  readonly score: number;
}

/** Which pieces stand in the prompt, and in which order. */
export interface ContextPlan {
  /**
   * Chooses anew. What stands in the prompt stays, at its place, while it is still among the candidates
   * and nothing clearly better needs its room: the server keeps what it computed for it.
   * @param candidates pieces of one kind are put in this order when they are new.
   * @param window the text of the document that the prompt carries: nothing in it is said twice.
   * @param budget most characters of all pieces together.
   */
  update(candidates: readonly Candidate[], window: string, budget: number): void;
  readonly current: readonly Snippet[];
  clear(): void;
}

/** What changes seldom stands first; of each kind at most a share of the budget. */
const kinds: Readonly<Record<SnippetKind, { readonly order: number; readonly share: number }>> = {
  'open file': { order: 0, share: 0.6 },
  definition: { order: 1, share: 0.5 },
  cell: { order: 2, share: 1 },
  'recent edit': { order: 3, share: 0.35 },
  problems: { order: 4, share: 0.2 },
};

/** A piece comes in with this score, and stays in until it has less than half of it. */
const entryScore = 0.25;
const stayingScore = 0.12;
/** What another piece must be better by to take the place of one that stands in the prompt. */
const incumbentFactor = 1.6;
/** Shorter lines, such as a closing bracket, stand everywhere. */
const shortestTellingLine = 8;
/** A piece of which a larger share is known already says nothing new. */
const mostKnownShare = 0.5;

/** Creates an empty plan. */
export function createContextPlan(): ContextPlan {
  let current: readonly Snippet[] = [];

  return {
    update(candidates, window, budget) {
      const places = new Map(current.map((snippet, place) => [keyOf(snippet), place]));
      const placeOf = ({ snippet }: Candidate) => places.get(keyOf(snippet));
      const worth = (candidate: Candidate) =>
        candidate.score * (placeOf(candidate) === undefined ? 1 : incumbentFactor);
      const likely = candidates
        .filter((one) => one.score >= (placeOf(one) === undefined ? entryScore : stayingScore))
        .sort((one, other) => worth(other) - worth(one));
      const chosen = new Set(choose(likely, window, budget));
      const before = current;
      current = candidates
        .filter((candidate) => chosen.has(candidate))
        .map((candidate, index) => {
          const place = placeOf(candidate);
          const { kind } = candidate.snippet;
          // Cells are code that goes on from one to the next: their order is fixed.
          const stays = place !== undefined && kind !== 'cell';
          return {
            // The same object as before, so that the gate knows it.
            snippet: place === undefined ? candidate.snippet : (before[place] ?? candidate.snippet),
            order: kinds[kind].order * 1e6 + (stays ? place : 1e3 + index),
          };
        })
        .sort((one, other) => one.order - other.order)
        .map(({ snippet }) => snippet);
    },
    get current() {
      return current;
    },
    clear() {
      current = [];
    },
  };
}

function keyOf({ file, kind, text }: Snippet): string {
  return `${kind}\n${file.fullPath ?? file.path}\n${text}`;
}

/** Takes the best as long as there is room and they say something new. */
function choose(
  sorted: readonly Candidate[],
  window: string,
  budget: number,
): readonly Candidate[] {
  const known = new Set(tellingLines(window));
  const left = new Map<SnippetKind, number>();
  let room = budget;
  return sorted.filter(({ snippet: { kind, text } }) => {
    const roomOfKind = left.get(kind) ?? budget * kinds[kind].share;
    const lines = tellingLines(text);
    const repeated = lines.filter((line) => known.has(line)).length;
    if (text.length > Math.min(room, roomOfKind) || repeated > lines.length * mostKnownShare) {
      return false;
    }
    room -= text.length;
    left.set(kind, roomOfKind - text.length);
    for (const line of lines) {
      known.add(line);
    }
    return true;
  });
}

function tellingLines(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.length >= shortestTellingLine);
}
