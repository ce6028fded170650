const named =
  /^[ \t]*(?:[#>*_-]+[ \t]*)*(?:\*\*|`)?(?:file(?:[ -]?(?:name|path))?|path)(?:\*\*)?[ \t]*:[ \t]*(?:\*\*)?[ \t]*[`'"]?([^`'"*\n]{1,300}?)[`'"]?(?:\*\*)?[ \t]*(?:\([^)]*\))?$/i;
const bare =
  /^[ \t]*(?:[#*_>]+[ \t]*)?(?:\*\*)?`?((?:[\w.@~-]+[\\/])+[\w.@-]+|[\w@-]+\.[A-Za-z]\w{0,9})`?(?:\*\*)?:?[ \t]*$/;

/** True for a line that says which file a block is for. */
export function isFileLine(line: string): boolean {
  return named.test(line) || bare.test(line);
}

/** The path in such a line or behind the opening of a fence; '' when there is none. */
export function pathIn(line: string): string {
  const [, path = ''] = named.exec(line) ?? bare.exec(line) ?? behindFence.exec(line) ?? [];
  return path.trim();
}

const behindFence =
  /^\w*[ \t]*(?::|[ \t](?:title=|file(?:name)?=|path=)?)["']?((?:[\w.@~-]+[\\/])*[\w@.-]+\.[A-Za-z]\w{0,9})["']?[ \t]*$/;

/** True when a path that a model wrote means the file that it was shown. */
export function isSameFile(written: string, shown: string): boolean {
  const one = plain(written);
  const other = plain(shown);
  return one === other || one.endsWith(`/${other}`) || other.endsWith(`/${one}`);
}

function plain(path: string): string {
  return path
    .replaceAll('\\', '/')
    .replace(/^(?:\.?\/)+|^[ab]\//, '')
    .toLowerCase();
}
