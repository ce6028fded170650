/** What the simulated model answers: the same for the same state, seed and behaviour in every pipeline. */
import { createRandom, hashOf, type Random } from './random.mts';
import type { PromptPlace } from './states.mts';
import type { Horizon } from './truth.mts';

/**
 * `errs`: each token is wrong with the probability `tokenErrors`. `diverges`: right for one to six
 * tokens, then wrong. `over-generates`: right, then it writes what stands below and goes on.
 */
export type Behaviour = 'errs' | 'right' | 'wrong' | 'diverges' | 'over-generates';

/** How the model answers. */
export interface OracleOptions {
  readonly behaviour: Behaviour;
  readonly horizon: Horizon;
  /** Probability from 0 to 1 that a token is wrong. */
  readonly tokenErrors: number;
  /** Probability from 0 to 1 that it writes something where nothing follows, instead of nothing. */
  readonly inventsAtEnd: number;
  readonly seed: number;
  /** Every reply ends with its first line, whatever was asked for. */
  readonly oneLine?: boolean;
}

/** Characters of one token: `reference/performance.md` 1.3 measured with the same. */
export const charactersPerToken = 4;

const divergesWithinTokens = 6;
const seedCharacters = 120;
const inventedLines = 12;

/** The reply to a prompt, in tokens. */
export function replyTo(
  prompt: { readonly prefix: string; readonly suffix: string },
  place: PromptPlace | undefined,
  options: OracleOptions,
): readonly string[] {
  const reply = wholeReplyTo(prompt, place, options);
  return options.oneLine === true ? tokensOf(reply.join('').split('\n', 1)[0] ?? '') : reply;
}

function wholeReplyTo(
  prompt: { readonly prefix: string; readonly suffix: string },
  place: PromptPlace | undefined,
  options: OracleOptions,
): readonly string[] {
  const seed = hashOf(
    options.seed,
    prompt.prefix.slice(-seedCharacters),
    prompt.suffix.slice(0, 40),
  );
  const random = createRandom(seed);
  const follows = textThatFollows(place, options.horizon);
  if (options.behaviour === 'wrong') {
    return tokensOf(invented(random, prompt.prefix, inventedLines));
  }
  if (follows === '') {
    return random() < options.inventsAtEnd ? tokensOf(invented(random, prompt.prefix, 1)) : [];
  }
  switch (options.behaviour) {
    case 'right':
      return tokensOf(follows);
    case 'errs':
      return tokensOf(follows).map((token) =>
        random() < options.tokenErrors ? wrongToken(random, token) : token,
      );
    case 'diverges': {
      const right = tokensOf(follows).slice(0, 1 + Math.floor(random() * divergesWithinTokens));
      return [...right, ...tokensOf(invented(random, prompt.prefix, 2))];
    }
    case 'over-generates':
      return tokensOf(follows + prompt.suffix.slice(0, 400) + invented(random, prompt.prefix, 4));
  }
}

function textThatFollows(place: PromptPlace | undefined, horizon: Horizon): string {
  if (place?.truth === undefined) {
    return '';
  }
  const follows = place.truth.follows[horizon];
  return follows.startsWith(place.accepted) ? follows.slice(place.accepted.length) : '';
}

function tokensOf(text: string): readonly string[] {
  const tokens: string[] = [];
  for (let at = 0; at < text.length; at += charactersPerToken) {
    tokens.push(text.slice(at, at + charactersPerToken));
  }
  return tokens;
}

const letters = 'abcdefghijklmnopqrstuvwxyz';

function letter(random: Random): string {
  return letters[Math.floor(random() * letters.length)] ?? 'x';
}

/** Another token of the same length; line breaks stay, for a model that errs still writes lines. */
function wrongToken(random: Random, token: string): string {
  const other = [...token]
    .map((character) => (character === '\n' ? character : letter(random)))
    .join('');
  return other === token ? `${token.slice(1)}q` : other;
}

/** Plausible lines: words that stand before the caret, in an order that means nothing. */
function invented(random: Random, prefix: string, lines: number): string {
  const words = prefix.slice(-600).match(/\w{3,}/g) ?? ['value', 'result', 'index'];
  const word = () => `${letter(random)}${words[Math.floor(random() * words.length)] ?? 'value'}`;
  return Array.from({ length: lines }, () => `${word()}.${word()}(${word()}, ${word()});`).join(
    '\n',
  );
}
