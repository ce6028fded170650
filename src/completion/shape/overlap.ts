import { hasWord } from './garbage.ts';
import type { Surroundings } from './surroundings.ts';

/** As many characters of the rest of the line as prove that the model went on past the hole. */
const tellingCharacters = 4;
const anchorCharacters = 12;

/** In the middle of a line the rest of it stands there already: cut it where the model writes it again. */
export function withoutRestOfLine(
  text: string,
  { after, before, extent, reader }: Surroundings,
): string {
  const rest = withoutSpace(after);
  if (extent.kind !== 'rest of line' || rest === '') {
    return text;
  }
  const line = text.trimEnd();
  const bare = withoutSpace(line);
  const at = overlapStart(bare, rest);
  const cut = at === undefined ? line : line.slice(0, positionOf(line, at));
  // A bracket that was open before the hole is closed behind it.
  const [closer] = reader().read(cut, 'brackets');
  const hole = closer === undefined ? cut : cut.slice(0, closer.offset);
  return /^\s/.test(after) || /\S$/.test(before) ? hole.trimEnd() : hole;
}

/** Index in `bare` from which on it repeats `rest`; both without white space. */
function overlapStart(bare: string, rest: string): number | undefined {
  const anchor = rest.slice(0, anchorCharacters);
  const found = anchor.length >= tellingCharacters ? bare.indexOf(anchor) : -1;
  if (found !== -1) {
    return found;
  }
  for (let length = Math.min(rest.length, bare.length, anchorCharacters); length > 0; length--) {
    if (bare.endsWith(rest.slice(0, length)) && (length > 1 || !/\w/.test(rest[0] ?? ''))) {
      return bare.length - length;
    }
  }
  return undefined;
}

function withoutSpace(text: string): string {
  return text.replace(/\s+/g, '');
}

/** Position in `text` of its `count`-th character that is not white space. */
function positionOf(text: string, count: number): number {
  let seen = 0;
  for (let index = 0; index < text.length; index++) {
    if (!/\s/.test(text[index] ?? '')) {
      if (seen === count) {
        return index;
      }
      seen++;
    }
  }
  return text.length;
}

/** Cuts where the reply reproduces the line that follows in the document, and maybe those after it. */
export function withoutFollowingLines(text: string, around: Surroundings): string {
  const { after, before, below, extent, language, next } = around;
  if (next === undefined || extent.kind === 'rest of line') {
    return text;
  }
  const following = below.split('\n').filter((line) => line.trim() !== '');
  const lines = text.split('\n');
  const at = lines.findIndex((line, index) => {
    const whole = index === 0 ? before + line + after.trim() : line;
    // A closer is told from another by its indentation.
    const exact = index > 0 && language.closesBlock.test(next);
    return (
      (exact ? whole.trimEnd() === next.trimEnd() : whole.trim() === next.trim()) &&
      (index > 0 || hasWord(whole)) &&
      followsOn(lines, index, following)
    );
  });
  return at === -1 ? text : lines.slice(0, at).join('\n').trimEnd();
}

/** A closer alone is common: the lines behind it must agree too, as far as there are any. */
function followsOn(lines: readonly string[], at: number, following: readonly string[]): boolean {
  const rest = lines.slice(at + 1).filter((line) => line.trim() !== '');
  const compared = Math.min(rest.length, following.length - 1, 2);
  return rest
    .slice(0, compared)
    .every((line, index) => line.trim() === following[index + 1]?.trim());
}
