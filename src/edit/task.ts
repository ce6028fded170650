import type { TextEdit } from './edits.ts';

/** What is to be done with the code that is asked about. */
export type EditTask =
  /** Repair the problems of the subject. */
  | { readonly kind: 'fix' }
  | { readonly kind: 'find bugs' }
  | { readonly kind: 'edit'; readonly instruction: string }
  /** Write a documentation comment in the language's convention. */
  | { readonly kind: 'document' }
  /** Write a whole new file of tests. */
  | {
      readonly kind: 'tests';
      /** Name of the test framework; '' when unknown. */
      readonly framework: string;
      /** Path of the file to be, as a model may see it. */
      readonly testPath: string;
      /** A test of the project, for its style; '' when there is none. */
      readonly example: string;
    };

/** An answer that was tried and what was wrong with it. */
export interface Attempt {
  readonly edits: readonly TextEdit[];
  readonly complaints: readonly string[];
}

/** Why a reply leads to no edits. */
export type EditRefusal =
  /** The model says that nothing is to be changed. */
  | { readonly kind: 'nothing to change' }
  /** The model did not write a word, or its server withheld them. */
  | { readonly kind: 'no reply'; readonly withheld: boolean }
  /** Words or code, but nothing that says what is to be replaced. */
  | { readonly kind: 'prose' }
  /** A block lacks a part or its end. */
  | { readonly kind: 'truncated' }
  | { readonly kind: 'matches twice'; readonly search: string }
  | { readonly kind: 'matches nowhere'; readonly search: string }
  /** Code was left out with dots. */
  | { readonly kind: 'ellipsis' }
  | { readonly kind: 'other file'; readonly path: string }
  /** A placeholder that stands for a secret was dropped, doubled or altered. */
  | { readonly kind: 'placeholder' }
  /** The new code has invisible characters that the old one had not, e.g. `U+202E`. */
  | { readonly kind: 'invisible characters'; readonly names: readonly string[] }
  /** Lines that the model was not shown. */
  | { readonly kind: 'not shown'; readonly search: string }
  /** Two blocks change the same lines. */
  | { readonly kind: 'overlap' }
  | { readonly kind: 'nothing changed' }
  /** More than anyone reads through. */
  | { readonly kind: 'huge' };
