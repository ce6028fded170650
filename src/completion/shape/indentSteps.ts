import { indentOf } from '../../text/indentation.ts';
import type { Language } from '../../text/language.ts';

/** One column sets off a comment's line, and more than eight align it with something. */
export const narrowestStep = 2;
const widestStep = 8;

/** How often a line that is deeper than the one above it is so by how many columns. */
export function stepsIn(
  lines: readonly string[],
  counts: (above: string) => boolean = () => true,
): ReadonlyMap<number, number> {
  const steps = new Map<number, number>();
  let above = '';
  for (const line of lines) {
    if (line.trim() !== '') {
      const step = indentOf(line) - indentOf(above);
      if (above !== '' && step >= narrowestStep && step <= widestStep && counts(above)) {
        steps.set(step, (steps.get(step) ?? 0) + 1);
      }
      above = line;
    }
  }
  return steps;
}

/** A line below which a block stands, not an argument or an element, which may be aligned. */
export function opensBody({ opensBlock }: Language): (line: string) => boolean {
  return (line) => opensBlock.test(line.trimEnd()) && !/[([]$/.test(line.trimEnd());
}

/** The step that most lines make; the narrower of two as common, undefined when there is none. */
export function mostCommon(steps: ReadonlyMap<number, number>): number | undefined {
  return [...steps].sort(([a, often], [b, oftener]) => oftener - often || a - b)[0]?.[0];
}

/** The columns of one level of these lines; 4 when they show none. */
export function levelOf(lines: readonly string[]): number {
  return mostCommon(stepsIn(lines)) ?? unitOf(lines);
}

/** The number of spaces of one level: the largest of 8, 4, 3 and 2 that most lines are multiples of. */
function unitOf(lines: readonly string[]): number {
  const widths = lines
    .map((line) => /^ +(?=\S)/.exec(line)?.[0].length ?? 0)
    .filter((width) => width > 1);
  const fits = (unit: number) =>
    widths.filter((width) => width % unit === 0).length >= widths.length * 0.8;
  return [4, 3, 2].find((unit) => widths.length > 0 && fits(unit)) ?? 4;
}
