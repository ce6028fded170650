/** Why nobody knows whether a change repairs what it should. */
export type NotVerified =
  /** The document was changed while it was checked. */
  | 'typing'
  /** The document was to be saved while it was checked. */
  | 'saved'
  | 'closed'
  /** New diagnostics came until the time was over. */
  | 'never settled'
  /** Who reported the problem did not look at the new text: some do so only on save, some are gone. */
  | 'no report'
  /** What it does looks like silencing the problem. */
  | 'suspicious';

/** Why a change was not checked at all. */
export type NotChecked =
  /** The setting says so, or there was no problem to compare. */
  | 'switched off'
  | 'no problem'
  /** The trial text could be written to disk. */
  | 'auto-save'
  /** Only what is in the active editor can be tried. */
  | 'not in view';

/** What is known about a change after it was checked. */
export type Verdict =
  | {
      readonly kind: 'verified';
      readonly fixed: number;
      readonly of: number;
      /** Documents in tabs in which nothing was added, this one included. */
      readonly openFiles: number;
      /** Files that are not open and use what the change made different. */
      readonly unchecked: number;
    }
  | {
      readonly kind: 'partly';
      readonly fixed: number;
      readonly of: number;
      readonly added: number;
      /** What is still wrong and what is wrong now, as the language server says it. */
      readonly messages: readonly string[];
    }
  | { readonly kind: 'not verified'; readonly reason: NotVerified }
  | { readonly kind: 'not checked'; readonly reason: NotChecked };
