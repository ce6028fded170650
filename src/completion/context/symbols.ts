import { lineEnd, lineStart, type Span } from '../../text/document.ts';

/** A name in a document that may be defined elsewhere. */
export interface SymbolUse {
  readonly name: string;
  readonly offset: number;
}

/** Lines above the cursor of which the names are looked up. */
const linesAbove = 4;
const mostNames = 6;
const shortestName = 3;
const longestName = 60;

/** Words that the common languages keep for themselves: no language server finds a definition for them. */
const keywords = new Set(
  (
    'abstract and any as assert async await base bool boolean break byte case catch char class const ' +
    'continue crate debugger declare def default defer del delete do double elif else end enum except ' +
    'export extends extern false final finally float fn for foreach from func function global go goto if ' +
    'impl implements import in include inline instanceof int interface internal is keyof lambda let long ' +
    'match mod module mut namespace never new nil none nonlocal not null number object of operator or ' +
    'override package pass private protected public pub raise readonly ref register require return self ' +
    'sealed short signed sizeof static str string struct super switch template then this throw throws ' +
    'trait true try type typeof typename undefined union unknown unless unsafe unsigned use using val var ' +
    'virtual void volatile when where while with yield'
  ).split(' '),
);

/** Names that the code at the cursor uses, the nearest first; the word that is being typed is none. */
export function symbolsAround(text: string, offset: number): readonly SymbolUse[] {
  let start = offset;
  for (let line = 0; line <= linesAbove && start > 0; line++) {
    start = lineStart(text, line === 0 ? offset : start - 1);
  }
  const end = lineEnd(text, offset);
  const uses = new Map<string, SymbolUse>();
  for (const { 0: name, index } of text.slice(start, end).matchAll(/[\p{L}_$][\p{L}\p{N}_$]*/gu)) {
    const at = start + index;
    const typing = at < offset && at + name.length >= offset;
    const fits = name.length >= shortestName && name.length <= longestName;
    if (!typing && fits && !keywords.has(name.toLowerCase())) {
      uses.set(name, { name, offset: at });
    }
  }
  const distance = (use: SymbolUse) => Math.abs(use.offset - offset);
  return [...uses.values()]
    .sort((one, other) => distance(one) - distance(other))
    .slice(0, mostNames);
}

const mostLines = 14;
const mostCharacters = 700;

/**
 * The head of the definition that begins in the line of `range.start`: that line and what is indented
 * below it, or all of the range, as far as it is short enough.
 */
export function definitionText(text: string, range: Span): string {
  const first = lineStart(text, range.start);
  const lines = text.slice(first, first + 4 * mostCharacters).split(/\r?\n/);
  const rangeLines = text.slice(range.start, range.end).split('\n').length;
  const [head = ''] = lines;
  const indentation = indentationOf(head);
  const taken: string[] = [];
  let characters = 0;
  for (const line of lines.slice(0, mostLines)) {
    characters += line.length + 1;
    const inside =
      taken.length < rangeLines || line.trim() === '' || indentationOf(line) > indentation;
    const closes = !inside && /^\s*[)\]}]/.test(line);
    if (characters > mostCharacters || (!inside && !closes)) {
      break;
    }
    taken.push(line.slice(indentation));
    if (closes) {
      break;
    }
  }
  return taken.join('\n').trimEnd();
}

function indentationOf(line: string): number {
  return line.length - line.trimStart().length;
}
