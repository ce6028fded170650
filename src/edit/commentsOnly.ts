import { languageOf } from '../text/language.ts';
import { applyEdits, type TextEdit } from './edits.ts';
import { maskedLines } from './masked.ts';

/** More edits than this are no comment of documentation. */
const mostEdits = 50;

/** Only the edits that leave the code as it is: comments, and strings of three quotes that begin a line. */
export function commentsOnly(
  text: string,
  edits: readonly TextEdit[],
  languageId: string,
): readonly TextEdit[] {
  const before = codeOf(text, languageId);
  return edits
    .slice(0, mostEdits)
    .filter((edit) => codeOf(applyEdits(text, [edit]), languageId) === before);
}

function codeOf(text: string, languageId: string): string {
  return maskedLines(text, languageOf(languageId))
    .map(({ code, strings }) => ({ code: code.replace(/\s+/g, ''), strings }))
    .filter(({ code, strings }) => strings !== '' || !/^(?:@(?:module|type)?doc)?"*$/.test(code))
    .map(({ code, strings }) => `${code}\0${strings}`)
    .join('\n');
}
