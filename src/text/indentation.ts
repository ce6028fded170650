/** Columns a tab counts for when only deeper or shallower matters. */
export const tabColumns = 4;

/** The white space at the start of a line. */
export function leadingSpace(line: string): string {
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}

/** Columns of white space at the start of a line; a tab counts as four. */
export function indentOf(line: string): number {
  let columns = 0;
  for (const character of leadingSpace(line)) {
    columns += character === '\t' ? tabColumns : 1;
  }
  return columns;
}
