/** VS Code's language by the ending of a file's name: what is indexed although it is not open. */
const languages: Readonly<Record<string, string>> = {
  c: 'c',
  cc: 'cpp',
  cjs: 'javascript',
  cpp: 'cpp',
  cs: 'csharp',
  css: 'css',
  cts: 'typescript',
  dart: 'dart',
  ex: 'elixir',
  exs: 'elixir',
  go: 'go',
  h: 'cpp',
  hpp: 'cpp',
  java: 'java',
  jl: 'julia',
  js: 'javascript',
  jsx: 'javascriptreact',
  kt: 'kotlin',
  kts: 'kotlin',
  lua: 'lua',
  mjs: 'javascript',
  mts: 'typescript',
  php: 'php',
  pl: 'perl',
  ps1: 'powershell',
  py: 'python',
  pyi: 'python',
  r: 'r',
  rb: 'ruby',
  rs: 'rust',
  scala: 'scala',
  scss: 'scss',
  sh: 'shellscript',
  sql: 'sql',
  svelte: 'svelte',
  swift: 'swift',
  ts: 'typescript',
  tsx: 'typescriptreact',
  vue: 'vue',
  zig: 'zig',
};

/** Glob of the files that are indexed although they are not open. */
export const sourceGlob = `**/*.{${Object.keys(languages).join(',')}}`;

/** Glob of folders with code that nobody here writes. */
export const generatedGlob =
  '**/{node_modules,bower_components,dist,out,build,target,vendor,.git,.hg,.svn,.venv,venv,__pycache__,.tox,.next,.nuxt,coverage}/**';

/** Language of a file by its name, undefined for what is not source code. */
export function languageOfFile(path: string): string | undefined {
  const ending = /\.([^./\\]+)$/.exec(path)?.[1]?.toLowerCase() ?? '';
  return Object.hasOwn(languages, ending) ? languages[ending] : undefined;
}

/**
 * Sorts paths so that the files nearest to `here` come first: those that share the most folders with it.
 * When memory or time runs out, what is left unread is far away.
 */
export function nearestFirst<T>(
  files: readonly T[],
  pathOf: (file: T) => string,
  here: string,
): readonly T[] {
  const folders = here.split('/').slice(0, -1);
  const shared = (path: string): number => {
    const parts = path.split('/');
    const different = folders.findIndex((folder, index) => parts[index] !== folder);
    return different === -1 ? folders.length : different;
  };
  return files
    .map((file) => ({ file, shared: shared(pathOf(file)) }))
    .sort((one, other) => other.shared - one.shared)
    .map(({ file }) => file);
}
