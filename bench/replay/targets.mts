/** The targets of decision 3 and issue 3, each beside what was measured. */
import type { CellResult, FigureName } from './report.mts';

/** One target of one table. */
export interface Verdict {
  readonly met: boolean;
  readonly text: string;
}

const most = (cell: CellResult, name: FigureName, limit: number, unit: string): Verdict => ({
  met: cell.figures[name].median <= limit,
  text: `${name} ${cell.figures[name].median.toFixed(1)} ≤ ${limit.toFixed(1)}${unit}`,
});

const least = (cell: CellResult, name: FigureName, limit: number, unit: string): Verdict => ({
  met: cell.figures[name].median >= limit,
  text: `${name} ${cell.figures[name].median.toFixed(1)} ≥ ${limit.toFixed(1)}${unit}`,
});

/** Points of "right" above the prototype, by model. */
const lead: Readonly<Record<string, number>> = { cloud: 8, local: 8, slow: 10 };

/** Share of keys with right text when a right model answers in 150 ms and 10 ms per token. */
const steadyRight = 92;

/**
 * Judges the first row of a table, the product's, against the row of the prototype.
 * @param rival name of the prototype's row; without it only absolute targets are judged.
 */
export function verdictsOf(cells: readonly CellResult[], rival: string): readonly Verdict[] {
  const [own] = cells;
  const other = cells.find(({ pipeline }) => pipeline === rival);
  if (own === undefined || own.pipeline === rival) {
    return [];
  }
  const always = [most(own, 'workMsP50', 1, ' ms'), most(own, 'workMsP95', 4, ' ms')];
  const slots = own.model === 'local' ? [most(own, 'mostAtOnce', 1, '')] : [];
  const calm = [most(own, 'flickerPer100', 2, ''), most(own, 'tokensPer100', 90, '')];
  if (own.model === 'steady') {
    return [least(own, 'right', steadyRight, ' %'), most(own, 'requestsPer100', 4, ''), ...always];
  }
  if (own.model === 'wrong') {
    return [
      most(own, 'requestsPer100', 25, ''),
      most(own, 'mostTokensAfterDivergence', 1, ''),
      ...always,
    ];
  }
  const points = lead[own.model];
  if (other === undefined || points === undefined) {
    return always;
  }
  const { requestsPer100, right, wrong } = other.figures;
  return [
    least(own, 'right', right.median + points, ` % (prototype + ${points})`),
    most(own, 'wrong', wrong.median / 2, ' % (half)'),
    most(own, 'requestsPer100', requestsPer100.median * 0.75, ' (0.75 ×)'),
    ...calm,
    ...slots,
    ...always,
  ];
}
