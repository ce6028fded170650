import { checkIds, skipped } from './finding.ts';
import type { Rows } from './render.ts';

/** The page before anybody asked for a look, as a window that is opened again shows it: nothing was checked. */
export const notBegun: Rows = Object.fromEntries(
  checkIds.map((id) => [id, skipped({ kind: 'not begun' })]),
);

/**
 * Whether a change (of a setting, of the extensions) leads to another look by itself: only where somebody
 * began one and still sees its page, and never where the workspace is not trusted.
 */
export function looksByItself(state: {
  readonly begun: boolean;
  readonly isOpen: boolean;
  readonly isTrusted: boolean;
}): boolean {
  return state.begun && state.isOpen && state.isTrusted;
}
