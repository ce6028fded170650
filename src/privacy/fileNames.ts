/** The names in a path, outermost first; both lists are as long. */
export interface PathNames {
  /** In one case and one Unicode form, without characters that file systems leave out. */
  readonly names: readonly string[];
  /** The same as Windows opens them: without streams, trailing dots and spaces. */
  readonly plain: readonly string[];
}

/**
 * Takes a path apart so that spellings which reach the same file on some system are equal: case, Unicode form,
 * Windows' separators, trailing dots, spaces and streams, characters that macOS leaves out.
 */
export function namesOf(path: string): PathNames {
  const names = path
    .normalize('NFKC')
    .replace(/\p{Cf}+/gu, '')
    .toLowerCase()
    .split(/[\\/]+/);
  return { names, plain: names.map(plainName) };
}

/** `name::$DATA`, `name.` and `name ` open the same file as `name` on Windows. */
function plainName(name: string): string {
  const stream = name.indexOf(':');
  const base = stream > 0 ? name.slice(0, stream) : name;
  return base.replace(/[. ]+$/, '') || base;
}
