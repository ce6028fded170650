/** How many characters a token of the current model has, learned from the counts that its server returns. */
export interface TokenScale {
  /** Takes the count of one prompt. */
  note(model: string, characters: number, tokens: number): void;
  charactersPerToken(): number;
}

/** Source code has 3.2 characters per token in the common vocabularies. */
export const usualCharactersPerToken = 3.2;
/** Short prompts are mostly template. */
const fewestCharacters = 500;
/** Outside of these the server counted something else: only what it had not computed before, or images. */
const least = 1.5;
const most = 6;
/** Fewer characters per token count more: a prompt that is too long is cut, one that is too short is not. */
const downWeight = 0.5;
const upWeight = 0.1;

/** Creates a scale that knows nothing yet. */
export function createTokenScale(): TokenScale {
  let current = { model: '', charactersPerToken: usualCharactersPerToken };
  return {
    note(model, characters, tokens) {
      const measured = characters / tokens;
      if (characters < fewestCharacters || measured < least || measured > most) {
        return;
      }
      const known = current.model === model ? current.charactersPerToken : usualCharactersPerToken;
      const weight = measured < known ? downWeight : upWeight;
      current = { model, charactersPerToken: known + weight * (measured - known) };
    },
    charactersPerToken: () => current.charactersPerToken,
  };
}
