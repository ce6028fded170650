import type { FillPreference } from '../settings.ts';
import { type FillTemplate, fillTemplateFor } from './templates.ts';

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

/** What is known about a model before it was ever asked to fill. */
export interface FillFacts {
  readonly model: string;
  readonly families: readonly string[];
  /** The model's own chat template, `''` when unknown. */
  readonly template: string;
  /** The server says that it fills natively; undefined when it says nothing either way. */
  readonly fills: boolean | undefined;
  /** The user's choice. */
  readonly preference: FillPreference;
}

/** The ways to try, best first; a way that proves wrong is replaced by the next. */
export function fillModes(facts: FillFacts): readonly [FillMode, ...FillMode[]] {
  const template = fillTemplateFor(facts.model, facts.families, facts.template);
  const chat: FillMode = { kind: 'chat' };
  const raw: readonly FillMode[] = template === undefined ? [] : [{ kind: 'template', template }];
  switch (facts.preference) {
    case 'suffix':
      return [{ kind: 'suffix' }];
    case 'chat':
      return [chat];
    case 'template':
      return template === undefined ? [chat] : [{ kind: 'template', template }];
    case 'auto': {
      const native: readonly FillMode[] = facts.fills === false ? [] : [{ kind: 'suffix' }];
      const [first = chat, ...rest] = [...native, ...raw, chat];
      return [first, ...rest];
    }
  }
}

/** Chooses among the modes of one model and remembers what worked, per server and model. */
export interface FillChoice {
  current(): FillMode;
  /** The current way proved wrong: moves to the next. False when there is none. */
  advance(): boolean;
}

/** Creates the choice for one model; what an earlier session found out is tried first. */
export function createFillChoice(
  modes: readonly [FillMode, ...FillMode[]],
  memory: Memory,
  key: string,
): FillChoice {
  const known = memory.get(key);
  let index = Math.max(
    0,
    modes.findIndex((mode) => nameOf(mode) === known),
  );
  return {
    current: () => modes[index] ?? modes[0],
    advance() {
      const next = modes[index + 1];
      if (next === undefined) {
        return false;
      }
      index++;
      memory.set(key, nameOf(next));
      return true;
    },
  };
}

function nameOf(mode: FillMode): string {
  return mode.kind === 'template' ? `template ${mode.template.name}` : mode.kind;
}
