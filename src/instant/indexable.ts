import { languageOf } from '../text/language.ts';

/** A file as the caller read it. */
export interface SourceFile {
  readonly uri: string;
  /** The editor's language identifier; empty when only the name of the file is known. */
  readonly languageId: string;
  readonly text: string;
}

/** Languages whose code predicts each other share a family; a language not listed is its own. */
const families: Readonly<Record<string, string>> = {
  typescriptreact: 'typescript',
  javascript: 'typescript',
  javascriptreact: 'typescript',
  vue: 'typescript',
  svelte: 'typescript',
  cpp: 'c',
  'objective-c': 'c',
  scss: 'css',
  less: 'css',
  jsonc: 'json',
};

/** The group of languages that a document learns from, by the editor's language identifier. */
export function familyOf(languageId: string): string {
  return Object.hasOwn(families, languageId) ? (families[languageId] ?? languageId) : languageId;
}

/** Names of files that people do not write by hand. */
const generatedName = /(?:[.-]min\.\w+|\.map|\.lock|[.-]lock\.\w+|\.bundle\.js|\.snap)$/i;

const longLineLength = 1000;

/** True for text that can teach: not prose, binary, generated, minified or longer than `maxCharacters`. */
export function isIndexable(file: SourceFile, maxCharacters: number): boolean {
  const { text } = file;
  return (
    text.length <= maxCharacters &&
    !languageOf(file.languageId).prose &&
    !generatedName.test(file.uri) &&
    !text.includes('\0') &&
    !looksMinified(text)
  );
}

/** Lines written by hand average about 40 characters; bundles put hundreds or thousands on one. */
function looksMinified(text: string): boolean {
  let lines = 1;
  let inLongLines = 0;
  let start = 0;
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
    lines++;
    inLongLines += end - start > longLineLength ? end - start : 0;
    start = end + 1;
  }
  inLongLines += text.length - start > longLineLength ? text.length - start : 0;
  return inLongLines * 2 > text.length || text.length / lines > 250;
}

/** Language identifiers by the ending of a file's name, for callers that read a file from disk. */
const languageByExtension: Readonly<Record<string, string>> = {
  ts: 'typescript',
  mts: 'typescript',
  cts: 'typescript',
  tsx: 'typescriptreact',
  js: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  jsx: 'javascriptreact',
  py: 'python',
  pyi: 'python',
  rs: 'rust',
  kt: 'kotlin',
  kts: 'kotlin',
  h: 'c',
  cc: 'cpp',
  cxx: 'cpp',
  hpp: 'cpp',
  hh: 'cpp',
  m: 'objective-c',
  cs: 'csharp',
  rb: 'ruby',
  ex: 'elixir',
  exs: 'elixir',
  sh: 'shellscript',
  bash: 'shellscript',
  zsh: 'shellscript',
  ps1: 'powershell',
  pl: 'perl',
  pm: 'perl',
  jl: 'julia',
  hs: 'haskell',
  yml: 'yaml',
  htm: 'html',
  md: 'markdown',
  txt: 'plaintext',
  tex: 'latex',
};

/** The file's language identifier; where the caller knows none, by the ending of its name. */
export function languageIdOf({ languageId, uri }: SourceFile): string {
  const extension = /\.(\w+)$/.exec(uri)?.[1]?.toLowerCase() ?? '';
  return (
    languageId ||
    (Object.hasOwn(languageByExtension, extension)
      ? (languageByExtension[extension] ?? '')
      : extension)
  );
}
