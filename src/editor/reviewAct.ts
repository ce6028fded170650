import * as vscode from 'vscode';
import type { Which } from '../edit/exchange.ts';
import { nothingElsewhereText } from './editMessages.ts';
import type { ReviewActions } from './reviewActions.ts';
import type { OpenReview } from './reviewState.ts';

/**
 * Runs an action by its name; another one does nothing.
 * @param which the change that an action on a single one is about
 */
export async function run(
  actions: ReviewActions,
  one: OpenReview,
  action: unknown,
  which: Which,
): Promise<void> {
  switch (action) {
    case 'accept all':
      return actions.accept(one, 'all');
    case 'discard all':
      return actions.discard(one, 'all');
    case 'accept':
      return actions.accept(one, which);
    case 'discard':
      return actions.discard(one, which);
    case 'next':
      return actions.go(one, 1);
    case 'previous':
      return actions.go(one, -1);
    case 'diff':
      return actions.showDiff(one);
    case 'why':
      return actions.why(one);
    case 'elsewhere':
      if (one.elsewhere === undefined || one.elsewhere.count() === 0) {
        return void vscode.window.showInformationMessage(nothingElsewhereText());
      }
      return one.elsewhere.choose();
    case 'again':
      if (one.again !== undefined) {
        await actions.discard(one, 'all');
        one.again();
      }
  }
}
