import type { Subject } from '../../../src/subject/subject.ts';

/** A text without its marks `█`, and where they stood. */
export function marked(text: string): { text: string; at: readonly number[] } {
  const at: number[] = [];
  let plain = '';
  for (const character of text) {
    if (character === '█') {
      at.push(plain.length);
    } else {
      plain += character;
    }
  }
  return { text: plain, at };
}

/** A question about all between two marks. */
export function subjectOf(source: string, changes: Partial<Subject> = {}): Subject {
  const { at, text } = marked(source);
  const [start = 0, end = text.length] = at;
  return {
    kind: 'code',
    path: 'src/orders.ts',
    languageId: 'typescript',
    text,
    spans: [{ start, end }],
    focus: start,
    symbolPath: [],
    problems: [],
    ...changes,
  };
}
