import { indentOf, leadingSpace, tabColumns } from '../text/indentation.ts';

/** Indentation of a line as the model wrote it and as the document has it. */
export interface IndentPair {
  readonly written: string;
  readonly own: string;
}

/** The step of indentation that most lines show; a tab when more lines begin with one than with a space. */
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
  return ' '.repeat(best?.[0] ?? tabColumns);
}

/**
 * Gives new lines the document's indentation.
 * @param pairs of the lines that the model repeated
 * @param writtenUnit step of indentation in the reply
 * @param ownUnit step of indentation in the document
 */
export function createReindent(
  pairs: readonly IndentPair[],
  writtenUnit: string,
  ownUnit: string,
): (line: string) => string {
  const known = new Map(pairs.toReversed().map(({ own, written }) => [written, own]));
  const bases = [...known.keys()].sort((one, other) => other.length - one.length);
  const shallowest = bases.at(-1);
  // Who copies the document's indentation has its step too.
  const isCopied = pairs.length > 0 && pairs.every(({ own, written }) => own === written);
  const adapted = (space: string) => inOwnStyle(space, writtenUnit, ownUnit, isCopied);
  const indentFor = (space: string): string => {
    const own = known.get(space);
    if (own !== undefined) {
      return own;
    }
    const base = bases.find((prefix) => space.startsWith(prefix));
    if (base !== undefined) {
      return (known.get(base) ?? '') + adapted(space.slice(base.length));
    }
    if (shallowest === undefined) {
      return adapted(space);
    }
    const steps = (indentOf(shallowest) - indentOf(space)) / indentOf(writtenUnit);
    return shortened(known.get(shallowest) ?? '', Math.max(0, steps), ownUnit);
  };
  return (line) => {
    const space = leadingSpace(line);
    return line.length === space.length ? '' : indentFor(space) + line.slice(space.length);
  };
}

/** Tabs for spaces or spaces for tabs, where the document has the other ones. */
function inOwnStyle(
  space: string,
  writtenUnit: string,
  ownUnit: string,
  isCopied: boolean,
): string {
  const columns = indentOf(space);
  const isOwn = ownUnit === '\t' ? !space.includes(' ') : !space.includes('\t');
  if (isOwn && (isCopied || writtenUnit === ownUnit)) {
    return space;
  }
  const steps = Math.floor(columns / indentOf(writtenUnit));
  return ownUnit.repeat(steps) + ' '.repeat(columns - steps * indentOf(writtenUnit));
}

function shortened(space: string, steps: number, unit: string): string {
  let rest = space;
  for (let step = 0; step < steps; step++) {
    rest = rest.endsWith(unit) ? rest.slice(0, -unit.length) : rest.trimEnd();
  }
  return rest;
}
