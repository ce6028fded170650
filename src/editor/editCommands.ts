import type * as vscode from 'vscode';
import type { TextEdit } from '../edit/edits.ts';
import { rebased } from '../edit/review.ts';
import type { Attempt, EditTask } from '../edit/task.ts';
import { changeQuestionOf } from './changeSubject.ts';
import { askForEdits, type EditListener, type EditOutcome } from './editAsk.ts';
import { askInstruction, keepInstruction } from './editInstruction.ts';
import { editStateText, editTitles, presentedTestText } from './editMessages.ts';
import { closeWhenDiscarded, createNewFile, type NewFile } from './editNewFile.ts';
import { type EditProgress, showProgress } from './editProgress.ts';
import { trackTarget } from './editTarget.ts';
import { sayRefused, sayStale, sayWhyNot } from './editTelling.ts';
import { findTestPlan } from './editTests.ts';
import type { Turn, Turns } from './editTurn.ts';
import type { AskDeps } from './explainAsk.ts';
import { titleOf } from './explainPlace.ts';
import { isProtectedFile } from './protectedFile.ts';
import type { Reviews } from './review.ts';
import { announce } from './reviewAnnounce.ts';
import { createDraft } from './reviewDraft.ts';
import { plainWords } from './reviewMessages.ts';
import type { ReviewStore } from './reviewStore.ts';
import type { Question } from './subject.ts';
import type { AskTarget } from './target.ts';

/** What the commands that change code are built from. */
export interface EditDeps extends AskDeps {
  readonly reviews: Reviews;
  readonly store: Pick<ReviewStore, 'draft'>;
  readonly turns: Turns;
}

/** The commands that change code as they are told; the target is what the user looked at. */
export interface EditCommands {
  edit(target: AskTarget): Promise<void>;
  document(target: AskTarget): Promise<void>;
  generateTests(target: AskTarget): Promise<void>;
}

interface Job {
  readonly target: AskTarget;
  /** The target in the document as it is then. */
  readonly now: () => AskTarget;
  readonly question: Question;
  readonly task: EditTask;
  readonly title: string;
  readonly attempts: readonly Attempt[];
  /** Not from the cache; so is what comes after an attempt. */
  readonly fresh: boolean;
}

const mostTitleCharacters = 60;
const mostTries = 5;
const another = 'The user discarded this and wants another answer.';

