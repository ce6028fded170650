import { block } from './editPage.ts';

/** A function whose edit has two hunks. */
export const before = `export function sumOf(values: number[]): number {
  let total = 0;
  for (const value of values) {
    total += value;
  }
  console.log(total);
  return total;
}

export const limit = 10;
`;

/** The same with the cursor in the function. */
export const atCursor = before.replace('let total', 'let █total');

const insertion = block(
  '  let total = 0;',
  '  let total = 0;\n  if (values.length === 0) return 0;',
);
const replacement = block(
  '  console.log(total);\n  return total;',
  '  return Math.min(total, limit);',
);

/** What the model says about it, and its reply. */
export const why = 'An empty list needs no loop, and nothing is to be printed.';
export const reply = `${why}\n\n${insertion}\n\n${replacement}\n`;

/** The text with the first hunk, with the second, and with both. */
export const withFirst = before.replace(
  '  let total = 0;\n',
  '  let total = 0;\n  if (values.length === 0) return 0;\n',
);
const printed = '  console.log(total);\n  return total;';
const limited = '  return Math.min(total, limit);';
export const withSecond = before.replace(printed, limited);
export const after = withFirst.replace(printed, limited);
