import * as vscode from 'vscode';

/**
 * What a person has reached with Ghostline; steps of the walkthrough complete themselves by these context
 * keys. A suggestion on the screen is `ghostline.suggesting`, which `lateShow.ts` sets.
 */
export type Milestone = 'ghostline.accepted' | 'ghostline.ollamaReady' | 'ghostline.keyAccepted';

/**
 * Tells VS Code that a milestone was reached. Each time is told: a step completes itself by a change of the key that
 * VS Code sees after the walkthrough was opened for the first time, and a key that stays true is none.
 */
export function tellMilestone(milestone: Milestone): void {
  void vscode.commands.executeCommand('setContext', milestone, false);
  void vscode.commands.executeCommand('setContext', milestone, true);
}
