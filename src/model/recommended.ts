import { neededBytes } from './ollamaModels.ts';

/** A model of Ollama's library that serves completions, answers or both well for its size. */
export interface RecommendedModel {
  readonly name: string;
  /** Download and weights in memory. */
  readonly sizeBytes: number;
  readonly use: 'both' | 'answers';
}

const gigabyte = 1e9;

/** A model to begin with. */
export interface FirstModel extends RecommendedModel {
  /** False when it needs more memory than is free; undefined where that is unknown. */
  readonly fits: boolean | undefined;
}

/**
 * The model to begin with: the largest that completes and answers within the memory, else the smallest.
 * @param freeBytes infinite where the memory is another machine's: then a middling one.
 */
export function recommendedFor(freeBytes: number, contextTokens: number): FirstModel {
  const isKnown = Number.isFinite(freeBytes);
  const room = isKnown ? freeBytes : usualBytes;
  const complete = recommendedModels.filter(({ use }) => use === 'both');
  const fitting = complete.filter((model) => neededBytes(model, contextTokens) <= room).at(-1);
  return { ...(fitting ?? smallest), fits: isKnown ? fitting !== undefined : undefined };
}

/** A laptop of 16 GB with an editor and a browser open. */
const usualBytes = 6 * gigabyte;

const smallest: RecommendedModel = {
  name: 'qwen2.5-coder:0.5b',
  sizeBytes: 0.398 * gigabyte,
  use: 'both',
};

/**
 * Small to large. Sizes and abilities: https://ollama.com/library/qwen2.5-coder/tags and
 * https://ollama.com/library/qwen3-coder/tags; the first family fills in the middle and chats.
 */
export const recommendedModels: readonly RecommendedModel[] = [
  smallest,
  { name: 'qwen2.5-coder:1.5b', sizeBytes: 0.986 * gigabyte, use: 'both' },
  { name: 'qwen2.5-coder:3b', sizeBytes: 1.9 * gigabyte, use: 'both' },
  { name: 'qwen2.5-coder:7b', sizeBytes: 4.7 * gigabyte, use: 'both' },
  { name: 'qwen2.5-coder:14b', sizeBytes: 9 * gigabyte, use: 'answers' },
  { name: 'qwen3-coder:30b', sizeBytes: 19 * gigabyte, use: 'answers' },
];
