import type { ModelChunk } from './client.ts';

const open = '<think>';
const close = '</think>';
/** A reply that begins with more white space than this is not held back any longer. */
const mostHeld = 100;

/**
 * Separates thoughts written into the text (`<think>…</think>` at its start, as DeepSeek R1 and QwQ do)
 * from the answer; the tags may be split over pieces. Text that begins otherwise passes at once.
 * @returns the function that takes the next piece, and the one that returns what was held back at the end.
 */
export function createThoughtFilter(): {
  readonly take: (piece: string) => readonly ModelChunk[];
  readonly rest: () => readonly ModelChunk[];
} {
  let state: 'start' | 'thinking' | 'thought' | 'answer' = 'start';
  /** At the start what may become a tag; of thoughts only what may begin the closing one. */
  let held = '';
  const take = (piece: string): readonly ModelChunk[] => {
    if (state === 'answer' || piece === '') {
      return textChunks(piece);
    }
    held += piece;
    if (state === 'start') {
      const head = held.trimStart();
      if (head.length < open.length && open.startsWith(head) && held.length <= mostHeld) {
        return [];
      }
      state = head.startsWith(open) ? 'thinking' : 'answer';
      if (state === 'answer') {
        return rest();
      }
    }
    if (state === 'thinking') {
      const end = held.indexOf(close);
      if (end === -1) {
        held = held.slice(-(close.length - 1));
        return [{ kind: 'thinking' }];
      }
      state = 'thought';
      held = held.slice(end + close.length);
      return [{ kind: 'thinking' }, ...answer()];
    }
    return answer();
  };
  /** White space behind the thoughts is no part of the answer. */
  const answer = () => {
    held = held.trimStart();
    return held === '' ? [] : rest();
  };
  const rest = (): readonly ModelChunk[] => {
    const text = state === 'thinking' ? '' : held;
    state = 'answer';
    held = '';
    return textChunks(text);
  };
  return { take, rest };
}

function textChunks(text: string): readonly ModelChunk[] {
  return text === '' ? [] : [{ kind: 'text', text }];
}
