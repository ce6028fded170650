/** Makes a typing session from a source file: parts of it are taken out and typed again. */
import { createRandom, hashOf, logNormal, type Random } from './random.mts';
import { applyEdit, type Edit, type KeyEvent, type Trace } from './trace.mts';

/** How somebody types. */
export interface TypingProfile {
  /** Median time between two keys. */
  readonly keyMs: number;
  /** Spread: sigma of its logarithm; 0 types like a machine. */
  readonly sigma: number;
  /** Probability from 0 to 1 that a letter is another one at first. */
  readonly typos: number;
  /** Probability from 0 to 1 of a pause of 0.8 to 3 s before a key. */
  readonly pauses: number;
}

/** A file to make a session from. */
export interface Source {
  readonly path: string;
  readonly languageId: string;
  readonly text: string;
}

/** A person: typos, pauses, uneven keys. */
export function personTyping(keyMs: number): TypingProfile {
  return { keyMs, sigma: 0.45, typos: 0.02, pauses: 0.02 };
}

/** Even keys without a mistake. */
export function steadyTyping(keyMs: number): TypingProfile {
  return { keyMs, sigma: 0, typos: 0, pauses: 0 };
}

interface Part {
  readonly start: number;
  readonly end: number;
}

/** Makes a session of about `keys` keys; the same for the same arguments. */
export function generateTrace(
  source: Source,
  { keys, profile, seed }: { keys: number; profile: TypingProfile; seed: number },
): Trace {
  // The text depends on the seed alone, so that profiles can be compared.
  const parts = partsOf(source.text, createRandom(hashOf(seed, source.path)), keys);
  const before = parts.reduceRight(
    (text, { end, start }) => text.slice(0, start) + text.slice(end),
    source.text,
  );
  const typist = createTypist(before, profile, createRandom(hashOf(seed, 'keys')));
  const unit = indentUnitOf(source.text);
  for (const { end, start } of parts) {
    typist.goTo(start);
    typePart(typist, source.text.slice(start, end), unit);
  }
  const { languageId, path } = source;
  const events = typist.events();
  return {
    name: `${path} ${profile.keyMs} ms`,
    languageId,
    path,
    before,
    events,
    final: typist.text(),
  };
}

const leastLines = 2;
const mostLines = 9;

/** Runs of whole lines, each with the line break before it, in the order of the file. */
function partsOf(text: string, random: Random, characters: number): readonly Part[] {
  const parts: Part[] = [];
  let wanted = characters;
  let from = Math.floor(random() * 200);
  while (wanted > 0) {
    const start = text.indexOf('\n', from);
    const lines = leastLines + Math.floor(random() * (mostLines - leastLines));
    let end = start;
    for (let line = 0; line < lines && end !== -1; line++) {
      end = text.indexOf('\n', end + 1);
    }
    if (start === -1 || end === -1) {
      break;
    }
    if (text.slice(start, end).trim() !== '') {
      parts.push({ start, end });
      wanted -= text.slice(start, end).replaceAll(/\n\s*/g, '\n').length;
    }
    from = end + 1 + Math.floor(random() * 240);
  }
  return parts;
}

interface Typist {
  goTo(offset: number): void;
  /** Passes what stands there already, by the arrow keys. */
  skip(characters: number): void;
  /** One key: replaces `remove` characters at the caret by `insert` and what the editor adds behind it. */
  key(insert: string, behind?: string, remove?: number): void;
  backspace(characters?: number): void;
  roll(): number;
  typos: number;
  caret(): number;
  text(): string;
  events(): readonly KeyEvent[];
}

function createTypist(before: string, profile: TypingProfile, random: Random): Typist {
  const events: KeyEvent[] = [];
  let text = before;
  let caret = 0;
  let nowMs = 0;
  const press = (edit: Edit, cursor: number) => {
    const pause = random() < profile.pauses ? 800 + 2200 * random() : 0;
    nowMs += Math.max(15, logNormal(random, profile.keyMs, profile.sigma)) + pause;
    text = applyEdit(text, edit);
    caret = cursor;
    events.push({ atMs: Math.round(nowMs), edits: [edit], cursor });
  };
  return {
    goTo(offset) {
      caret = offset;
      nowMs += 2_000;
    },
    skip(characters) {
      caret += characters;
      nowMs += 2 * profile.keyMs;
    },
    key(insert, behind = '', remove = 0) {
      press({ offset: caret, remove, insert: insert + behind }, caret + insert.length);
    },
    backspace(characters = 1) {
      const offset = caret - characters;
      press({ offset, remove: characters, insert: '' }, offset);
    },
    roll: random,
    typos: profile.typos,
    caret: () => caret,
    text: () => text,
    events: () => events,
  };
}

