import * as vscode from 'vscode';

/**
 * What a person has reached with Ghostline; steps of the walkthrough complete themselves by these context
 * keys. A suggestion on the screen is `ghostline.suggesting`, which `lateShow.ts` sets.
 */
export type Milestone = 'ghostline.accepted' | 'ghostline.ollamaReady' | 'ghostline.keyAccepted';

/** Creates the book of milestones: each is told VS Code once in a window, when it really happened. */
export function createMilestones(): (milestone: Milestone) => void {
  const reached = new Set<Milestone>();
  return (milestone) => {
    if (!reached.has(milestone)) {
      reached.add(milestone);
      void vscode.commands.executeCommand('setContext', milestone, true);
    }
  };
}
