import { lineEnd, type Span } from '../text/document.ts';
import { languageOf } from '../text/language.ts';

/** A name that a piece of code uses. */
export interface UsedName {
  readonly name: string;
  /** Offset of its first place. */
  readonly offset: number;
}

const shortest = 3;
const longest = 60;
const importLines = 60;
const longestImports = 2_000;

/**
 * Names that the code uses, those that are called or are types first, then by how often they occur; what it
 * declares itself and what stands in quotes on the line is left to the language server to find.
 */
export function usedNames(text: string, spans: readonly Span[], most: number): readonly UsedName[] {
  const found = new Map<string, { offset: number; weight: number }>();
  for (const span of spans) {
    const code = text.slice(span.start, Math.min(span.end, span.start + 20_000));
    for (const { 0: name, index } of code.matchAll(/[\p{L}_$][\p{L}\p{N}_$]*/gu)) {
      if (name.length < shortest || name.length > longest || /^[a-z]+$/.test(name)) {
        // Short lower-case words are keywords and locals; called ones count.
        if (code.charAt(index + name.length) !== '(' || name.length < shortest) {
          continue;
        }
      }
      const called = code.charAt(index + name.length) === '(' || /^\p{Lu}/u.test(name);
      const before = found.get(name);
      found.set(name, {
        offset: before?.offset ?? span.start + index,
        weight: (before?.weight ?? 0) + (called ? 3 : 1),
      });
    }
  }
  return [...found]
    .filter(([name]) => !controlWords.has(name))
    .sort(([, one], [, other]) => other.weight - one.weight)
    .slice(0, most)
    .map(([name, { offset }]) => ({ name, offset }));
}

/** Words that stand before a bracket like a call. */
const controlWords = new Set(
  'if for while switch catch return function await typeof match elif except def func with assert print super'.split(
    ' ',
  ),
);

const importing =
  /^\s*(?:import\b|from\s+\S+\s+import\b|(?:pub\s+)?use\s+[\w:{]|using\s+[\w.]+|#\s*include\b|require_relative\b|require\b|(?:const|let|var)\s[^=]+=\s*(?:await\s+)?(?:require|import)\(|package\s+\w|extern crate\b|load\()/;

/** The lines at the top of a file that bring in other files; '' where there are none. */
export function importsOf(text: string, languageId: string): string {
  const lines: string[] = [];
  let open = '';
  let at = 0;
  for (let count = 0; count < importLines && at <= text.length; count++) {
    const line = text.slice(at, lineEnd(text, at));
    if (open !== '' || importing.test(line)) {
      lines.push(line);
      open = stillOpen(open, line, languageId);
    }
    const newline = text.indexOf('\n', at);
    at = newline === -1 ? text.length + 1 : newline + 1;
  }
  const imports = lines.join('\n');
  return imports.length <= longestImports
    ? imports
    : imports.slice(0, imports.lastIndexOf('\n', longestImports));
}

/** The bracket that an import of several lines waits for. */
function stillOpen(open: string, line: string, languageId: string): string {
  if (languageOf(languageId).lineComments.some((mark) => line.trimStart().startsWith(mark))) {
    return open;
  }
  if (open !== '') {
    return line.includes(open) ? '' : open;
  }
  const opening = /[({](?=[^)}]*$)/.exec(line)?.[0];
  return opening === undefined ? '' : opening === '(' ? ')' : '}';
}
