import type { Repair } from './finding.ts';

/** A repair that lets code go where a setting of the user kept it from going. */
export type OpeningRepair = Extract<
  Repair,
  { readonly kind: 'allow other machines' | 'allow http' | 'use environment key' }
>;

/**
 * Whether the user is asked before a repair is done: any extension can run the command of the page, and no click
 * of a person is behind that. Of the others each opens something, asks by itself, or undoes what only
 * concerns suggestions.
 */
export function asksFirst(repair: Repair): repair is OpeningRepair {
  switch (repair.kind) {
    case 'allow other machines':
    case 'allow http':
    case 'use environment key':
      return true;
    default:
      return false;
  }
}
