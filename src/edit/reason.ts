import { showInvisible } from '../subject/invisible.ts';
import type { Reply } from './format.ts';

/** Characters of the reason that are kept. */
const longestWhy = 600;

/** The words around the blocks as one line of plain text. */
export function reasonIn({ words }: Reply): string {
  const paragraphs = words
    .filter((line) => !/^\W*(?:no (?:edits|changes?)|file\b.*|why)\W*:?\s*$/i.test(line))
    .join('\n')
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.replace(/\s+/g, ' ').trim())
    .filter((paragraph) => /\p{L}/u.test(paragraph) && !/^[^.!?。！？]{0,60}:$/.test(paragraph));
  const plain = showInvisible(paragraphs.join(' ').replace(/^(?:\*\*)?why(?:\*\*)?\s*:\s*/i, ''));
  return plain.length <= longestWhy ? plain : `${plain.slice(0, longestWhy).toWellFormed()}…`;
}
