import type { FillPreference } from '../settings.ts';
import { rewriteFormatFor } from './rewriteWindow.ts';
import { type FillTemplate, fillTemplateFor, type ModelTraits } from './templates.ts';

/** How a model is asked to fill the hole between prefix and suffix. */
export type FillMode =
  /** The server fills by itself. */
  | { readonly kind: 'suffix' }
  /** We write the model's control tokens. */
  | { readonly kind: 'template'; readonly template: FillTemplate }
  /** An instruction model is told to write what is missing. */
  | { readonly kind: 'chat' };

/** What was found out stays known: a small key-value store that survives the session. */
export interface Memory {
  get(key: string): unknown;
  set(key: string, value: string): void;
}

/** Ways to fill, best first; there is always one. */
export type FillModes = readonly [FillMode, ...FillMode[]];

/** What is known about a model before it was ever asked to fill. */
export interface FillFacts extends ModelTraits {
  readonly model: string;
  /** The server says that it fills natively; undefined when it says nothing either way. */
  readonly fills: boolean | undefined;
  /** The user's choice. */
  readonly preference: FillPreference;
}

const chat: FillMode = { kind: 'chat' };

/**
 * The ways to try. A choice of the user is the only way, except that a model without a known template
 * is asked by chat. An edit model is not asked to fill in a way that it does not know: chat remains.
 */
export function fillModes(facts: FillFacts): FillModes {
  if (facts.preference !== 'suffix' && rewriteFormatFor(facts.model, facts.ownTemplate)) {
    return [chat];
  }
  const template = fillTemplateFor(facts.model, facts);
  const raw: readonly FillMode[] = template === undefined ? [] : [{ kind: 'template', template }];
  switch (facts.preference) {
    case 'suffix':
      return [{ kind: 'suffix' }];
    case 'chat':
      return [chat];
    case 'template':
      return atLeastChat(raw);
    case 'auto':
      return atLeastChat([
        ...(facts.fills === false ? [] : [{ kind: 'suffix' } as const]),
        ...raw,
        chat,
      ]);
  }
}

function atLeastChat([first = chat, ...rest]: readonly FillMode[]): FillModes {
  return [first, ...rest];
}

/** Names a way for cache keys and memory. */
export function fillModeName(mode: FillMode): string {
  return mode.kind === 'template' ? `template ${mode.template.name}` : mode.kind;
}

/** Chooses among the ways of one model and remembers which one worked, per server and model. */
export interface FillChoice {
  current(): FillMode;
  /** The ways to try for one request: the current one, then those after it. */
  toTry(): FillModes;
  /** This way gave text: it is the current one from now on. */
  worked(mode: FillMode): void;
  /**
   * The current way gave an empty reply. True when that makes it doubtful: it never gave text, and the
   * server did not vouch for it.
   */
  cameEmpty(): boolean;
}

/** An empty reply is a right one where nothing is missing; two in a row before any text are a sign. */
const emptyRepliesOfDoubt = 2;

/**
 * Creates the choice for one model; what an earlier session found out is tried first.
 * @param vouched the server itself says that the first way works.
 */
export function createFillChoice(
  modes: FillModes,
  vouched: boolean,
  memory: Memory,
  key: string,
): FillChoice {
  const known = modes.findIndex((mode) => fillModeName(mode) === memory.get(key));
  let index = Math.max(0, known);
  let proven = known !== -1 || vouched;
  let emptyReplies = 0;
  return {
    current: () => modes[index] ?? modes[0],
    toTry: () => atLeastChat(modes.slice(index)),
    worked(mode) {
      emptyReplies = 0;
      const at = modes.indexOf(mode);
      if (at === index && proven) {
        return;
      }
      index = Math.max(0, at);
      proven = true;
      memory.set(key, fillModeName(mode));
    },
    cameEmpty() {
      emptyReplies += 1;
      return !proven && emptyReplies >= emptyRepliesOfDoubt;
    },
  };
}
