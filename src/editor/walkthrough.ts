import * as vscode from 'vscode';
import { createMilestones, type Milestone } from './milestones.ts';

/** Tells the walkthrough what was reached. @param subscriptions what ends with the extension */
export function createWalkthrough(
  subscriptions: vscode.Disposable[],
): (milestone: Milestone) => void {
  return createMilestones({
    setContext: (key, value) => void vscode.commands.executeCommand('setContext', key, value),
    onOpened(listener) {
      const listening = vscode.window.tabGroups.onDidChangeTabs(({ changed, opened }) => {
        // VS Code's own pages are tabs of no kind that extensions know; one of them may change into another.
        if ([...opened, ...changed].some(({ input }) => input === undefined)) {
          listener();
        }
      });
      subscriptions.push(listening);
    },
  });
}
