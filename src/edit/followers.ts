import type { Memory } from '../model/fill.ts';
import type { EditRefusal } from './task.ts';

/** Knows which models have answered with edits that could be used. */
export interface Followers {
  /** The model did. */
  note(model: string): void;
  /** Another model that did, the last one first. */
  other(model: string): string | undefined;
}

const key = 'edit.followers';
const mostModels = 8;

/** Keeps the names in the memory of this installation. */
export function createFollowers(memory: Memory): Followers {
  const known = (): readonly string[] => {
    const kept = memory.get(key);
    return typeof kept === 'string' && kept !== '' ? kept.split('\n') : [];
  };
  return {
    note(model) {
      const names = known();
      if (names[0] !== model) {
        const others = names.filter((name) => name !== model);
        memory.set(key, [model, ...others].slice(0, mostModels).join('\n'));
      }
    },
    other: (model) => known().find((name) => name !== model),
  };
}

/** What to tell a model whose reply could not be used, so that it answers once more; undefined where that is no use. */
export function correctionFor(reason: EditRefusal, isNewFile: boolean): string | undefined {
  const again = isNewFile
    ? ' Answer once more: the paragraph, then the whole file in one fenced code block.'
    : ' Answer once more, with all changes, in exactly the form that was asked for.';
  const fault = faultOf(reason, isNewFile);
  return fault === undefined ? undefined : fault + again;
}

function faultOf({ kind }: EditRefusal, isNewFile: boolean): string | undefined {
  switch (kind) {
    case 'prose':
      return isNewFile ? 'There is no code block in your answer.' : 'Your answer has no blocks.';
    case 'truncated':
      return 'A block in your answer has no end, no middle or a mark too many.';
    case 'matches twice':
      return 'The lines of a first part are in the file more than once: add lines before or after them.';
    case 'matches nowhere':
      return 'The lines of a first part are not in the file: copy them character by character.';
    case 'ellipsis':
      return 'Code is left out in your answer: write it in full.';
    case 'other file':
      return 'Your answer changes another file: only the file that was shown may be changed.';
    case 'placeholder':
      return 'A word that begins with REDACT or ZQ and a number was left out, repeated or altered: keep each.';
    case 'not shown':
      return 'Your answer changes lines that were not shown.';
    case 'overlap':
      return 'Two blocks change the same lines: make one of them.';
    case 'nothing to change':
    case 'no reply':
    case 'invisible characters':
    case 'nothing changed':
    case 'huge':
      return undefined;
  }
}
