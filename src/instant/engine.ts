import type { Snapshot } from '../text/document.ts';
import { languageOf } from '../text/language.ts';
import { findCandidates } from './candidates.ts';
import { createCodeIndex, type IndexDeps, type IndexLimits, type IndexStats } from './codeIndex.ts';
import { fittedModel } from './coefficients.ts';
import { type ConfidenceModel, confidenceOf } from './confidence.ts';
import { type Cursor, readCursor } from './cursor.ts';
import { createDismissals } from './dismissed.ts';
import { type Cut, cutsOf } from './features.ts';
import { familyOf, type SourceFile } from './indexable.ts';
import { followPath, type Path } from './path.ts';
import { longestAllowed, renderProposal } from './proposal.ts';
import { createVocabulary } from './vocabulary.ts';

/** A text that stands elsewhere in the project behind the same code, and how sure it is. */
export interface InstantSuggestion {
  /** To insert at the offset. */
  readonly text: string;
  /** Probability, from 0 to 1, that all of it is right. */
  readonly confidence: number;
  readonly evidence: Evidence;
}

/** Why the engine spoke, for the log and the tests. */
export interface Evidence {
  /** Where the text was taken from. */
  readonly uri: string;
  /** Tokens before the cursor that stand there too. */
  readonly matchedTokens: number;
  /** Places that were compared, and how many of them agree with the whole text. */
  readonly places: number;
  readonly agreeing: number;
}

/** One way to complete, with what the confidence was computed from. */
export interface Option {
  readonly text: string;
  readonly confidence: number;
  readonly features: Float64Array;
  readonly evidence: Evidence;
}

/** Bounds; what is left out has the default. */
export interface InstantLimits extends IndexLimits {
  /** Least code of the document's language family in the index and above the cursor, in characters. */
  readonly minRelatedCharacters: number;
}

/** Completes from the workspace's own code, without a model. */
export interface InstantEngine {
  /**
   * Adds or replaces a file. Of a file already there only what changed is read again. The work is
   * done in slices of `sliceMs`; an abort resolves and leaves the earlier version in place.
   */
  update(file: SourceFile, signal: AbortSignal): Promise<void>;
  remove(uri: string): void;
  clear(): void;
  /** What comes next at the offset, or nothing: silence is the default. */
  suggest(document: Snapshot, offset: number): InstantSuggestion | undefined;
  /** Everything that could be said, shortest first, whatever its confidence: for the bench. */
  options(document: Snapshot, offset: number): readonly Option[];
  /** The user turned this text down here: it is less likely to be proposed at such a place again. */
  dismissed(document: Snapshot, offset: number, text: string): void;
  readonly stats: IndexStats;
}

const defaultLimits: InstantLimits = {
  maxCharacters: 64_000_000,
  maxFileCharacters: 1_000_000,
  sliceMs: 5,
  minRelatedCharacters: 1000,
};

/** Shorter proposals (white space aside) are not worth a look. */
const minCharacters = 4;
/** In a string only a long match speaks: its words are seldom repeated. */
const minStringMatch = 12;

/** Makes an engine with an empty index. */
export function createInstantEngine(
  deps: IndexDeps & {
    readonly limits?: Partial<InstantLimits>;
    readonly model?: ConfidenceModel;
  },
): InstantEngine {
  const model = deps.model ?? fittedModel;
  const limits = { ...defaultLimits, ...deps.limits };
  const vocabulary = createVocabulary();
  const index = createCodeIndex(deps, vocabulary, limits);
  const dismissals = createDismissals();

  const explore = (document: Snapshot, offset: number): Explored | undefined => {
    const related = index.charactersOf(familyOf(document.languageId));
    if (languageOf(document.languageId).prose || related + offset < limits.minRelatedCharacters) {
      return undefined;
    }
    const cursor = readCursor(document, offset, index.fileOf(document.uri), vocabulary);
    if (cursor.scope === 'comments') {
      return undefined;
    }
    const candidates = findCandidates(cursor, index.segments());
    const path = followPath(cursor, candidates, (id) => cursor.textOf(id).length);
    const limit = longestAllowed(cursor, path);
    return { cursor, path, cuts: cutsOf(cursor, path, limit, vocabulary) };
  };

  const optionFor = ({ cursor, path }: Explored, cut: Cut): Option | undefined => {
    const source = path.steps[cut.length - 1];
    const tooLoose = cursor.scope === 'strings' && (source?.source.match ?? 0) < minStringMatch;
    const text = tooLoose ? undefined : renderProposal(cursor, path, cut.length);
    if (source === undefined || text === undefined || lengthOf(text) < minCharacters) {
      return undefined;
    }
    return {
      text,
      confidence: confidenceOf(model, cut.features, dismissals.count(cursor, text)),
      features: cut.features,
      evidence: {
        uri: source.source.origin.uri,
        matchedTokens: source.source.match,
        places: path.voters.length,
        agreeing: source.agreeing.length,
      },
    };
  };

  return {
    update: index.update,
    remove: index.remove,
    clear: index.clear,
    suggest(document, offset) {
      const explored = explore(document, offset);
      for (const cut of explored?.cuts.toReversed() ?? []) {
        const promising = confidenceOf(model, cut.features, 0) >= model.threshold;
        const option = explored && promising ? optionFor(explored, cut) : undefined;
        if (option !== undefined && option.confidence >= model.threshold) {
          const { text, confidence, evidence } = option;
          return { text, confidence, evidence };
        }
      }
      return undefined;
    },
    options(document, offset) {
      const explored = explore(document, offset);
      const options = explored?.cuts.map((cut) => optionFor(explored, cut)) ?? [];
      return options.filter((option) => option !== undefined);
    },
    dismissed(document, offset, text) {
      dismissals.add(readCursor(document, offset, index.fileOf(document.uri), vocabulary), text);
    },
    get stats() {
      return index.stats;
    },
  };
}

interface Explored {
  readonly cursor: Cursor;
  readonly path: Path;
  readonly cuts: readonly Cut[];
}

function lengthOf(text: string): number {
  return text.replace(/\s/g, '').length;
}
