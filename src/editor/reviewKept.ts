import type * as vscode from 'vscode';

/** Where reviews and drafts are kept in the state of the workspace for the next start of the window. */
export const keptKeys = { reviews: 'ghostline.reviews', drafts: 'ghostline.drafts' } as const;

/** True when a window before this one left something to take up. */
export function isSomethingKept(state: Pick<vscode.Memento, 'get'>): boolean {
  return Object.values(keptKeys).some((key) => {
    const kept = state.get(key);
    return Array.isArray(kept) && kept.length > 0;
  });
}
