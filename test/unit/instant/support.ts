import type { ConfidenceModel } from '../../../src/instant/confidence.ts';
import {
  createInstantEngine,
  type InstantEngine,
  type InstantLimits,
  type InstantSuggestion,
} from '../../../src/instant/engine.ts';
import { featureNames } from '../../../src/instant/features.ts';
import type { Snapshot } from '../../../src/text/document.ts';

/** Speaks whenever there is anything to say, the more surely the longer the match. */
export const talkative: ConfidenceModel = {
  threshold: 0.5,
  intercept: 1,
  coefficients: featureNames.map((name) => (name === 'match length' ? 0.1 : 0)),
};

/** Speaks only where all places agree. */
export const unanimous: ConfidenceModel = {
  threshold: 0.5,
  intercept: 1,
  coefficients: featureNames.map((name) => (name === 'disagreeing places' ? -2 : 0)),
};

/** What a test may choose. */
export interface EngineOptions {
  readonly model?: ConfidenceModel;
  readonly limits?: Partial<InstantLimits>;
}

/** An engine without clock or waiting that holds these files, by name. */
export async function engineWith(
  files: Readonly<Record<string, string>>,
  { model = talkative, limits }: EngineOptions = {},
): Promise<InstantEngine> {
  const engine = createInstantEngine({
    now: () => 0,
    yieldNow: () => Promise.resolve(),
    model,
    limits: { minRelatedCharacters: 0, ...limits },
  });
  for (const [name, text] of Object.entries(files)) {
    await update(engine, name, text);
  }
  return engine;
}

/** Puts one file into the index; its language follows from its name. */
export async function update(engine: InstantEngine, name: string, text: string): Promise<void> {
  const { signal } = new AbortController();
  await engine.update({ uri: uriOf(name), languageId: '', text }, signal);
}

/** A document with the cursor at `█`. */
export function documentWith(
  name: string,
  marked: string,
  languageId = 'typescript',
): { readonly document: Snapshot; readonly offset: number } {
  const offset = marked.indexOf('█');
  const text = marked.replace('█', '');
  return { document: { uri: uriOf(name), path: name, languageId, version: 1, text }, offset };
}

/** Asks the engine at `█`. */
export function ask(
  engine: InstantEngine,
  marked: string,
  name = 'here.ts',
  languageId = 'typescript',
): InstantSuggestion | undefined {
  const { document, offset } = documentWith(name, marked, languageId);
  return engine.suggest(document, offset);
}

/** The URI of a file of the test's workspace. */
export function uriOf(name: string): string {
  return `file:///work/${name}`;
}