/** Creates the commands. One runs per document at a time: a second one stops the first. */
export function createEditCommands(deps: EditDeps): EditCommands {
  const ask = (
    { attempts, fresh, question, target, task }: Job,
    progress: EditProgress,
    partial: EditListener['partial'],
    signal: AbortSignal,
  ): Promise<EditOutcome> => {
    const { document } = target;
    return askForEdits(
      deps,
      { document, question, task, attempts, fresh: fresh || attempts.length > 0 },
      {
        state: (state, model) => progress.say(editStateText(state, model)),
        partial,
      },
      signal,
    );
  };

  const run = async (job: Job, { controller, end }: Turn): Promise<void> => {
    const { document } = job.target;
    const { signal } = controller;
    const draft = createDraft(
      document,
      deps.store,
      () => deps.reviews.pending(document) === undefined && !signal.aborted,
    );
    const progress = showProgress(job.title, controller, deps.after);
    try {
      const outcome = await ask(job, progress, draft.show, signal);
      if (outcome.kind !== 'edits' || signal.aborted) {
        await draft.takeBack(signal.aborted);
        progress.end();
        if (!signal.aborted) {
          // The turn is over while the message stands.
          void sayWhyNot(outcome, () => start(job.now(), job.task, job.title));
        }
        return;
      }
      const isThere = await draft.finish(outcome.edits);
      progress.end();
      await present(job, outcome, isThere ? draft.before : undefined);
    } finally {
      await draft.takeBack(false);
      draft.dispose();
      progress.end();
      end();
    }
  };

  /** @param before the text before, where the edits are in the document already */
  const present = async (
    job: Job,
    { edits, why }: Extract<EditOutcome, { kind: 'edits' }>,
    before: string | undefined,
  ) => {
    const { document } = job.target;
    const { text } = job.question.subject;
    const again = () => {
      const isSame = document.getText() === text;
      const attempt: Attempt = { edits, complaints: [another] };
      void start(job.now(), job.task, job.title, isSame ? [...job.attempts, attempt] : []);
    };
    const proposal = {
      document,
      title: job.title,
      verdict: undefined,
      why,
      again,
    };
    const presentNow = () => {
      if (before !== undefined) {
        const { version } = document;
        return deps.reviews.present({ ...proposal, version, edits, alreadyApplied: true, before });
      }
      const moved = rebased(edits, text, document.getText());
      const { version } = document;
      return moved.lost > 0
        ? undefined
        : deps.reviews.present({ ...proposal, version, edits: moved.edits, alreadyApplied: false });
    };
    let shown = await presentNow();
    for (let tries = 1; shown === 'stale' && !document.isClosed && tries < mostTries; tries++) {
      // Somebody types elsewhere in the document.
      shown = await presentNow();
    }
    if ((shown === undefined || shown === 'stale') && !document.isClosed) {
      void sayStale(async () => again());
    }
  };

  const presentFile = async (
    job: Job,
    { document, isThere }: Awaited<ReturnType<NewFile['finish']>>,
    { text, why }: Extract<EditOutcome, { kind: 'new file' }>,
  ) => {
    const { version } = document;
    const at = isThere ? 0 : document.getText().length;
    const again = () => void generateTests(job.now(), true);
    const proposal = { document, version, title: job.title, verdict: undefined, why, again };
    const edits = [{ start: at, end: at, text }];
    await deps.reviews.present(
      isThere
        ? { ...proposal, edits, alreadyApplied: true, before: '' }
        : { ...proposal, edits, alreadyApplied: false },
    );
    closeWhenDiscarded(deps.reviews, document);
    announce(presentedTestText(plainWords(document.uri.path.split('/').at(-1) ?? '', 80)));
  };

  const runTests = async (job: Job, uri: vscode.Uri, { controller, end }: Turn): Promise<void> => {
    const { signal } = controller;
    const progress = showProgress(job.title, controller, deps.after);
    const file = createNewFile(uri, deps.store, signal);
    try {
      const outcome = await ask(job, progress, showIn(file, progress), signal);
      progress.end();
      if (signal.aborted) {
        return;
      }
      if (outcome.kind !== 'new file') {
        void sayWhyNot(outcome, () => generateTests(job.now(), false));
        return;
      }
      await presentFile(job, await file.finish(outcome.text), outcome);
    } finally {
      await file.close();
      progress.end();
      end();
    }
  };

  const asked = async (target: AskTarget): Promise<Question | undefined> => {
    const settings = deps.configuration.settings(target.document);
    const question = await changeQuestionOf(target, deps.ignoreFiles, settings);
    if (typeof question !== 'string') {
      return question;
    }
    sayRefused(question);
    return undefined;
  };

  /** Asks about the document as it is once nothing else is under way in it. */
  const start = async (
    target: AskTarget,
    task: EditTask,
    title: string | ((question: Question) => string),
    attempts: readonly Attempt[] = [],
  ): Promise<void> => {
    const now = trackTarget(target);
    const turn = await deps.turns.take(target.document);
    const question = await asked(now());
    if (question === undefined) {
      return turn.end();
    }
    const words = typeof title === 'string' ? title : title(question);
    await run({ target, now, question, task, title: words, attempts, fresh: false }, turn);
  };

  const generateTests = async (target: AskTarget, fresh: boolean): Promise<void> => {
    const now = trackTarget(target);
    const turn = await deps.turns.take(target.document);
    const question = await asked(now());
    if (question === undefined) {
      return turn.end();
    }
    const plan = await findTestPlan(target.document.uri, deps.ignoreFiles);
    const { example, exampleText, framework, path, uri } = plan;
    if (await isProtectedFile(uri)) {
      sayRefused('protected file');
      return turn.end();
    }
    const title = editTitles(titleOf(question.subject)).tests;
    deps.log.info(`tests: ${framework || 'no framework'}, like ${example ?? 'none'}`);
    const task: EditTask = { kind: 'tests', framework, testPath: path, example: exampleText };
    await runTests({ target, now, question, task, title, attempts: [], fresh }, uri, turn);
  };

  return {
    async edit(target) {
      const question = await asked(target);
      const instruction = question && (await askInstruction(deps.state, titleOf(question.subject)));
      if (instruction === undefined) {
        return;
      }
      await keepInstruction(deps.state, instruction);
      const title = plainWords(instruction, mostTitleCharacters);
      await start(target, { kind: 'edit', instruction }, title);
    },
    document: (target) =>
      start(target, { kind: 'document' }, ({ subject }) => editTitles(titleOf(subject)).document),
    generateTests: (target) => generateTests(target, false),
  };
}

function showIn(file: NewFile, progress: EditProgress): (edits: readonly TextEdit[]) => void {
  return ([edit]) => {
    progress.lines(edit?.text.split('\n').length ?? 0);
    file.show(edit?.text ?? '');
  };
}
