const commentOpening = /^(?:\/\/+|#+|--+|\/\*+|<!--|\{\/\*|;+|%+|\*+|'|REM\b)\s*/i;
const commentEnd = /\s*(?:\*\/\}?|-->|\*+)$/;

/** What people write for code that they leave out. */
const leftOut =
  /\b(?:rest of|remaining|unchanged|(?:remains?|stays?|is|are) the same|same as (?:before|above)|existing (?:code|implementation|logic|methods?|imports?|functions?)|(?:other|previous|original|your|more) (?:code|methods?|functions?|imports?|lines|fields|tests?|implementation)|omitted|no changes?|code (?:here|continues)|for brevity)\b/i;
const dots = /^(?:\.{3,}|…)(?=$|\s|\()|(?:\s|^|\w)(?:\.{3,}|…)$/;
const inBraces = /[{[]\s*(?:\/\*\s*)?(?:\.{3}|…)(?:[^\]}]*\*\/)?\s*[\]}]/;

/** Longer lines are code or data. */
const longestLine = 400;

/** True for a line that stands for code which a model did not write out. */
export function isEllipsis(line: string): boolean {
  const trimmed = line.trim();
  if (trimmed.length > longestLine) {
    return false;
  }
  const words = trimmed.replace(commentOpening, '').replace(commentEnd, '').trim();
  if (/^(?:\.{3,}|…|\[(?:\.{3}|…)\]|\((?:\.{3}|…)\))$/.test(words)) {
    return true;
  }
  const isComment = words !== trimmed || /^(?:\.{3,}|…)\s/.test(trimmed);
  return (
    (isComment && (leftOut.test(words) || (dots.test(words) && /^\W/.test(words)))) ||
    inBraces.test(trimmed)
  );
}
