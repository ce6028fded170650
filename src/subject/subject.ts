import type { GuardedFile } from '../privacy/gate.ts';
import type { Span } from '../text/document.ts';

/** A problem that the editor marks in the code. */
export interface Problem {
  /** First line, counted from 0. */
  readonly line: number;
  readonly message: string;
  readonly severity: 'error' | 'warning';
  /** Who says so and under which name, e.g. `ts 2322`; '' when unknown. */
  readonly source: string;
  /** What else it says, about other places. */
  readonly related?: readonly string[];
  /** Where the rule is documented. */
  readonly link?: string;
}

/** What the code uses and where it is defined. */
export interface Use {
  readonly name: string;
  /** The file that the text is from: it may be read as context. */
  readonly file: GuardedFile;
  /** The head of the definition, the type that the editor shows for the name, a cell above in a notebook, or code that is alike. */
  readonly text: string;
  readonly kind: 'definition' | 'type' | 'cell' | 'similar';
}

/** How much is to be said. */
export type Detail = 'short' | 'normal' | 'deep';

/** What a project says about how its code is written. */
export interface Guidelines {
  /** Path of the file as a model may see it. */
  readonly path: string;
  readonly text: string;
}

/** What is to be explained, as it was when it was asked. */
export interface Subject {
  readonly kind: 'code' | 'problem';
  /** Path as a model may see it. */
  readonly path: string;
  readonly languageId: string;
  /** The whole document, or the cells of a notebook in their order. */
  readonly text: string;
  /** What of it is asked about, in order and not overlapping. Not empty. */
  readonly spans: readonly Span[];
  /** What the person looks at: the nearest to it is kept when not all can be sent. */
  readonly focus: number;
  /** Names of the symbols around it, outermost first. */
  readonly symbolPath: readonly string[];
  /** For `problem` what is to be explained, else what is marked inside. */
  readonly problems: readonly Problem[];
  /** Absent where the project has none or they are not wanted. */
  readonly guidelines?: Guidelines;
}
