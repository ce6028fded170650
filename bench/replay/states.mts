import type { Snapshot } from '../../src/text/document.ts';
import { hashOf } from './random.mts';
import type { Truth } from './truth.mts';

/** Where a prompt was made: the key before it, and what stands at the caret beyond that key's text. */
export interface PromptPlace {
  readonly offset: number;
  /** Text that the prompt assumes to be accepted behind the caret. */
  readonly accepted: string;
  readonly truth: Truth | undefined;
}

/** The states that the document went through, found again by the text around the caret. */
export interface States {
  add(document: Snapshot, offset: number, truth: Truth): void;
  /** The latest state that a prompt with these ends fits; undefined for a place never typed at. */
  find(prefix: string, suffix: string): PromptPlace | undefined;
}

const nearCharacters = 160;
/** Prompts for the state after an acceptance are made a moment after their key. */
const latestStates = 8;

/** Creates an empty memory of states. */
export function createStates(): States {
  /** By a hash: a piece of a text would keep all of it in memory. */
  const places = new Map<number, PromptPlace>();
  const latest: { prefix: string; place: PromptPlace }[] = [];
  const keyOf = (prefix: string, suffix: string) =>
    hashOf(prefix.slice(-nearCharacters), suffix.slice(0, nearCharacters));
  return {
    add({ text }, offset, truth) {
      const prefix = withLineFeeds(text.slice(Math.max(0, offset - 2 * nearCharacters), offset));
      const after = withLineFeeds(text.slice(offset, offset + 2 * nearCharacters));
      const place = { offset, accepted: '', truth };
      places.set(keyOf(prefix, after), place);
      latest.unshift({ prefix: prefix.slice(-nearCharacters), place });
      latest.length = Math.min(latest.length, latestStates);
    },
    find(prefix, suffix) {
      const exact = places.get(keyOf(prefix, suffix));
      if (exact !== undefined) {
        return exact;
      }
      for (const { place, prefix: known } of latest) {
        const at = known === '' ? -1 : prefix.lastIndexOf(known);
        if (at !== -1) {
          return { ...place, accepted: prefix.slice(at + known.length) };
        }
      }
      return undefined;
    },
  };
}

function withLineFeeds(text: string): string {
  return text.replaceAll('\r\n', '\n');
}
