import type { Surroundings } from './surroundings.ts';

/** A line with fewer characters is too common to prove that the model repeats what stands there. */
const tellingCharacters = 6;
const mostEchoedLines = 60;

/**
 * Some models repeat the current line, the lines above it or the whole function before they go on.
 * What they repeat of the text before the cursor is cut. A reply that is all echo so far is empty.
 */
export function withoutEcho(
  text: string,
  { before, extent, growing, prefix }: Surroundings,
): string {
  const above = prefix
    .split('\n')
    .slice(0, -1)
    .filter((line) => line.trim() !== '')
    .slice(-mostEchoedLines)
    .map((line) => line.trim());
  const lines = text.split('\n');
  const [first = '', ...others] = lines;
  if (extent.mayBreakFirst && others.length > 0 && first.trimEnd() === before.trimEnd()) {
    return `\n${others.join('\n')}`;
  }
  const end = echoEnd(lines, above, before.trim(), growing);
  if (end === undefined) {
    return withoutLineStart(text, before);
  }
  const rest = lines.slice(end).join('\n');
  return before.trim() === '' ? rest : withoutLineStart(rest, before, 1);
}

/** Index behind the lines at the start of the reply that repeat those just above the cursor. */
function echoEnd(
  lines: readonly string[],
  above: readonly string[],
  before: string,
  growing: boolean,
): number | undefined {
  const start = lines.findIndex((line) => line.trim() !== '');
  const first = lines[start]?.trim();
  for (let from = above.length - 1; from >= 0; from--) {
    const end =
      above[from] === first
        ? matchEnd(lines, start, above.slice(from), before, growing)
        : undefined;
    if (end !== undefined) {
      return end;
    }
  }
  return undefined;
}

/**
 * Index behind `repeated` in the reply, or the reply's end while it has repeated only the first of
 * them; a complete reply that never comes to the cursor is the same code once more, not an echo.
 */
function matchEnd(
  lines: readonly string[],
  start: number,
  repeated: readonly string[],
  before: string,
  growing: boolean,
): number | undefined {
  let index = start;
  let matched = 0;
  for (const expected of repeated) {
    while (index < lines.length && lines[index]?.trim() === '') {
      index++;
    }
    if (index >= lines.length) {
      break;
    }
    if (lines[index]?.trim() !== expected) {
      return undefined;
    }
    index++;
    matched++;
  }
  if (growing && lines.slice(index).every((line) => line.trim() === '')) {
    return index;
  }
  // One line alone that stands somewhere above may be meant.
  const enough = matched === repeated.length;
  const repeatedLines = repeated.slice(0, matched);
  // Where the line was begun already, an opening bracket alone announces the echo of that line.
  const following = lines[index]?.trim() ?? '';
  const telling =
    repeatedLines.some(isTelling) ||
    (before !== '' &&
      (following === ''
        ? repeatedLines.some((line) => /[\w{[(<]/.test(line))
        : following.startsWith(before)));
  return enough && telling ? index : undefined;
}

function isTelling(line: string): boolean {
  return line.length >= tellingCharacters && /\w{2}/.test(line);
}

/**
 * Cuts the current line's beginning where the reply writes it again, or the word that the user has
 * begun where the reply starts it anew.
 */
function withoutLineStart(text: string, before: string, least = tellingCharacters): string {
  const own = before.trimStart();
  const body = text.trimStart();
  const bare = own.trimEnd();
  if (bare.length >= least && body.startsWith(own)) {
    return body.slice(own.length);
  }
  const ends = /(?:[\s([{=,;:]|=>)$/.test(own);
  if (bare.length >= Math.min(least, 3) && ends && body.startsWith(bare) && /\w/.test(bare)) {
    return body.slice(bare.length).trimStart();
  }
  const word = /[\p{L}_$][\p{L}\p{N}_$]*$/u.exec(before)?.[0] ?? '';
  const again = /^[\p{L}_$][\p{L}\p{N}_$]*/u.exec(text)?.[0] ?? '';
  const restarted =
    again.startsWith(word) && (word.length >= 3 || (word.length === 2 && again.length > 2));
  return restarted ? text.slice(word.length) : text;
}
