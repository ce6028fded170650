import type { Subject } from '../subject/subject.ts';
import { linesOf, linesTouched } from './lines.ts';
import { chooseExcerpt } from './prompt.ts';
import { shownParts } from './scope.ts';

/** What is asked about tells little by itself where it is one line. */
const linesAround = 2;

/**
 * What is asked about with the lines around it, and the lines of its document that a prompt does not show.
 * @param contextTokens what the model takes, answer included
 */
export function linesOutside(
  subject: Subject,
  contextTokens: number,
): { readonly around: string; readonly rest: string } {
  const all = subject.text.split('\n');
  const lines = linesOf(subject.text);
  const shown = shownParts(chooseExcerpt(subject, contextTokens));
  const isShown = (line: number) => shown.some(({ after, first }) => first <= line && line < after);
  const around = subject.spans.flatMap((span) => {
    const { after, first } = linesTouched(lines, span);
    return all.slice(Math.max(0, first - linesAround), after + linesAround);
  });
  return {
    around: around.join('\n'),
    rest: all.map((line, index) => (isShown(index) ? '' : line)).join('\n'),
  };
}
