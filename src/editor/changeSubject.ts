import type { Settings } from '../settings.ts';
import type { IgnoreFiles } from './ignoreFiles.ts';
import { isProtectedFile } from './protectedFile.ts';
import { type Question, questionOf, type SubjectRefusal } from './subject.ts';
import type { AskTarget } from './target.ts';

/** Why nothing is changed. */
export type ChangeRefusal = SubjectRefusal | 'protected file';

/** What is to be changed, as `questionOf` finds it, but nothing in a protected file: no model is asked about it. */
export async function changeQuestionOf(
  target: AskTarget,
  ignoreFiles: IgnoreFiles,
  settings: Settings,
  withDiagnostics?: boolean,
): Promise<Question | ChangeRefusal> {
  const question = await questionOf(target, ignoreFiles, settings, withDiagnostics);
  const isAllowed = typeof question === 'string' || !(await isProtectedFile(target.document.uri));
  return isAllowed ? question : 'protected file';
}
