/** What the pipeline needs to know of a language; everything else is left to the model. */
export interface Language {
  readonly lineComments: readonly string[];
  readonly blockComments: readonly (readonly [open: string, close: string])[];
  /** Kinds of strings; one whose opening begins with another's comes before it. */
  readonly strings: readonly StringSyntax[];
  /** `'x'` is a character, and a quote alone may be a lifetime or a digit separator. */
  readonly characters: boolean;
  /** `/…/` may be a regular expression, which may hold quotes. */
  readonly regularExpressions: boolean;
  /** `<<WORD` begins a text that ends with a line `WORD`. */
  readonly hereDocuments: boolean;
  /** Blocks are made by indentation alone. */
  readonly indented: boolean;
  /** Natural language: sentences, not code. */
  readonly prose: boolean;
  /** Tags such as `<s>` are text of this language. */
  readonly tags: boolean;
  /** A line after which its block follows, e.g. `if (x) {`. Matched against the line without trailing space. */
  readonly opensBlock: RegExp;
  /** A line that ends the block above it, e.g. `}` or `end`. */
  readonly closesBlock: RegExp;
}

/** One kind of string literal. */
export interface StringSyntax {
  readonly open: string;
  readonly close: string;
  readonly multiline: boolean;
  /** `\` escapes the next character. */
  readonly escapes: boolean;
  /** What begins and ends code inside the string, e.g. `${` and `}`. */
  readonly interpolation?: readonly [open: string, close: ')' | '}'];
}

function string(open: string, options: Partial<Omit<StringSyntax, 'open'>> = {}): StringSyntax {
  return { open, close: open, multiline: false, escapes: true, ...options };
}

const multiline = { multiline: true } as const;
const raw = { multiline: true, escapes: false } as const;
const dollar = { interpolation: ['${', '}'] } as const;
const hash = { interpolation: ['#{', '}'] } as const;
const brace = { interpolation: ['{', '}'] } as const;
const command = { interpolation: ['$(', ')'] } as const;

const double = string('"');
const single = string("'");
const tripleDouble = string('"""', multiline);
const tripleSingle = string("'''", multiline);
const rawBacktick = string('`', raw);
const quotes = [double, single] as const;

/** `f` strings in both cases and with both quotes, longest first. */
const formatted = ['"""', "'''", '"', "'"].flatMap((close) =>
  ['f', 'F'].map((letter) =>
    string(letter + close, { close, multiline: close.length > 1, ...brace }),
  ),
);

const braces: Language = {
  lineComments: ['//'],
  blockComments: [['/*', '*/']],
  strings: [double],
  characters: false,
  regularExpressions: false,
  hereDocuments: false,
  indented: false,
  prose: false,
  tags: false,
  opensBlock: /(?:[{([]|=>|->)$|^\s*(?:case\b.*|default\s*):$/,
  closesBlock: /^\s*[)\]}]/,
};

