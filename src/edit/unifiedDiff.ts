import type { Block } from './format.ts';

/** True for the lines of a unified diff, which some models write whatever they are asked for. */
export function isUnifiedDiff(info: string, lines: readonly string[]): boolean {
  const isMarked =
    lines.some((line) => hunkHead.test(line)) || /^(?:diff|patch|udiff)\b/.test(info);
  return isMarked && lines.some((line) => /^[-+]/.test(line) && !fileHead.test(line));
}

const hunkHead = /^@@(?: .*)?(?:@@.*)?$/;
const fileHead = /^(?:---|\+\+\+)[ \t]+(\S.{0,300})$/;
const noise = /^(?:diff --git |index [\da-f]+|new file mode|\\ No newline)/;

/** One block for each hunk; its numbers of lines, which models get wrong, do not count. */
export function blocksOfDiff(file: string, lines: readonly string[]): readonly Block[] {
  const blocks: Block[] = [];
  let path = file;
  let search: string[] = [];
  let replace: string[] = [];
  let isChanged = false;
  const flush = () => {
    if (isChanged) {
      blocks.push({ file: path, variants: [{ search, replace }] });
    }
    search = [];
    replace = [];
    isChanged = false;
  };
  for (const line of lines) {
    const [, head] = fileHead.exec(line) ?? [];
    if (head !== undefined && !isChanged) {
      path = head === '/dev/null' ? path : head.replace(/\t.*$/, '').trim();
    } else if (hunkHead.test(line)) {
      flush();
    } else if (line.startsWith('-')) {
      search.push(line.slice(1));
      isChanged = true;
    } else if (line.startsWith('+')) {
      replace.push(line.slice(1));
      isChanged = true;
    } else if (!noise.test(line)) {
      // A context line whose blank was forgotten is one too.
      const same = line.startsWith(' ') ? line.slice(1) : line;
      search.push(same);
      replace.push(same);
    }
  }
  flush();
  return blocks;
}
