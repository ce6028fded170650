import * as vscode from 'vscode';
import { type AttemptsEnd, type Candidate, makeAttempts } from '../edit/attempts.ts';
import { rebased } from '../edit/review.ts';
import type { EditTask } from '../edit/task.ts';
import { changeQuestionOf } from './changeSubject.ts';
import { createCheck } from './check.ts';
import { isInTab, isTabOf, toFinding } from './checkFindings.ts';
import { toSpan } from './convert.ts';
import { offerElsewhere } from './editElsewhere.ts';
import { showProgress } from './editProgress.ts';
import { trackTarget } from './editTarget.ts';
import { sayRefused, sayStale, sayWhyNot } from './editTelling.ts';
import type { Turn, Turns } from './editTurn.ts';
import type { AskDeps } from './explainAsk.ts';
import { type FixJob, fixAttemptPorts, type NoEdits } from './fixAttempts.ts';
import { fixTexts, fixTitle, withdrawnText } from './fixMessages.ts';
import { explainFirst, nearest, problemRanges, withProblemAtCursor } from './fixTarget.ts';
import type { Reviews } from './review.ts';
import type { ReviewStore } from './reviewStore.ts';
import { mostProblems, problemsMarkedIn } from './subject.ts';
import type { AskTarget } from './target.ts';

/** What the commands that repair are built from. */
export interface FixDeps extends AskDeps {
  readonly reviews: Reviews;
  readonly store: Pick<ReviewStore, 'draft'>;
  readonly turns: Turns;
}

/** The commands that repair; the target is what the user looked at. */
export interface FixCommands {
  fix(target: AskTarget): Promise<void>;
  fixAll(target: AskTarget): Promise<void>;
  findBugs(target: AskTarget): Promise<void>;
  /** A repair of the problems in a range may be asked for soon. */
  warm(document: vscode.TextDocument, range: vscode.Range): void;
}

