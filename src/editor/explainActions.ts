import * as vscode from 'vscode';
import type { Detail } from '../subject/subject.ts';
import { isReply, type OpenExplanations } from './explainOpen.ts';
import { openPlace } from './explainPlace.ts';
import { addQuestion, conversationText, type Explanation, targetNow } from './explainState.ts';
import { isRunning } from './explainView.ts';
import { problemArguments } from './target.ts';

/** How an explanation is asked again. */
export interface Asking {
  /** The question that the last turn is about. */
  run(explanation: Explanation, fresh: boolean): Promise<void>;
  /** The explanation itself, about the code as it is now. */
  anew(explanation: Explanation, detail: Detail, fresh: boolean): Promise<void>;
}

/**
 * Runs an action of an explanation; what is not one of ours is ignored.
 * @param which the explanation, as `OpenExplanations.find` takes it
 */
export async function actOn(
  open: OpenExplanations,
  asking: Asking,
  action: unknown,
  which: unknown,
): Promise<void> {
  const explanation = open.find(which);
  if (explanation === undefined || typeof action !== 'string') {
    return;
  }
  const [name, index] = action.split(' ');
  switch (name) {
    case 'again':
    case 'shorter':
    case 'deeper':
    case 'reply':
      return askMore(asking, explanation, name, which);
    case 'stop':
      return explanation.running?.abort();
    case 'close':
      open.close(explanation);
      // What had the focus is gone with the thread.
      return runCommand('workbench.action.focusActiveEditorGroup');
    case 'copy':
      return vscode.env.clipboard.writeText(conversationText(explanation));
    case 'document': {
      const { document, ranges } = targetNow(explanation);
      const [range] = ranges;
      return range && runCommand('ghostline.document', problemArguments(document.uri, range));
    }
    case 'open':
      return open.openBeside(explanation);
    case 'place': {
      const place = explanation.places[Number(index)];
      return place && openPlace(place.uri, place.line);
    }
    case 'key':
      return runCommand('ghostline.setApiKey');
    case 'doctor':
      return runCommand('ghostline.doctor');
    case 'settings':
      return runCommand('workbench.action.openSettings', '@ext:ghostline.ghostline');
  }
}

async function askMore(
  { anew, run }: Asking,
  explanation: Explanation,
  action: 'again' | 'deeper' | 'reply' | 'shorter',
  which: unknown,
): Promise<void> {
  const { detail, turns } = explanation;
  const last = turns.at(-1);
  switch (action) {
    case 'again':
      return last?.question === undefined
        ? anew(explanation, detail, true)
        : run(explanation, true);
    case 'shorter':
      return anew(explanation, detail === 'deep' ? 'normal' : 'short', false);
    case 'deeper':
      return anew(explanation, detail === 'short' ? 'normal' : 'deep', false);
    case 'reply': {
      const question = isReply(which) ? which.text.trim() : '';
      if (question !== '' && last !== undefined && !isRunning(last.state)) {
        addQuestion(explanation, question);
        await run(explanation, false);
      }
    }
  }
}

async function runCommand(id: string, ...arguments_: readonly unknown[]): Promise<void> {
  await vscode.commands.executeCommand(id, ...arguments_);
}
