import { showInvisible } from '../subject/invisible.ts';

/**
 * Makes a model's Markdown safe for any renderer, as a string: no image, no HTML, no link of any kind, no
 * formula or diagram. Headings, lists, tables, emphasis and code stay. What could be markup of another kind is
 * escaped, and code is written anew in the one form that all renderers read alike; so it does not matter where a
 * renderer sees the borders of blocks. Invisible characters are made visible. A reply that is still growing
 * may be given: an open code block is closed.
 */
export function sanitizeMarkdown(text: string): string {
  return createSanitizer()(text);
}

/** Creates a `sanitizeMarkdown` for a reply that grows: lines that are whole are read once. */
export function createSanitizer(): (text: string) => string {
  let settled = nothing;
  return (text) => {
    const known = text.startsWith(settled.raw) ? settled : nothing;
    settled = taken(known, text.slice(known.raw.length, text.lastIndexOf('\n') + 1));
    const { fence, safe } = taken(settled, `${text.slice(settled.raw.length)}\n`);
    return (fence === undefined ? safe : safe + blockOf(fence)).slice(0, -1);
  };
}

/** What has been read of a reply, and the safe lines for it, each with its line end. */
interface Taken {
  readonly raw: string;
  readonly safe: string;
  /** A code block that is still open. */
  readonly fence: Fence | undefined;
  /** Text stands directly above: a code block needs an empty line before it. */
  readonly followsText: boolean;
}

const nothing: Taken = { raw: '', safe: '', fence: undefined, followsText: false };

/** @param raw whole lines */
function taken(before: Taken, raw: string): Taken {
  let { fence, followsText, safe } = before;
  const lines = showInvisible(raw.replace(/\r\n?/g, '\n')).split('\n');
  for (const line of lines.slice(0, -1)) {
    if (fence !== undefined) {
      const closed = closes(fence, line);
      safe += closed ? blockOf(fence) : '';
      followsText &&= !closed;
      fence = closed
        ? undefined
        : { ...fence, content: `${fence.content}${unindent(line, fence)}\n` };
      continue;
    }
    fence = opening(line);
    const written = fence === undefined ? `${sanitizeLine(line)}\n` : followsText ? '\n' : '';
    safe += written;
    followsText = fence === undefined && written.trim() !== '';
  }
  return { raw: before.raw + raw, safe, fence, followsText };
}

interface Fence {
  /** `` ` `` or `~`, and how many. */
  readonly mark: string;
  readonly length: number;
  /** Characters before it: indentation, and marks of lists and quotations. */
  readonly prefix: string;
  readonly language: string;
  /** Its lines, each with its line end. */
  readonly content: string;
}

const fenceOpening =
  /^((?:[ \t]*(?:>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t])))*[ \t]*)(`{3,}(?=[^`]*$)|~{3,})[ \t]*([^ \t]*)/;

