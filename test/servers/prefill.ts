/** A server with one slot that keeps what it computed for the last prompt, as far as the next one begins the same. */
export interface Prefill {
  /** Time in milliseconds until the first token of this prompt, the one before still being in memory. */
  waitMs(prompt: string): number;
}

/**
 * Reads prompts as llama.cpp (`cache_prompt`), Ollama and vLLM (automatic prefix caching) do: only what stands behind
 * the common beginning with the one before is evaluated.
 * @param charactersPerMs speed of reading; 8 are about 2,500 tokens of code per second
 */
export function createPrefill(charactersPerMs: number): Prefill {
  let before = '';
  return {
    waitMs(prompt) {
      const fresh = prompt.length - commonLength(before, prompt);
      before = prompt;
      return fresh / charactersPerMs;
    },
  };
}

/** Characters that two texts begin with together. */
export function commonLength(one: string, other: string): number {
  let common = 0;
  while (common < other.length && one.charCodeAt(common) === other.charCodeAt(common)) {
    common += 1;
  }
  return common;
}