const closerOf: Readonly<Record<string, string>> = {
  '(': ')',
  '[': ']',
  '{': '}',
  '"': '"',
  "'": "'",
  '`': '`',
};

/** Types `part` at the caret as in an editor that indents new lines and closes brackets and quotes. */
function typePart(typist: Typist, part: string, unit: string): void {
  /** What the editor inserted behind the caret and has not been typed yet. */
  let auto = '';
  for (let at = 0; at < part.length; ) {
    const character = part[at] ?? '';
    const standing = /^\n[ \t]*[)\]}]/.exec(auto)?.[0];
    if (standing !== undefined && part.startsWith(standing, at)) {
      typist.skip(standing.length);
      auto = auto.slice(standing.length);
      at += standing.length;
    } else if (auto.startsWith(character) && character !== '\n') {
      typist.key(character, '', 1);
      auto = auto.slice(1);
      at += 1;
    } else if (character === '\n') {
      const [length, added] = typeNewline(typist, part.slice(at), auto, unit);
      auto = added + auto;
      at += length;
    } else {
      const closer = closes(typist, character) ? (closerOf[character] ?? '') : '';
      if (/[a-z]/i.test(character) && typist.roll() < typist.typos) {
        mistype(typist, part.slice(at));
      }
      typist.key(character, closer);
      auto = closer + auto;
      at += 1;
    }
  }
  if (auto !== '') {
    // The part ends in the middle of what was opened: the editor's closers go.
    typist.key('', '', auto.length);
  }
}

/** Whether an editor closes what is typed here. */
function closes(typist: Typist, character: string): boolean {
  const next = typist.text()[typist.caret()] ?? '\n';
  const previous = typist.text()[typist.caret() - 1] ?? '\n';
  const quote = '"\'`'.includes(character);
  return /[\s)\]};,]/.test(next) && !(quote && /[\w"'`]/.test(previous));
}

/** Enter, the editor's indentation, and the keys that correct it. */
function typeNewline(
  typist: Typist,
  rest: string,
  auto: string,
  unit: string,
): readonly [length: number, behind: string] {
  const text = typist.text();
  const line = text.slice(text.lastIndexOf('\n', typist.caret() - 1) + 1, typist.caret());
  const indent = /^[ \t]*/.exec(line)?.[0] ?? '';
  const opens = /[([{:]$/.test(line.trimEnd());
  const given = indent + (opens ? unit : '');
  const between = opens && /^[)\]}]/.test(auto) ? `\n${indent}` : '';
  const wanted = /^\n([ \t]*)/.exec(rest)?.[1] ?? '';
  typist.key(`\n${given}`, between);
  if (given.startsWith(wanted) && given !== wanted) {
    typist.backspace(given.length - wanted.length);
  } else if (given !== wanted) {
    typist.key(wanted.slice(given.length));
  }
  return [1 + wanted.length, between];
}

const letters = 'etaoinsrhl';
const mostUnnoticed = 3;

/** A wrong letter, some more before it is noticed, and backspace over all of them. */
function mistype(typist: Typist, rest: string): void {
  const word = /^\w+/.exec(rest)?.[0] ?? '';
  const more = word.slice(1, 1 + Math.floor(typist.roll() * mostUnnoticed));
  const wrong = letters[Math.floor(typist.roll() * letters.length)] ?? 'e';
  for (const character of [wrong === word[0] ? 'u' : wrong, ...more]) {
    typist.key(character);
  }
  for (let count = 0; count <= more.length; count++) {
    typist.backspace();
  }
}

function indentUnitOf(text: string): string {
  return /^\t/m.test(text) ? '\t' : (/^( {2,8})\S/m.exec(text)?.[1] ?? '  ');
}
