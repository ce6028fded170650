import { createCodeReader, unpairedIn } from '../../text/codeReader.ts';
import { hasWord } from './garbage.ts';
import type { Surroundings } from './surroundings.ts';

/** As many characters of the rest of the line as prove that the model went on past the hole. */
const tellingCharacters = 4;
const anchorCharacters = 12;

/** In the middle of a line the rest of it stands there already: cut it where the model writes it again. */
export function withoutRestOfLine(text: string, place: Surroundings): string {
  const { after, before, extent } = place;
  const rest = withoutSpace(after);
  if (rest === '') {
    return text;
  }
  if (extent.kind !== 'rest of line') {
    return withoutSecondEnd(text, place);
  }
  const line = text.trimEnd();
  const bare = withoutSpace(line);
  const found = overlapStart(bare, rest, after);
  const at = found !== undefined && insideWord(line, found, after) ? undefined : found;
  const repeated = at === undefined ? line : line.slice(0, positionOf(line, at));
  // A closer that belongs to the answer only looks like the one behind the hole.
  const unpaired = (answer: string) => unpairedIn(before + answer + after, place.language);
  const cut = unpaired(repeated) > unpaired(line) ? line : repeated;
  const hole = withoutClosersBehind(cut, place);
  return /^\s/.test(after) || /\S$/.test(before) ? hole.trimEnd() : hole;
}

const quote = /^["'`]/;

/** The quote behind the cursor ends the string; where quotes are odd in number, the reply wrote it too. */
function withoutSecondEnd(text: string, { after, before }: Surroundings): string {
  const [mark] = quote.exec(after) ?? [];
  if (mark === undefined || text.includes('\n')) {
    return text;
  }
  const count = (before + text + after).split(mark).length - 1;
  const end = text.trimEnd();
  for (let length = Math.min(after.length, end.length); length > 0; length--) {
    if (end.endsWith(after.slice(0, length))) {
      return count % 2 === 1 ? end.slice(0, -length) : text;
    }
  }
  return text;
}

/**
 * What was opened before the hole on its line is closed once, in the hole or behind it: cuts at the first
 * closer with which there would be more closers than were opened.
 */
function withoutClosersBehind(
  text: string,
  { after, before, language, reader }: Surroundings,
): string {
  const closers = reader().read(text, 'brackets');
  if (closers.length === 0) {
    return text;
  }
  const line = createCodeReader(language);
  line.read(before, 'brackets');
  const opened = line.depth();
  const closedWith = (hole: string) => reader().read(hole + after, 'brackets').length;
  const ends = [...closers.map(({ offset }) => offset), text.length];
  const end = ends.findLast((offset) => closedWith(text.slice(0, offset)) <= opened) ?? ends[0];
  return text.slice(0, end);
}

/** Index in `bare` from which on it repeats `rest`; both without white space. */
function overlapStart(bare: string, rest: string, after: string): number | undefined {
  const anchor = rest.slice(0, anchorCharacters);
  for (
    let found = anchor.length >= tellingCharacters ? bare.indexOf(anchor) : -1;
    found !== -1;
    found = bare.indexOf(anchor, found + 1)
  ) {
    const tail = bare.slice(found);
    // Behind all of the rest the model may go on; a word alone may also be a part of the answer.
    if (rest.startsWith(tail) || (tail.startsWith(rest) && /\W/.test(rest))) {
      return found;
    }
  }
  for (let length = Math.min(rest.length, bare.length, anchorCharacters); length > 0; length--) {
    const overlap = rest.slice(0, length);
    if (bare.endsWith(overlap) && (length > 1 || !/\w/.test(overlap))) {
      // Half a word at the end of the reply only looks like the word that follows.
      const half = /^\w+$/.test(overlap) && /\w\w/.test(around(after, positionOf(after, length)));
      return half ? undefined : bare.length - length;
    }
  }
  return undefined;
}

/** Behind a space a word begins; the end of another word only looks like it. */
function insideWord(line: string, at: number, after: string): boolean {
  return /^\s/.test(after) && /\w\w/.test(around(line, positionOf(line, at)));
}

/** The characters on both sides of a position. */
function around(text: string, position: number): string {
  return text.slice(Math.max(0, position - 1), position + 1);
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
