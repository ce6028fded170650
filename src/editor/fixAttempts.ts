import type { AttemptPorts, Change } from '../edit/attempts.ts';
import { type Cheat, cheatsIn } from '../edit/cheats.ts';
import { ranked } from '../edit/rank.ts';
import { rebased } from '../edit/review.ts';
import type { EditTask } from '../edit/task.ts';
import type { Finding } from '../edit/verdict.ts';
import type { Check } from './check.ts';
import { checkUntilCurrent, notChecked } from './checkAgain.ts';
import type { CheckResult } from './checkResult.ts';
import { askForEdits, type EditOutcome } from './editAsk.ts';
import { editStateText } from './editMessages.ts';
import { documentAt } from './editOthers.ts';
import type { EditProgress } from './editProgress.ts';
import type { AskDeps } from './explainAsk.ts';
import { attemptText, checkingText } from './fixMessages.ts';
import type { Reviews } from './review.ts';
import type { Question } from './subject.ts';
import type { AskTarget } from './target.ts';

/** One repair that was asked for. */
export interface FixJob {
  readonly target: AskTarget;
  readonly question: Question;
  readonly task: EditTask;
  readonly title: string;
  readonly wanted: readonly Finding[];
  /** Not from the cache: the user wants another answer. */
  readonly fresh: boolean;
  /** Begins anew with the code as it is then. */
  readonly again: () => Promise<void>;
}

/** How asking ended where there is nothing to check. */
export type NoEdits = Exclude<EditOutcome, { kind: 'edits' }>;

/** What attempts are made with. */
export interface FixAttemptDeps extends AskDeps {
  readonly reviews: Pick<Reviews, 'supersede'>;
}

/** How a repair is asked for, checked and judged. */
export function fixAttemptPorts(
  deps: FixAttemptDeps,
  check: Check,
  job: FixJob,
  progress: EditProgress,
  signal: AbortSignal,
): AttemptPorts<NoEdits> {
  const { fresh, question, target, task } = job;
  const { document } = target;
  const { languageId, text } = question.subject;
  return {
    async ask(attempts) {
      const outcome = await askForEdits(
        deps,
        { document, question, task, attempts, fresh },
        {
          state: (state, model) =>
            progress.say(attemptText(attempts.length + 1, editStateText(state, model))),
          partial: () => {},
        },
        signal,
      );
      return outcome.kind === 'edits' ? outcome : { kind: 'other', other: outcome };
    },
    async check(change) {
      progress.say(checkingText());
      const isWanted = deps.configuration.settings(document)['fix.verify'];
      return isWanted
        ? checkUntilCurrent(() => checkedNow(deps, check, job, change, signal), signal)
        : notChecked;
    },
    cheatsIn: ({ edits, elsewhere = [] }) => [
      ...cheatsIn(text, edits, languageId),
      ...elsewhere.flatMap(cheatsElsewhere),
    ],
    rank: (candidates) => ranked(text, candidates),
  };
}

function cheatsElsewhere(one: NonNullable<Change['elsewhere']>[number]): readonly Cheat[] {
  const document = documentAt(one);
  return document === undefined ? [] : cheatsIn(document.getText(), one.edits, document.languageId);
}

/** In the document as it is now: people type while a model thinks. */
async function checkedNow(
  { reviews }: FixAttemptDeps,
  check: Check,
  { question, target, wanted }: FixJob,
  { edits, elsewhere = [] }: Change,
  signal: AbortSignal,
): Promise<CheckResult | undefined> {
  const { document } = target;
  const now = document.getText();
  const moved = rebased(edits, question.subject.text, now);
  const spans = rebased(
    wanted.map(({ span }) => ({ ...span, text: '' })),
    question.subject.text,
    now,
  );
  if (moved.lost > 0 || spans.lost > 0) {
    return { verdict: { kind: 'not verified', reason: 'typing' }, complaints: [] };
  }
  return check.check(
    {
      document,
      text: now,
      edits: moved.edits,
      elsewhere: elsewhere.flatMap((one) => {
        const other = documentAt(one);
        return other === undefined ? [] : [{ document: other, edits: one.edits }];
      }),
      wanted: wanted.map((finding, index) => ({
        ...finding,
        span: spans.edits[index] ?? finding.span,
      })),
      beforeTrial: () => reviews.supersede(document),
    },
    signal,
  );
}
