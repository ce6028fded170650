/** The marks in the form that is asked for. */
export const marks = {
  search: '<<<<<<< SEARCH',
  divider: '=======',
  replace: '>>>>>>> REPLACE',
  nothing: 'NO EDITS',
} as const;

const open = /^[ \t]*(?:<{4,}|-{4,})[ \t]*(search|original|old|before|find|head|current)\b/i;
const openOfSearch = /^[ \t]*(?:<{4,}|-{4,})[ \t]*search\b/i;
const openOfConflict = /^[ \t]*<{7}[ \t]+(?:head|current)\b/i;
const bareOpen = /^[ \t]*<{5,}[ \t]*$/;
const divider = /^[ \t]*={4,}(?:[ \t]*(?:replace|new)(?:[ \t]*:)?)?[ \t]*$/i;
const close = /^[ \t]*(?:>{4,}|\+{4,})[ \t]*(?:replace(?:ment)?|updated|new|after)\b/i;
const bareClose = /^[ \t]*>{5,}[ \t]*$/;
const closeOfConflict = /^[ \t]*>{7}[ \t]+\S/;
const fence = /^[ \t]*(`{3,}|~{3,})[ \t]*([^`\n]{0,300})$/;

export function isOpen(line: string): boolean {
  return open.test(line) || bareOpen.test(line);
}

/** The opening in the words that are asked for: nothing else looks like it. */
export function isOpenOfSearch(line: string): boolean {
  return openOfSearch.test(line);
}

/** The opening of a merge conflict; some models write their blocks like one. */
export function isOpenOfConflict(line: string): boolean {
  return openOfConflict.test(line);
}

export function isDivider(line: string): boolean {
  return divider.test(line);
}

/** @param opening the line that opened the block: a merge conflict ends in its own way */
export function isClose(line: string, opening = ''): boolean {
  return (
    close.test(line) ||
    bareClose.test(line) ||
    (openOfConflict.test(opening) && closeOfConflict.test(line))
  );
}

/** True for a line that is a mark and no code. */
export function isMark(line: string): boolean {
  return isOpen(line) || isDivider(line) || isClose(line);
}

/** The marks of a line that begins or ends fenced code, and the words behind them; undefined for another line. */
export function fenceIn(
  line: string,
): { readonly mark: string; readonly info: string } | undefined {
  const [, mark, info = ''] = fence.exec(line) ?? [];
  return mark === undefined ? undefined : { mark, info: info.trim() };
}
