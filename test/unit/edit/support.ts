import { applyEdits } from '../../../src/edit/edits.ts';
import { chooseExcerpt } from '../../../src/edit/prompt.ts';
import { type Read, readReply } from '../../../src/edit/read.ts';
import { type Scope, shownLines } from '../../../src/edit/scope.ts';
import { createVeil, type Placeholder } from '../../../src/edit/veil.ts';
import type { Subject } from '../../../src/subject/subject.ts';
import { subjectOf } from '../subject/support.ts';

/** A search and replace block in the form that is asked for. */
export function block(search: string, replace: string): string {
  const part = (text: string) => (text === '' ? '' : `${text}\n`);
  return `<<<<<<< SEARCH\n${part(search)}=======\n${part(replace)}>>>>>>> REPLACE\n`;
}

/** What a reply may change in the code between two marks `█`; without marks all of it is asked about. */
export function scopeOf(
  source: string,
  changes: Partial<Subject> = {},
  placeholders: readonly Placeholder[] = [],
): Scope {
  const subject = subjectOf(source.includes('█') ? source : `█${source}█`, changes);
  return {
    text: subject.text,
    path: subject.path,
    languageId: subject.languageId,
    asked: subject.spans,
    shown: shownLines(subject, chooseExcerpt(subject, 8_192)),
    veil: createVeil(subject.text, placeholders),
  };
}

/** The text after the edits of a reply, or the kind of its refusal in brackets. */
export function result(scope: Scope, reply: string): string {
  return resultOf(scope, readReply(reply, scope, false));
}

export function resultOf(scope: Scope, read: Read): string {
  return read.kind === 'edits' ? applyEdits(scope.text, read.edits) : `[${read.reason.kind}]`;
}