function opening(line: string): Fence | undefined {
  const match = fenceOpening.exec(line);
  if (match === null) {
    return undefined;
  }
  const [, prefix = '', marks = '', info = ''] = match;
  const language = /^[A-Za-z][\w+#.-]{0,30}$/.test(info) ? info : '';
  return {
    mark: marks.slice(0, 1),
    length: marks.length,
    prefix,
    // Extensions of the Markdown preview draw these.
    language: /^(?:mermaid|math|latex|tex|katex)$/i.test(language) ? 'text' : language,
    content: '',
  };
}

function closes({ length, mark }: Fence, line: string): boolean {
  const marks = line.replace(/^[ \t>]*/, '').trimEnd();
  return marks.length >= length && marks === mark.repeat(marks.length);
}

function unindent(line: string, { prefix }: Fence): string {
  const rest = prefix.includes('>') ? line.replace(/^[ \t]*>[ ]?/, '') : line;
  const columns = prefix.includes('>') ? 0 : prefix.length;
  let at = 0;
  while (at < columns && (rest[at] === ' ' || rest[at] === '\t')) {
    at++;
  }
  return rest.slice(at);
}

/** At the start of a line nothing but a longer fence ends it, whatever it stood in before. */
function blockOf({ content, language }: Fence): string {
  const fence = '`'.repeat(Math.max(3, longestRun(content) + 1));
  return `${fence}${language}\n${content}${fence}\n\n`;
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}

/** What renderers turn into a link by themselves: an address with a scheme, a host, an address of mail. */
const address =
  /(?:[a-z][a-z\d+.-]{1,30}:\/\/|\/\/(?=\w)|www\.|(?:mailto|command|vscode(?:-[a-z]+)?|file|data|javascript|xmpp|tel):)[^\s<>`"'|\\[\]]*[^\s<>`"'|\\[\].,;:!?)*_]|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+/iy;

/** A link or image with a plain address. */
const link = /!?\[([^\][\n]{0,300})\]\(\s*<?([^\s<>()]{0,2000})>?(?:\s+["'(][^\n)]{0,300})?\)/y;

const punctuation = /[!-/:-@[-`{-~]/;

/** One line outside of code blocks; code in it stays code. */
function sanitizeLine(line: string): string {
  let out = '';
  let at = 0;
  const runs = runsIn(line);
  while (at < line.length) {
    const character = line.charAt(at);
    const special = specialAt(line, at, runs);
    if (special === undefined) {
      out += character;
      at++;
    } else {
      // Two spans of code side by side would be read as one.
      out += out.endsWith('`') && special.text.startsWith('`') ? ` ${special.text}` : special.text;
      at = special.end;
    }
  }
  return out;
}

interface Replaced {
  readonly text: string;
  readonly end: number;
}

const escaped = '<[]$';

function specialAt(line: string, at: number, runs: Runs): Replaced | undefined {
  const character = line.charAt(at);
  if (character === '\\') {
    const next = line.charAt(at + 1);
    return punctuation.test(next)
      ? { text: `\\${next}`, end: at + 2 }
      : { text: '\\\\', end: at + 1 };
  }
  if (character === '`') {
    return codeAt(line, at, runs);
  }
  if (character === '[' || (character === '!' && line.charAt(at + 1) === '[')) {
    const found = match(link, line, at);
    if (found !== undefined) {
      const [whole, words = '', target = ''] = found;
      const shown = target === '' ? '' : ` (${codeSpan(target)})`;
      return { text: sanitizeLine(words) + shown, end: at + whole.length };
    }
  }
  const found = match(address, line, at);
  if (found !== undefined) {
    return { text: codeSpan(found[0]), end: at + found[0].length };
  }
  return escaped.includes(character) ? { text: `\\${character}`, end: at + 1 } : undefined;
}

function match(pattern: RegExp, line: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(line) ?? undefined;
}

/** Where runs of backticks begin, by their length, the first one last. */
type Runs = ReadonlyMap<number, number[]>;

function runsIn(line: string): Runs {
  const runs = new Map<number, number[]>();
  for (const { 0: run, index } of [...line.matchAll(/`+/g)].reverse()) {
    const known = runs.get(run.length) ?? [];
    known.push(index);
    runs.set(run.length, known);
  }
  return runs;
}

function codeAt(line: string, at: number, runs: Runs): Replaced {
  let end = at;
  while (line.charAt(end) === '`') {
    end++;
  }
  const length = end - at;
  const candidates = runs.get(length) ?? [];
  while ((candidates.at(-1) ?? end) < end) {
    candidates.pop();
  }
  const close = candidates.at(-1);
  return close === undefined
    ? { text: '\\`'.repeat(length), end }
    : { text: codeSpan(line.slice(end, close)), end: close + length };
}

/**
 * Code within a line. A table is cut at every `|` before its code is read: what would come to life behind one
 * is text and no code.
 */
function codeSpan(content: string): string {
  if (content.trim() === '' || (content.includes('|') && /[[\]<!:@/.]/.test(content))) {
    return [...content].map((one) => (punctuation.test(one) ? `\\${one}` : one)).join('');
  }
  const marks = '`'.repeat(longestRun(content) + 1);
  const pad = /^[` ]|[` ]$/.test(content) ? ' ' : '';
  return marks + pad + content + pad + marks;
}
