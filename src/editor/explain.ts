import * as vscode from 'vscode';
import type { Detail } from '../subject/subject.ts';
import { actOn } from './explainActions.ts';
import { type AskDeps, excerptFor } from './explainAsk.ts';
import { refusalText } from './explainMessages.ts';
import { nameLater } from './explainName.ts';
import { createOpenExplanations } from './explainOpen.ts';
import { runExplanation } from './explainRun.ts';
import { askAnew, createExplanation, type Explanation, isSame, targetNow } from './explainState.ts';
import { isReadOnly } from './reviewText.ts';
import { type Question, questionOf } from './subject.ts';
import type { AskTarget } from './target.ts';

/** Everything behind the command *Explain*. */
export interface Explain extends vscode.Disposable {
  /** @param target undefined where there is no text, as with a picture, which the user is told */
  explain(target: AskTarget | undefined): Promise<void>;
  /** Runs an action of an explanation; what is not one of ours is ignored. */
  act(...arguments_: readonly unknown[]): Promise<void>;
}

/** Creates the command's parts; nothing is asked and nothing is shown before it is used. */
export function createExplain(deps: AskDeps): Explain {
  const open = createOpenExplanations();
  const { show } = open;
  let ids = 0;

  const run = (explanation: Explanation, fresh: boolean) =>
    runExplanation({ ...deps, show }, explanation, fresh);

  /** What is asked about; undefined when there is nothing, which the user is told. */
  const look = async (target: AskTarget | undefined): Promise<Question | undefined> => {
    const settings = target && deps.configuration.settings(target.document);
    const question =
      target === undefined || settings === undefined
        ? 'nothing to explain'
        : await questionOf(target, deps.ignoreFiles, settings);
    if (typeof question !== 'string') {
      return question;
    }
    await vscode.window.showInformationMessage(refusalText(question));
    return undefined;
  };

  const explain = async (target: AskTarget | undefined) => {
    const [question, readOnly] = await Promise.all([
      look(target),
      target === undefined || isReadOnly(target.document),
    ]);
    if (target === undefined || question === undefined) {
      return;
    }
    const model = deps.chat.lastFound()?.id;
    const same = open.all().find((one) => isSame(one, target, question, model));
    if (same !== undefined) {
      await open.focus(same);
      return;
    }
    ids += 1;
    const excerpt = excerptFor(question, 'normal', deps.configuration.settings(target.document));
    const explanation = createExplanation(ids, target, question, excerpt, !readOnly);
    open.add(explanation);
    nameLater(explanation, target, { after: deps.after, show });
    await run(explanation, false);
  };

  const anew = async (explanation: Explanation, detail: Detail, fresh: boolean) => {
    const { document } = explanation;
    let { excerpt, question } = explanation;
    if (!document.isClosed) {
      const next = await look(targetNow(explanation));
      if (next === undefined) {
        return;
      }
      question = next;
      excerpt = excerptFor(next, detail, deps.configuration.settings(document));
    }
    askAnew(explanation, question, excerpt, detail);
    await run(explanation, fresh);
  };

  return {
    explain,
    act: (action, which) => actOn(open, { run, anew }, action, which),
    dispose: () => open.dispose(),
  };
}
