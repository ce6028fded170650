import { diffArrays } from 'diff';

/** Items `aStart` to before `aEnd` become items `bStart` to before `bEnd`. */
export interface Change {
  readonly aStart: number;
  readonly aEnd: number;
  readonly bStart: number;
  readonly bEnd: number;
}

/** With more differences than this, finding the fewest takes too long: all between the ends counts as changed. */
const mostDifferences = 1_000;

/** What is different between two lists, in order and as little as there is. */
export function changesBetween(a: readonly string[], b: readonly string[]): readonly Change[] {
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) {
    head++;
  }
  let tail = 0;
  while (tail < Math.min(a.length, b.length) - head && a.at(-1 - tail) === b.at(-1 - tail)) {
    tail++;
  }
  const [aEnd, bEnd] = [a.length - tail, b.length - tail];
  if (head === aEnd && head === bEnd) {
    return [];
  }
  const whole = { aStart: head, aEnd, bStart: head, bEnd };
  if (head === aEnd || head === bEnd) {
    return [whole];
  }
  const parts = diffArrays(a.slice(head, aEnd), b.slice(head, bEnd), {
    maxEditLength: mostDifferences,
  });
  if (parts === undefined) {
    return [whole];
  }
  const changes: Change[] = [];
  let [atA, atB] = [head, head];
  let open: Change | undefined;
  for (const { added, removed, value } of parts) {
    const inA = added ? 0 : value.length;
    const inB = removed ? 0 : value.length;
    if (added || removed) {
      open = {
        aStart: open?.aStart ?? atA,
        aEnd: atA + inA,
        bStart: open?.bStart ?? atB,
        bEnd: atB + inB,
      };
    } else if (open !== undefined) {
      changes.push(open);
      open = undefined;
    }
    atA += inA;
    atB += inB;
  }
  return open === undefined ? changes : [...changes, open];
}
