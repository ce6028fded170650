/** What the pipeline needs to know of a language; everything else is left to the model. */
export interface Language {
  readonly lineComments: readonly string[];
  readonly blockComments: readonly (readonly [open: string, close: string])[];
  /** Delimiters of strings; the same text closes. Longer ones come first. */
  readonly strings: readonly StringSyntax[];
  /** Blocks are made by indentation, opened by a line that ends with `:`. */
  readonly indented: boolean;
  /** Natural language: sentences, not code. */
  readonly prose: boolean;
}

/** One kind of string literal. */
export interface StringSyntax {
  readonly delimiter: string;
  readonly multiline: boolean;
  /** `\` escapes the next character. */
  readonly escapes: boolean;
  /** `${` … `}` inside is code again. */
  readonly interpolates: boolean;
}

function string(
  delimiter: string,
  options: Partial<Omit<StringSyntax, 'delimiter'>> = {},
): StringSyntax {
  return { delimiter, multiline: false, escapes: true, interpolates: false, ...options };
}

const double = string('"');
const single = string("'");
const template = string('`', { multiline: true, interpolates: true });
const rawBacktick = string('`', { multiline: true, escapes: false });
const tripleDouble = string('"""', { multiline: true });
const tripleSingle = string("'''", { multiline: true });
const multiline = { multiline: true } as const;

const code = { indented: false, prose: false } as const;
const slashes = { ...code, lineComments: ['//'], blockComments: [['/*', '*/']] } as const;
const hashes = { ...code, lineComments: ['#'], blockComments: [] } as const;

const script: Language = { ...slashes, strings: [double, single, template] };
// A quote is also a lifetime or a digit separator in these languages: only double quotes are safe to follow.
const cLike: Language = { ...slashes, strings: [double] };
const markup: Language = {
  ...code,
  lineComments: [],
  blockComments: [['<!--', '-->']],
  strings: [],
};
const style: Language = { ...slashes, lineComments: [], strings: [double, single] };
const prose: Language = { ...markup, prose: true };

const languages: Readonly<Record<string, Language>> = {
  typescript: script,
  typescriptreact: script,
  javascript: script,
  javascriptreact: script,
  vue: {
    ...script,
    blockComments: [
      ['/*', '*/'],
      ['<!--', '-->'],
    ],
  },
  svelte: {
    ...script,
    blockComments: [
      ['/*', '*/'],
      ['<!--', '-->'],
    ],
  },
  python: { ...hashes, strings: [tripleDouble, tripleSingle, double, single], indented: true },
  go: { ...slashes, strings: [double, rawBacktick] },
  rust: cLike,
  java: { ...slashes, strings: [tripleDouble, double] },
  kotlin: { ...slashes, strings: [tripleDouble, double] },
  swift: { ...slashes, strings: [tripleDouble, double] },
  scala: { ...slashes, strings: [tripleDouble, double] },
  c: cLike,
  cpp: cLike,
  csharp: cLike,
  'objective-c': cLike,
  dart: { ...slashes, strings: [tripleDouble, tripleSingle, double, single] },
  php: {
    ...slashes,
    lineComments: ['//', '#'],
    strings: [string('"', multiline), string("'", multiline)],
  },
  ruby: { ...hashes, strings: [string('"', multiline), string("'", multiline)] },
  perl: { ...hashes, strings: [double, single] },
  shellscript: {
    ...hashes,
    strings: [string('"', multiline), string("'", { ...multiline, escapes: false })],
  },
  powershell: { ...hashes, blockComments: [['<#', '#>']], strings: [double, single] },
  elixir: { ...hashes, strings: [tripleDouble, double] },
  r: { ...hashes, strings: [double, single] },
  julia: { ...hashes, strings: [tripleDouble, double] },
  makefile: { ...hashes, strings: [] },
  dockerfile: { ...hashes, strings: [double] },
  yaml: { ...hashes, strings: [double, single], indented: true },
  toml: { ...hashes, strings: [tripleDouble, double, single] },
  lua: {
    ...code,
    lineComments: ['--'],
    blockComments: [['--[[', ']]']],
    strings: [double, single],
  },
  sql: { ...code, lineComments: ['--'], blockComments: [['/*', '*/']], strings: [single] },
  haskell: { ...code, lineComments: ['--'], blockComments: [['{-', '-}']], strings: [double] },
  css: style,
  scss: { ...style, lineComments: ['//'] },
  less: { ...style, lineComments: ['//'] },
  html: markup,
  xml: markup,
  json: { ...code, lineComments: [], blockComments: [], strings: [double] },
  jsonc: { ...slashes, strings: [double] },
  markdown: prose,
  plaintext: prose,
  latex: { ...prose, lineComments: ['%'] },
};

/** Facts about a language by the editor's identifier; an unknown one is taken to look like C. */
export function languageOf(languageId: string): Language {
  return Object.hasOwn(languages, languageId) ? (languages[languageId] ?? cLike) : cLike;
}