const openTag = /<[A-Za-z](?:[^<>]*[^<>/])?>$/;
const hashes: Language = { ...braces, lineComments: ['#'], blockComments: [] };
const cLike: Language = { ...braces, characters: true };
const script: Language = {
  ...braces,
  strings: [double, single, string('`', { ...multiline, ...dollar })],
  regularExpressions: true,
};
const scriptWithTags: Language = {
  ...script,
  tags: true,
  opensBlock: /(?:[{([]|=>|<[A-Za-z](?:[^<>]*[^<>/=])?>)$|^\s*(?:case\b.*|default\s*):$/,
  closesBlock: /^\s*(?:[)\]}]|<\/|\/>)/,
};
const markup: Language = {
  ...braces,
  lineComments: [],
  blockComments: [['<!--', '-->']],
  strings: [],
  tags: true,
  opensBlock: openTag,
  closesBlock: /^\s*<\//,
};
const component: Language = {
  ...scriptWithTags,
  blockComments: [
    ['/*', '*/'],
    ['<!--', '-->'],
  ],
};
const style: Language = { ...braces, lineComments: [], strings: quotes };
const prose: Language = { ...markup, prose: true, opensBlock: /^(?!)/, closesBlock: /^(?!)/ };
const functional: Language = {
  ...braces,
  characters: true,
  indented: true,
  opensBlock: /(?:[=({[]|->|\b(?:where|do|of|then|else|let|begin|struct|sig|with|function))$/,
};
const ends: Language = {
  ...hashes,
  opensBlock:
    /(?:[{([]|\b(?:do|then|else|begin|try)|\bdo\s*\|[^|]*\||->)$|^\s*(?:(?:def|class|module|if|unless|while|until|for|case|function|struct|macro|let|quote|elsif|elseif|when|rescue)\b)(?!.*\b(?:end|then)\b)/,
  closesBlock: /^\s*(?:[)\]}]|(?:end|else|elsif|elseif|rescue|ensure|catch|when)\b)/,
};

const languages: Readonly<Record<string, Language>> = {
  typescript: script,
  typescriptreact: scriptWithTags,
  javascript: scriptWithTags,
  javascriptreact: scriptWithTags,
  vue: component,
  svelte: component,
  astro: component,
  python: {
    ...hashes,
    strings: [...formatted, tripleDouble, tripleSingle, double, single],
    indented: true,
    opensBlock: /[:([{]$/,
  },
  go: { ...cLike, strings: [double, rawBacktick] },
  rust: {
    ...cLike,
    strings: [
      string('r##"', { ...raw, close: '"##' }),
      string('r#"', { ...raw, close: '"#' }),
      string('r"', { ...raw, close: '"' }),
      string('"', multiline),
    ],
  },
  java: { ...cLike, strings: [tripleDouble, double] },
  kotlin: { ...cLike, strings: [string('"""', { ...raw, ...dollar }), string('"', dollar)] },
  groovy: { ...braces, strings: [tripleDouble, tripleSingle, string('"', dollar), single] },
  scala: { ...cLike, strings: [string('"""', { ...raw, ...dollar }), string('"', dollar)] },
  swift: {
    ...braces,
    strings: [
      string('#"', { close: '"#', escapes: false }),
      string('"""', { ...multiline, interpolation: ['\\(', ')'] }),
      string('"', { interpolation: ['\\(', ')'] }),
    ],
  },
  c: cLike,
  cpp: { ...cLike, strings: [string('R"(', { ...raw, close: ')"' }), double] },
  'cuda-cpp': cLike,
  csharp: {
    ...cLike,
    strings: [
      string('"""', raw),
      string('$@"', { ...raw, close: '"', ...brace }),
      string('@$"', { ...raw, close: '"', ...brace }),
      string('@"', { ...raw, close: '"' }),
      string('$"', { close: '"', ...brace }),
      double,
    ],
  },
  'objective-c': cLike,
  zig: cLike,
  solidity: { ...braces, strings: quotes },
  dart: {
    ...braces,
    strings: [
      string('"""', { ...multiline, ...dollar }),
      string("'''", { ...multiline, ...dollar }),
      string('"', dollar),
      string("'", dollar),
    ],
  },
  // Strings may go on over lines, but an apostrophe in the HTML around the code is likelier.
  php: {
    ...braces,
    lineComments: ['//', '#'],
    strings: [string('"', { interpolation: ['{$', '}'] }), single],
    hereDocuments: true,
    tags: true,
    closesBlock: /^\s*(?:[)\]}]|<\/|\?>|end(?:if|foreach|for|while|switch)\b)/,
  },
  ruby: {
    ...ends,
    strings: [string('"', { ...multiline, ...hash }), string("'", multiline)],
    regularExpressions: true,
    hereDocuments: true,
  },
  crystal: { ...ends, strings: [string('"', { ...multiline, ...hash })], characters: true },
  perl: { ...hashes, strings: quotes, hereDocuments: true },
  shellscript: {
    ...hashes,
    strings: [string('"', { ...multiline, ...command }), string("'", raw)],
    hereDocuments: true,
    opensBlock: /(?:[{(]|\b(?:then|do|else|in))$/,
    closesBlock: /^\s*(?:[)}]|(?:fi|done|esac|else|elif)\b|;;)/,
  },
  fish: { ...ends, strings: quotes },
  powershell: {
    ...hashes,
    blockComments: [['<#', '#>']],
    strings: [string('@"', { ...raw, close: '\n"@' }), string('"', { ...multiline }), single],
  },
  elixir: {
    ...ends,
    strings: [string('"""', { ...multiline, ...hash }), string('"', { ...multiline, ...hash })],
  },
  erlang: { ...functional, lineComments: ['%'], blockComments: [], strings: [double] },
  r: { ...hashes, strings: quotes },
  julia: {
    ...ends,
    blockComments: [['#=', '=#']],
    strings: [tripleDouble, string('"', multiline)],
    characters: true,
  },
  makefile: {
    ...hashes,
    strings: [],
    opensBlock: /^[^\s#=][^#=]*:(?!=)[^=]*$/,
    closesBlock: /^(?!)/,
  },
  dockerfile: { ...hashes, strings: [double], opensBlock: /\\$/ },
  dotenv: { ...hashes, strings: quotes },
  properties: { ...hashes, strings: [] },
  ini: { ...hashes, lineComments: [';', '#'], strings: [] },
  yaml: { ...hashes, strings: quotes, indented: true, opensBlock: /[:>|([{]$/ },
  dockercompose: { ...hashes, strings: quotes, indented: true, opensBlock: /[:>|([{]$/ },
  toml: {
    ...hashes,
    strings: [tripleDouble, tripleSingle, double, string("'", { escapes: false })],
  },
  terraform: {
    ...hashes,
    lineComments: ['#', '//'],
    strings: [string('"', dollar)],
    hereDocuments: true,
  },
  graphql: { ...hashes, strings: [tripleDouble, double] },
  proto3: { ...braces, strings: quotes },
  prisma: braces,
  lua: {
    ...ends,
    lineComments: ['--'],
    blockComments: [
      ['--[==[', ']==]'],
      ['--[[', ']]'],
    ],
    strings: [
      string('[==[', { ...raw, close: ']==]' }),
      string('[[', { ...raw, close: ']]' }),
      double,
      single,
    ],
    opensBlock: /(?:[{([]|\b(?:then|do|else|repeat)|\bfunction\b[^()]*\([^()]*\))$/,
    closesBlock: /^\s*(?:[)\]}]|(?:end|else|elseif|until)\b)/,
  },
  sql: {
    ...braces,
    lineComments: ['--'],
    strings: [string("'", { ...multiline, escapes: false }), string('"', { escapes: false })],
    opensBlock: /(?:\(|\b(?:BEGIN|AS|THEN|ELSE|SELECT|FROM|WHERE|VALUES|SET))$/i,
    closesBlock: /^\s*(?:\)|(?:END|ELSE)\b)/i,
  },
  haskell: { ...functional, lineComments: ['--'], blockComments: [['{-', '-}']] },
  elm: { ...functional, lineComments: ['--'], blockComments: [['{-', '-}']] },
  ocaml: { ...functional, lineComments: [], blockComments: [['(*', '*)']] },
  fsharp: { ...functional, blockComments: [['(*', '*)']], strings: [tripleDouble, double] },
  clojure: { ...braces, lineComments: [';'], blockComments: [], strings: [string('"', multiline)] },
  lisp: { ...braces, lineComments: [';'], blockComments: [], strings: [string('"', multiline)] },
  vb: { ...ends, lineComments: ["'"], strings: [string('"', { escapes: false })] },
  css: style,
  scss: { ...style, lineComments: ['//'] },
  less: { ...style, lineComments: ['//'] },
  sass: { ...style, lineComments: ['//'], indented: true },
  html: markup,
  xml: markup,
  json: { ...braces, lineComments: [], blockComments: [] },
  jsonc: braces,
  jsonl: { ...braces, lineComments: [], blockComments: [] },
  markdown: prose,
  plaintext: prose,
  'git-commit': { ...prose, lineComments: ['#'] },
  restructuredtext: prose,
  asciidoc: prose,
  latex: { ...prose, lineComments: ['%'] },
};

/** Facts about a language by the editor's identifier; an unknown one is taken to look like C. */
export function languageOf(languageId: string): Language {
  return Object.hasOwn(languages, languageId) ? (languages[languageId] ?? cLike) : cLike;
}
