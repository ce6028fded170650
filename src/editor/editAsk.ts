import * as vscode from 'vscode';
import { askForEdits as askPurely, featureOf } from '../edit/ask.ts';
import type { EditListener, EditOutcome } from '../edit/askTypes.ts';
import { createFollowers } from '../edit/followers.ts';
import type { Attempt, EditTask } from '../edit/task.ts';
import { answerLanguage } from '../explain/language.ts';
import { withLarger } from './editLarger.ts';
import { findOthers } from './editOthers.ts';
import { findSimilar } from './editSimilar.ts';
import { type AskDeps, cellUses, secretOf } from './explainAsk.ts';
import { type Question, symbolPathOf } from './subject.ts';
import { findUses } from './uses.ts';

export type { EditListener, EditOutcome };

/** A task about a document as it is now. */
export interface EditAsked {
  readonly document: vscode.TextDocument;
  readonly question: Question;
  readonly task: EditTask;
  /** Answers that were tried before, oldest first. */
  readonly attempts: readonly Attempt[];
  /** Not from the cache. */
  readonly fresh: boolean;
}

/** Asks the model, or the cache, for the edits that do a task. Every foreseen way to end is an outcome. */
export async function askForEdits(
  deps: AskDeps,
  { attempts, document, fresh, question, task }: EditAsked,
  listener: EditListener,
  signal: AbortSignal,
): Promise<EditOutcome> {
  const settings = deps.configuration.settings(document);
  const contextTokens = settings['ollama.contextTokens'];
  const { file, subject } = question;
  const outcome = await askPurely(
    {
      ...deps,
      followers: createFollowers({
        get: (key) => deps.state.get(key),
        set: (key, value) => void deps.state.update(key, value),
      }),
      gate: () => deps.ignoreFiles.gate(),
      async gather() {
        const paths = symbolPathOf(document, subject);
        const isOffered = task.kind === 'fix' && settings['context.openFiles'];
        const [symbolPath, others, similar, uses] = await Promise.all([
          paths,
          isOffered
            ? paths.then((symbolPath) =>
                findOthers(document, { ...subject, symbolPath }, deps.ignoreFiles, signal),
              )
            : [],
          task.kind === 'fix'
            ? findSimilar(document, subject, contextTokens, isOffered && deps.ignoreFiles, deps.now)
            : [],
          settings['context.definitions']
            ? findUses(document, subject, deps.ignoreFiles, deps.log, signal)
            : [],
        ]);
        return {
          symbolPath,
          others,
          uses: [...cellUses(document, settings), ...uses, ...similar],
        };
      },
    },
    {
      subject,
      file,
      task,
      attempts,
      fresh,
      language: answerLanguage(settings['explain.language'], vscode.env.language),
      contextTokens,
      secret: secretOf(deps.state),
    },
    listener,
    signal,
  );
  if ('cached' in outcome && outcome.cached) {
    deps.usage.note('cacheHits', featureOf(task), outcome.model);
  }
  const reason = outcome.kind === 'no edits' ? ` (${outcome.reason.kind})` : '';
  deps.log.info(`${task.kind}: ${outcome.kind}${reason}`);
  return withLarger(deps, outcome, signal);
}
