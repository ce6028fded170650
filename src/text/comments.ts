import { languageOf } from './language.ts';

/**
 * Writes a text as comments of a language, each line one, and ends the last; undefined where the
 * language has no comments or the text would end one.
 */
export function commentOut(text: string, languageId: string): string | undefined {
  const { blockComments, lineComments } = languageOf(languageId);
  const [mark] = lineComments;
  if (mark !== undefined) {
    const lines = text.split('\n').map((line) => (line === '' ? mark : `${mark} ${line}`));
    return `${lines.join('\n')}\n`;
  }
  const [block] = blockComments;
  return block === undefined || text.includes(block[1])
    ? undefined
    : `${block[0]}\n${text}\n${block[1]}\n`;
}
