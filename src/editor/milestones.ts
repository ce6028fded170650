/** What a person has reached with Ghostline; steps of the walkthrough complete themselves by these context keys. */
export type Milestone =
  | 'ghostline.suggested'
  | 'ghostline.accepted'
  | 'ghostline.ollamaReady'
  | 'ghostline.keyAccepted';

/** What milestones are told with. */
export interface MilestonesDeps {
  /** Sets a context key of VS Code. */
  readonly setContext: (key: Milestone, value: boolean) => void;
  /** Calls back whenever the walkthrough may have been opened. */
  readonly onOpened: (listener: () => void) => void;
}

/**
 * Creates the book of milestones. VS Code knows the steps of a window since the walkthrough was first opened in it. A
 * step completes itself by a change of its key after that, and never where its key was true at that moment: so a key
 * is true for a moment only, and what is reached again after an opening is told again.
 */
export function createMilestones({
  onOpened,
  setContext,
}: MilestonesDeps): (milestone: Milestone) => void {
  const told = new Set<Milestone>();
  onOpened(() => told.clear());
  return (milestone) => {
    if (!told.has(milestone)) {
      told.add(milestone);
      setContext(milestone, true);
      setContext(milestone, false);
    }
  };
}
