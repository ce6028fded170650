/** How many items both lists have, each counted as often as it stands in both. */
export function shared(one: readonly string[], other: readonly string[]): number {
  const left = new Map<string, number>();
  for (const item of one) {
    left.set(item, (left.get(item) ?? 0) + 1);
  }
  let count = 0;
  for (const item of other) {
    const rest = left.get(item) ?? 0;
    if (rest > 0) {
      count++;
      left.set(item, rest - 1);
    }
  }
  return count;
}

/** Lines without white space; blank ones are left out. */
export function keysOf(lines: readonly string[]): readonly string[] {
  return lines.map((line) => line.replace(/\s+/g, '')).filter((key) => key !== '');
}

/** Share of words and signs that two pieces of code have in common, 0 to 1 (Dice's coefficient). */
export function likenessOf(one: string, other: string): number {
  const [a, b] = [wordsOf(one), wordsOf(other)];
  return a.length + b.length === 0 ? 0 : (2 * shared(a, b)) / (a.length + b.length);
}

function wordsOf(code: string): readonly string[] {
  return code.match(/[\p{L}\p{N}_$]+|[^\s\p{L}\p{N}_$]/gu) ?? [];
}

/** The lines without blank ones at both ends. */
export function trimmedLines(lines: readonly string[]): readonly string[] {
  const first = lines.findIndex((line) => line.trim() !== '');
  return first === -1
    ? []
    : lines.slice(first, lines.findLastIndex((line) => line.trim() !== '') + 1);
}
