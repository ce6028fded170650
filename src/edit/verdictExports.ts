/** A name that other files may use. */
export interface ExportedName {
  readonly name: string;
  /** Offset of the name in the text before the change. */
  readonly offset: number;
}

/** Declarations that other files can use, by language: the whole match is the head, `name` its name. */
const declarations: readonly (readonly [languages: RegExp, heads: RegExp])[] = [
  [
    /^(?:typescript|javascript)(?:react)?$/,
    /^[ \t]*export\s+(?:declare\s+)?(?:default\s+)?(?:abstract\s+)?(?:async\s+)?(?:function\s*\*?|class|interface|type|enum|namespace|const\s+enum|const|let|var)\s+(?<name>[\p{L}_$][\p{L}\p{N}_$]*)/gmu,
  ],
  // What TypeScript emits: names in a list of exports, too, are declared at the top.
  [
    /^typescript declarations$/,
    /^(?:export\s+)?(?:declare\s+)?(?:default\s+)?(?:abstract\s+)?(?:function|class|interface|type|enum|namespace|const\s+enum|const|let|var)\s+(?<name>[\p{L}_$][\p{L}\p{N}_$]*)/gmu,
  ],
  [/^python$/, /^(?:async\s+)?(?:def|class)\s+(?<name>\p{L}[\p{L}\p{N}_]*)/gmu],
  [/^go$/, /^(?:func(?:\s*\([^)]*\))?|type|var|const)\s+(?<name>\p{Lu}[\p{L}\p{N}_]*)/gmu],
  [
    /^rust$/,
    /^[ \t]*pub(?:\([^)]*\))?\s+(?:const\s+|async\s+|unsafe\s+)*(?:fn|struct|enum|trait|type|static|const)\s+(?<name>[\p{L}_][\p{L}\p{N}_]*)/gmu,
  ],
  [
    /^(?:java|csharp|kotlin|dart|php|swift)$/,
    /^[ \t]*(?:public|open|internal|protected)\s[^=;{}()\n]*?(?<name>[\p{L}_$][\p{L}\p{N}_$]*)\s*(?=[({=;<:]|$)/gmu,
  ],
];

const longestHead = 2_000;

/**
 * Names whose declared signature is another one after a change, or is gone: only heads are compared, so that a new
 * body changes nothing. [] for languages whose exports are not known here.
 */
export function changedExports(
  before: string,
  after: string,
  languageId: string,
): readonly ExportedName[] {
  const heads = declarations.find(([languages]) => languages.test(languageId))?.[1];
  if (heads === undefined) {
    return [];
  }
  const now = headsOf(after, heads, languageId);
  return [...headsOf(before, heads, languageId)]
    .filter(([name, { head }]) => now.get(name)?.head !== head)
    .map(([name, { offset }]) => ({ name, offset }));
}

interface Head {
  readonly head: string;
  readonly offset: number;
}

/** Overloads of one name are one head. */
function headsOf(text: string, heads: RegExp, languageId: string): ReadonlyMap<string, Head> {
  const found = new Map<string, Head>();
  for (const match of text.matchAll(heads)) {
    const name = match.groups?.['name'] ?? '';
    const before = found.get(name);
    const head = signatureAt(text, match.index, match[0], languageId);
    found.set(name, {
      head: before === undefined ? head : `${before.head}\n${head}`,
      offset: before?.offset ?? match.index + match[0].lastIndexOf(name),
    });
  }
  return found;
}

/** A type's members belong to what others use, a function's body does not. */
function signatureAt(text: string, start: number, head: string, languageId: string): string {
  const code = text.slice(start, start + longestHead);
  const isType =
    /\b(?:interface|type|enum|struct|trait)\b|^(?:export )?declare (?:abstract )?class/.test(head);
  return code
    .slice(0, isType ? typeEnd(code) : bodyStart(code, head.length, languageId))
    .replace(/\s+/g, ' ')
    .trim();
}

/** The first line that is not indented behind the head closes the declaration. */
function typeEnd(code: string): number {
  const end = /\n(?=\S)/.exec(code)?.index ?? code.length;
  return code.slice(0, end).includes('{') && code[end + 1] === '}' ? end + 2 : end;
}

/** Where the body begins: an opening brace or, for Python, a colon, that stands in no bracket; else the line's end. */
function bodyStart(code: string, from: number, languageId: string): number {
  let depth = 0;
  for (let at = from; at < code.length; at++) {
    const character = code.charAt(at);
    if ('([<'.includes(character) || (character === '{' && isPartOfType(code, at, depth))) {
      depth++;
    } else if (')]}'.includes(character) || (character === '>' && code[at - 1] !== '=')) {
      depth = Math.max(0, depth - 1);
    } else if (depth === 0) {
      const body = languageId === 'python' ? ':' : '{';
      if (character === body || character === '\n' || character === ';') {
        return at;
      }
    }
  }
  return code.length;
}

/** A brace that opens a type or a value, not a body. */
function isPartOfType(code: string, at: number, depth: number): boolean {
  return depth > 0 || /[:=|&,<]\s*$/.test(code.slice(Math.max(0, at - 20), at));
}
