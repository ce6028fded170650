import { questionKey } from '../model/questionKey.ts';
import type { Excerpt } from '../subject/excerpt.ts';
import type { Subject } from '../subject/subject.ts';
import type { Conversation } from './conversation.ts';
import { mostTokens, templateVersion, type Wishes } from './prompt.ts';

/** Greedy enough to be right and the same again, free enough not to repeat itself. */
export const temperature = 0.2;

/**
 * Key of an answer in the response cache, known at once: definitions and types, which come later and change
 * little, are not part of it. A follow-up is keyed by the whole conversation before it.
 * @param client id of the model's client
 */
export function answerKey(
  client: string,
  subject: Subject,
  excerpt: Excerpt,
  wishes: Wishes,
  { answer, exchanges, followUp }: Conversation,
): string {
  const code = excerpt.parts.map(({ kind, text }) => `${kind}\n${text}`).join('\n\0\n');
  return questionKey({
    task: 'explain',
    client,
    languageId: subject.languageId,
    code,
    range: { start: excerpt.parts[0]?.firstLine ?? 0, end: excerpt.parts.at(-1)?.lastLine ?? 0 },
    options: { temperature, maxTokens: mostTokens[wishes.detail] },
    templateVersion,
    settings: {
      kind: subject.kind,
      path: subject.path,
      language: wishes.language,
      detail: wishes.detail,
      // Of code the problems are only context; they come and go while the language server works.
      problems: subject.kind === 'problem' ? JSON.stringify(subject.problems) : '',
      guidelines: subject.guidelines?.text ?? '',
      conversation: followUp === '' ? '' : JSON.stringify({ answer, exchanges, followUp }),
    },
  });
}
