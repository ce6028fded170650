import * as vscode from 'vscode';
import type { Why } from '../doctor/why.ts';
import { modelText, reasonText, sourceText } from './messages.ts';

/** Why there is no suggestion at a position, in one line. */
export function whyText(why: Why): string {
  switch (why.kind) {
    case 'not asked':
      return vscode.l10n.t('Nothing was asked here yet: type on, or press Alt+;.');
    case 'refused':
      return reasonText(why.reason);
    case 'model':
      return modelText(why.state);
    case 'ended':
      return why.end.kind === 'none'
        ? reasonText(why.end.reason, why.end.error)
        : vscode.l10n.t('There was one here, from {0}.', sourceText(why.end.source, why.end.model));
  }
}
