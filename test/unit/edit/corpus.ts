import { readdirSync, readFileSync } from 'node:fs';
import { applyEdits } from '../../../src/edit/edits.ts';
import { changesBetween } from '../../../src/edit/lineDiff.ts';
import { readReply } from '../../../src/edit/read.ts';
import { scopeOf } from './support.ts';

/** One reply and what has to come of it. */
export interface Case {
  readonly document: string;
  readonly languageId: string;
  /** With its marks `█` around what is asked about. */
  readonly source: string;
  readonly placeholders: readonly { readonly shown: string; readonly original: string }[];
  readonly sort: 'clean' | 'sloppy' | 'hostile';
  readonly name: string;
  readonly reply: string;
  /** The lines that change, a refusal in brackets, or the lines that change although the reply is refused. */
  readonly expected: string;
  /** A person could tell what is meant, and the reply is refused all the same. */
  readonly isLost: boolean;
}

const folder = 'test/fixtures/edit/replies';

/** Every reply of the corpus. `␍` stands for a carriage return, a line `@@@@` begins a section. */
export function corpus(): readonly Case[] {
  return readdirSync(folder)
    .sort()
    .flatMap((file) => casesIn(readFileSync(`${folder}/${file}`, 'utf8')));
}

function casesIn(text: string): readonly Case[] {
  const cases: Case[] = [];
  let document = { document: '', languageId: '', source: '' };
  let placeholders: { shown: string; original: string }[] = [];
  let reply = { sort: 'clean' as Case['sort'], name: '', reply: '' };
  for (const section of text.split(/^@@@@ /m).slice(1)) {
    const head = section.slice(0, section.indexOf('\n'));
    const body = section.slice(head.length + 1);
    const [kind = '', first = '', ...rest] = head.split(' ');
    if (kind === 'document') {
      document = { document: first, languageId: rest.join(' '), source: withReturns(body) };
      placeholders = [];
    } else if (kind === 'secret') {
      placeholders.push({ shown: first, original: rest.join(' ') });
      document = { ...document, source: withReturns(body) };
    } else if (kind === 'reply') {
      const sort = first === 'sloppy' || first === 'hostile' ? first : 'clean';
      reply = { sort, name: rest.join(' '), reply: withReturns(body) };
    } else {
      const isLost = first === 'lost';
      const expected = head.includes('[') ? head.slice(head.indexOf('[')) : body.trimEnd();
      cases.push({ ...document, placeholders, ...reply, expected, isLost });
    }
  }
  return cases;
}

function withReturns(text: string): string {
  return text.replaceAll('␍', '\r');
}

/** What came of a reply: the lines that change, or the refusal in brackets. */
export function outcomeOf({ document, languageId, placeholders, reply, source }: Case): string {
  const scope = scopeOf(source, { path: document, languageId }, placeholders);
  const read = readReply(reply, scope, false);
  return read.kind === 'refused'
    ? `[${read.reason.kind}]`
    : changedLines(scope.text, applyEdits(scope.text, read.edits));
}

/** Each run of changed lines behind the number of its first one. */
export function changedLines(before: string, after: string): string {
  const lines = (text: string) => text.replaceAll('\r', '␍').split('\n');
  const [a, b] = [lines(before), lines(after)];
  return changesBetween(a, b)
    .flatMap(({ aEnd, aStart, bEnd, bStart }) => [
      String(aStart + 1),
      ...a.slice(aStart, aEnd).map((line) => `-${line}`),
      ...b.slice(bStart, bEnd).map((line) => `+${line}`),
    ])
    .join('\n');
}
