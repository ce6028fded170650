import { applyEdits } from '../../../src/edit/edits.ts';
import { chooseExcerpt } from '../../../src/edit/prompt.ts';
import { type Read, readReply } from '../../../src/edit/read.ts';
import { type Scope, scopeFor, shownLines } from '../../../src/edit/scope.ts';
import type { Secrets } from '../../../src/edit/veil.ts';
import type { Subject } from '../../../src/subject/subject.ts';
import { subjectOf } from '../subject/support.ts';

/** A search and replace block in the form that is asked for. */
export function block(search: string, replace: string): string {
  const part = (text: string) => (text === '' ? '' : `${text}\n`);
  return `<<<<<<< SEARCH\n${part(search)}=======\n${part(replace)}>>>>>>> REPLACE\n`;
}

/** What stands in a prompt for a secret. */
export interface Placeholder {
  readonly shown: string;
  readonly original: string;
}

/** Secrets as the privacy gate hides them, with placeholders that a person can read. */
function secretsFrom(placeholders: readonly Placeholder[]): Secrets {
  const count = (text: string, part: string) => text.split(part).length;
  const form = /[‹<]?secret-\w+/g;
  return {
    restore: (reply) =>
      placeholders.reduce((text, { original, shown }) => text.replaceAll(shown, original), reply),
    conceal: (text) => text.replace(/‹secret-\w+›/g, '‹secret›'),
    isKept: (replaced, text) =>
      (replaced.match(form)?.length ?? 0) === (text.match(form)?.length ?? 0) &&
      placeholders.every(({ original }) => count(replaced, original) === count(text, original)),
  };
}

/** What a reply may change in the code between two marks `█`; without marks all of it is asked about. */
export function scopeOf(
  source: string,
  changes: Partial<Subject> = {},
  placeholders: readonly Placeholder[] = [],
): Scope {
  const subject = subjectOf(source.includes('█') ? source : `█${source}█`, changes);
  const shown = shownLines(subject, chooseExcerpt(subject, 8_192));
  return scopeFor(subject, shown, secretsFrom(placeholders));
}

/** The text after the edits of a reply, or the kind of its refusal in brackets. */
export function result(scope: Scope, reply: string): string {
  return resultOf(scope, readReply(reply, scope, false));
}

export function resultOf(scope: Scope, read: Read): string {
  return read.kind === 'edits' ? applyEdits(scope.text, read.edits) : `[${read.reason.kind}]`;
}
