import { indentOf, leadingSpace, tabColumns } from '../text/indentation.ts';

/** Indentation of a line as the model wrote it and as the document has it. */
export interface IndentPair {
  readonly written: string;
  readonly own: string;
}

/**
 * The step of indentation that most lines show; a tab when more lines begin with one than with a space. '' when none
 * is indented.
 */
export function indentUnit(lines: readonly string[]): string {
  const steps = new Map<number, number>();
  let [tabs, spaces, last] = [0, 0, 0];
  for (const line of lines) {
    if (line.trim() === '') {
      continue;
    }
    const space = leadingSpace(line);
    tabs += space.startsWith('\t') ? 1 : 0;
    spaces += space.startsWith(' ') ? 1 : 0;
    const step = Math.abs(space.length - last);
    last = space.length;
    if (step > 1 && step <= 8) {
      steps.set(step, (steps.get(step) ?? 0) + 1);
    }
  }
  if (tabs > spaces) {
    return '\t';
  }
  const [best] = [...steps].sort(([one, a], [other, b]) => b - a || one - other);
  return best === undefined ? '' : ' '.repeat(best[0]);
}

/**
 * Gives new lines the document's indentation.
 * @param pairs of the lines that the model repeated, those that tell most first
 * @param replyUnit step of indentation in the reply; '' when it shows none
 * @param documentUnit step of indentation in the document; '' when it shows none
 */
export function createReindent(
  pairs: readonly IndentPair[],
  replyUnit: string,
  documentUnit: string,
): (line: string) => string {
  const ownUnit = documentUnit || replyUnit || ' '.repeat(tabColumns);
  const writtenUnit = replyUnit || ownUnit;
  const known = new Map<string, string>();
  for (const { own, written } of pairs) {
    if (!known.has(written)) {
      known.set(written, own);
    }
  }
  const bases = [...known].sort(([one], [other]) => indentOf(other) - indentOf(one));
  // Who copies the document's indentation has its step too.
  const isCopied =
    pairs.every(({ own, written }) => own === written) && pairs.some(({ own }) => own !== '');
  const step = isCopied ? indentOf(ownUnit) : indentOf(writtenUnit);
  const indentFor = (space: string): string => {
    const base = bases.find(([written]) => indentOf(written) <= indentOf(space));
    if (known.has(space) || base === undefined) {
      return known.get(space) ?? shallower(space);
    }
    const [written, own] = base;
    const rest = space.startsWith(written)
      ? space.slice(written.length)
      : ' '.repeat(indentOf(space) - indentOf(written));
    return own + inOwnStyle(rest, step, ownUnit, isCopied || writtenUnit === ownUnit);
  };
  /** Less than any line that the model repeated. */
  const shallower = (space: string): string => {
    const [written, own] = bases.at(-1) ?? ['', ''];
    if (bases.length === 0) {
      return inOwnStyle(space, step, ownUnit, isCopied || writtenUnit === ownUnit);
    }
    const steps = Math.round((indentOf(written) - indentOf(space)) / step);
    return shortened(own, Math.max(0, steps), ownUnit);
  };
  return (line) => {
    const space = leadingSpace(line);
    return line.length === space.length ? '' : indentFor(space) + line.slice(space.length);
  };
}

/** Tabs for spaces or spaces for tabs, where the document has the other ones; steps of its own width. */
function inOwnStyle(space: string, step: number, ownUnit: string, isSameStep: boolean): string {
  const isOwn = ownUnit === '\t' ? !space.includes(' ') : !space.includes('\t');
  if (isOwn && isSameStep) {
    return space;
  }
  const columns = indentOf(space);
  const steps = Math.floor(columns / step);
  return ownUnit.repeat(steps) + ' '.repeat(columns - steps * step);
}

function shortened(space: string, steps: number, unit: string): string {
  let rest = space;
  for (let step = 0; step < steps; step++) {
    rest = rest.endsWith(unit) ? rest.slice(0, -unit.length) : rest.trimEnd();
  }
  return rest;
}
