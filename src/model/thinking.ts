import type { ModelChunk } from './client.ts';

const open = '<think>';
const close = '</think>';

/**
 * Separates thoughts written into the text (`<think>…</think>` at its start, as DeepSeek R1 and QwQ do)
 * from the answer; the tags may be split over pieces. Text that begins otherwise passes at once.
 */
export function createThoughtFilter(): (piece: string) => readonly ModelChunk[] {
  let state: 'start' | 'thinking' | 'answer' = 'start';
  let held = '';
  const take = (piece: string): readonly ModelChunk[] => {
    if (state === 'answer') {
      return piece === '' ? [] : [{ kind: 'text', text: piece }];
    }
    held += piece;
    if (state === 'start') {
      const head = held.trimStart();
      if (head.length < open.length && open.startsWith(head)) {
        return [];
      }
      state = head.startsWith(open) ? 'thinking' : 'answer';
      if (state === 'answer') {
        return take(emptied());
      }
    }
    const end = held.indexOf(close);
    if (end === -1) {
      return [{ kind: 'thinking' }];
    }
    state = 'answer';
    return [
      { kind: 'thinking' },
      ...take(
        emptied()
          .slice(end + close.length)
          .trimStart(),
      ),
    ];
  };
  const emptied = () => {
    const text = held;
    held = '';
    return text;
  };
  return take;
}