/** Creates the commands. One runs per document at a time: a second one stops the first and waits for its end. */
export function createFixCommands(deps: FixDeps): FixCommands & vscode.Disposable {
  const check = createCheck(deps);
  const running = new Map<vscode.TextDocument, AbortController>();

  /** @returns what is to be told the user, who may take all the time in the world to answer */
  const make = async (
    job: FixJob,
    stop: AbortController,
  ): Promise<(() => Promise<void>) | undefined> => {
    const { document } = job.target;
    const settings = deps.configuration.settings(document);
    const progress = showProgress(job.title, stop, deps.after);
    try {
      if (settings['fix.verify']) {
        check.warm(document, job.wanted);
      }
      const ports = fixAttemptPorts(deps, check, job, progress, stop.signal);
      const end = await makeAttempts(ports, settings['fix.attempts']);
      progress.end();
      deps.log.info(`${job.task.kind}: ${endWords(end)}`);
      if (stop.signal.aborted || end.kind === 'stopped') {
        return undefined;
      }
      switch (end.kind) {
        case 'offered':
          return await present(job, end.candidate);
        case 'withdrawn':
          return () => withdraw(job, withdrawnText(end.attempts, end.messages));
        case 'other':
          return () => sayWhyNot(end.other, job.again, explainOf(job));
      }
    } finally {
      progress.end();
    }
  };

  /** The turn is over while a message stands. */
  const run = async (job: FixJob, { controller, end }: Turn): Promise<void> => {
    const { document } = job.target;
    running.set(document, controller);
    try {
      const tell = await make(job, controller);
      void tell?.();
    } finally {
      if (running.get(document) === controller) {
        running.delete(document);
      }
      end();
    }
  };

  const present = async (job: FixJob, { edits, elsewhere = [], verdict, why }: Candidate) => {
    const { document } = job.target;
    const moved = rebased(edits, job.question.subject.text, document.getText());
    const isStale = moved.lost > 0 || document.isClosed;
    const file = document.uri.path.split('/').at(-1) ?? '';
    const explain = explainOf(job);
    const others = isStale
      ? undefined
      : offerElsewhere(deps.reviews, elsewhere, job.title, file, verdict);
    const shown = isStale
      ? 'stale'
      : await deps.reviews.present({
          document,
          version: document.version,
          edits: moved.edits,
          title: job.title,
          verdict,
          why,
          again: () => void job.again(),
          alreadyApplied: false,
          ...(others === undefined ? {} : { elsewhere: others }),
          ...(explain === undefined ? {} : { explainProblem: () => void explain() }),
        });
    if (shown === 'stale') {
      others?.ended('gone');
    }
    return shown === 'stale' && !document.isClosed ? () => sayStale(job.again) : undefined;
  };

  const withdraw = async (job: FixJob, message: string) => {
    const words = fixTexts();
    const explain = explainOf(job);
    const buttons = explain === undefined ? [words.again] : [words.explain, words.again];
    switch (await vscode.window.showWarningMessage(message, ...buttons)) {
      case words.explain:
        return explain?.();
      case words.again:
        return job.again();
    }
  };

  /** Asks about the code as it is now; says why there is nothing to ask. */
  const begin = async (
    target: AskTarget,
    task: EditTask,
    fresh: boolean,
    all: number,
  ): Promise<void> => {
    const now = trackTarget(target);
    const turn = await deps.turns.take(target.document);
    try {
      const again = () => begin(now(), task, true, all);
      const job = await jobFor(now(), task, fresh, all, again);
      await (job && run(job, turn));
    } finally {
      turn.end();
    }
  };

  /** What is to be done; undefined when there is nothing, which the user is told. */
  const jobFor = async (
    target: AskTarget,
    task: EditTask,
    fresh: boolean,
    all: number,
    again: () => Promise<void>,
  ): Promise<FixJob | undefined> => {
    const { document } = target;
    const settings = deps.configuration.settings(document);
    const withProblems = task.kind === 'fix' || settings['context.diagnostics'];
    const question = await changeQuestionOf(target, deps.ignoreFiles, settings, withProblems);
    if (typeof question === 'string') {
      sayRefused(question);
      return undefined;
    }
    const marked = task.kind === 'fix' ? problemsMarkedIn(document, question.subject.spans) : [];
    const wanted = marked.map((diagnostic) => toFinding(document, diagnostic));
    const { findBugs, noneHere } = fixTexts();
    if (task.kind === 'fix' && wanted.length === 0) {
      void vscode.window.showInformationMessage(noneHere);
      return undefined;
    }
    const messages = wanted.map(({ message }) => message);
    const title =
      task.kind === 'fix' ? fixTitle(messages, Math.max(all, messages.length)) : findBugs;
    return { target, question, task, title, wanted, fresh, again };
  };

  // VS Code keeps a document for a while after its last tab is gone.
  const closed = vscode.window.tabGroups.onDidChangeTabs((event) => {
    for (const [document, stop] of running) {
      if (event.closed.some((tab) => isTabOf(tab, document)) && !isInTab(document)) {
        stop.abort();
      }
    }
  });

  return {
    async fix(target) {
      await begin(withProblemAtCursor(target), { kind: 'fix' }, false, 0);
    },
    async fixAll(target) {
      const { document, ranges } = target;
      const found = problemRanges(document, ranges);
      const [first] = found;
      if (first === undefined) {
        await vscode.window.showInformationMessage(fixTexts().noneInFile);
        return;
      }
      const some = nearest(found, target.cursor).slice(0, mostProblems);
      const all: AskTarget = { document, kind: 'problem', ranges: some, cursor: target.cursor };
      await begin(all, { kind: 'fix' }, false, found.length);
    },
    async findBugs(target) {
      if (target.ranges.every(({ isEmpty }) => isEmpty)) {
        await vscode.window.showInformationMessage(fixTexts().select);
        return;
      }
      await begin(target, { kind: 'find bugs' }, false, 0);
    },
    warm(document, range) {
      if (deps.configuration.settings(document)['fix.verify']) {
        const wanted = problemsMarkedIn(document, [toSpan(document, range)]);
        check.warm(
          document,
          wanted.map((diagnostic) => toFinding(document, diagnostic)),
        );
      }
    },
    dispose() {
      for (const stop of running.values()) {
        stop.abort();
      }
      closed.dispose();
      check.dispose();
    },
  };
}

/** Explains what was to be repaired; undefined where no problem was. */
function explainOf({ question, target, wanted }: FixJob): (() => Promise<void>) | undefined {
  return wanted.length === 0
    ? undefined
    : () => explainFirst(target.document, wanted, question.subject.text);
}

/** For the log. */
function endWords(end: AttemptsEnd<NoEdits>): string {
  if (end.kind !== 'offered') {
    return end.kind;
  }
  const { verdict } = end.candidate;
  return `offered after ${end.attempts}, ${verdict.kind}${'reason' in verdict ? `: ${verdict.reason}` : ''}`;
}
