import { hasWord } from './garbage.ts';

const longestPart = 40;
const mostRounds = 8;

/**
 * One word or phrase again and again is a model that lost its way: the text is cut before its second
 * round, and nothing is left of one that begins so. Rows of punctuation or numbers are not touched.
 */
export function withoutRepetition(text: string): string {
  for (let period = 2; period <= longestPart; period++) {
    let same = 0;
    for (let index = period; index < text.length; index++) {
      same = text.charCodeAt(index) === text.charCodeAt(index - period) ? same + 1 : 0;
      if (same >= period * (mostRounds - 1)) {
        const from = index + 1 - same;
        if (hasWord(text.slice(from, from + period))) {
          const head = text.slice(0, from).trimEnd();
          return head.trimStart().length > period ? head : '';
        }
        break;
      }
    }
  }
  return text;
}
