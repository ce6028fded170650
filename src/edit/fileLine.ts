const named =
  /^[#>*_ \t-]{0,20}`?(?:file(?:[ -]?(?:name|path))?|path)(?:\*\*)?[ \t]*:[ \t]*(?:\*\*)?[ \t]*[`'"]?([^`'"*\n]{1,300}?)[`'"]?(?:\*\*)?[ \t]*(?:\([^)]{0,40}\))?$/i;
const bare =
  /^[#>*_ \t]{0,20}`?((?:[\w.@~-]{1,80}[\\/]){1,30}[\w.@-]{1,120}|[\w@-]{1,120}\.(?:[cm]?[jt]sx?|jsonc?|py|go|rs|java|kts?|cs|[ch](?:pp|c|xx)?|rb|php|swift|dart|sh|ya?ml|toml|mdx?|html?|s?css|less|sql|vue|svelte|astro|xml|txt|ini|cfg|gradle|lua|exs?|scala|zig|tf|proto|ipynb))`?(?:\*\*)?:?[ \t]*$/;
const behindFence =
  /^[\w+#-]{0,20}(?:[ \t]*:[ \t]*|[ \t]+(?:title=|file(?:name)?=|path=)?)["']?((?:[\w.@~-]{1,80}[\\/]){0,30}[\w@.-]{1,120}\.[A-Za-z]\w{0,9})["']?[ \t]*$/;

/** Longer lines are no names of files. */
const longest = 400;

/** True for a line that says which file a block is for. */
export function isFileLine(line: string): boolean {
  return line.length <= longest && (named.test(line) || bare.test(line));
}

/** The path in such a line; '' when there is none. */
export function pathIn(line: string): string {
  const [, path = ''] = named.exec(line) ?? bare.exec(line) ?? [];
  return path.trim();
}

/** The path behind the opening of a fence, as in `ts:src/a.ts`; '' when there is none. */
export function pathOfFence(info: string): string {
  const isPath = /[\\/]/.test(info) && bare.test(info);
  const [, path = ''] = (isPath ? bare.exec(info) : behindFence.exec(info)) ?? [];
  return path;
}

/** True when a path that a model wrote means the file that it was shown. */
export function isSameFile(written: string, shown: string): boolean {
  const [one, other] = [plain(written), plain(shown)];
  return one === other || one.endsWith(`/${other}`) || other.endsWith(`/${one}`);
}

function plain(path: string): string {
  return path
    .replaceAll('\\', '/')
    .replace(/^(?:\.?\/)+|^[ab]\//, '')
    .toLowerCase();
}
