import { questionKey } from '../model/questionKey.ts';
import type { Excerpt } from '../subject/excerpt.ts';
import type { Subject } from '../subject/subject.ts';
import { templateVersion } from './prompt.ts';
import type { Attempt, EditTask } from './task.ts';
import { newCodeLine } from './words.ts';

/** The likeliest change, and the same one again. */
export const temperature = 0.2;

/**
 * Key of an answer in the response cache, known at once: definitions and types, which come later and change
 * little, are not part of it. What was tried before is, so that a retry is a question of its own.
 * @param client id of the model's client
 */
export function editKey(
  client: string,
  subject: Subject,
  excerpt: Excerpt,
  task: EditTask,
  attempts: readonly Attempt[],
  language: string,
  maxTokens: number,
): string {
  const code = excerpt.parts.map(({ kind, text }) => `${kind}\n${text}`).join('\n\0\n');
  return questionKey({
    task: 'fix',
    client,
    languageId: subject.languageId,
    code,
    range: { start: excerpt.parts[0]?.firstLine ?? 0, end: excerpt.parts.at(-1)?.lastLine ?? 0 },
    options: { temperature, maxTokens },
    templateVersion,
    settings: {
      task: JSON.stringify(task),
      path: subject.path,
      cursor: (task.kind === 'edit' && newCodeLine(subject)) || 0,
      language,
      // Otherwise they are only context, and come and go while the language server works.
      problems: task.kind === 'fix' ? JSON.stringify(subject.problems) : '',
      guidelines: subject.guidelines?.text ?? '',
      attempts: attempts.length === 0 ? '' : JSON.stringify(attempts),
    },
  });
}
