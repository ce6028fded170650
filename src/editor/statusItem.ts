import * as vscode from 'vscode';
import type { CompletionOutcome } from '../completion/outcome.ts';
import type { ModelState } from '../model/source.ts';
import { modelText, reasonText, sourceText } from './messages.ts';

/** The one status item. */
export interface StatusItem extends vscode.Disposable {
  thinking(busy: boolean): void;
  outcome(outcome: CompletionOutcome): void;
  model(state: ModelState): void;
  /** Why nothing was shown at the last position, in one line; undefined after a suggestion. */
  lastReason(): string | undefined;
}

/** Reasons that last: the icon says that completions are off here. */
const lasting = new Set<string>([
  'disabled',
  'manual only',
  'snoozed',
  'on battery',
  'other extension',
  'unsupported document',
  'read-only',
  'secret file',
  'excluded file',
  'document too large',
  'binary document',
  'line too long',
]);

/** Creates the item; it changes its icon only, never its width, while the user types. */
export function createStatusItem(): StatusItem {
  const item = vscode.window.createStatusBarItem(
    'ghostline.status',
    vscode.StatusBarAlignment.Right,
    100,
  );
  item.name = 'Ghostline';
  item.command = 'ghostline.showMenu';
  let state: ModelState = { kind: 'choosing' };
  let last: CompletionOutcome | undefined;
  let busy = false;

  const render = () => {
    const off = last?.kind === 'none' && lasting.has(last.reason);
    const icon = busy
      ? '$(loading~spin)'
      : state.kind === 'failed'
        ? '$(warning)'
        : off
          ? '$(circle-slash)'
          : '$(sparkle)';
    const lines = [modelText(state)];
    if (last?.kind === 'shown') {
      lines.push(vscode.l10n.t('Last suggestion: {0}', sourceText(last.source)));
    } else if (last !== undefined) {
      lines.push(vscode.l10n.t('No suggestion here: {0}', reasonText(last.reason, last.error)));
    }
    const text = `${icon} Ghostline`;
    const tooltip = lines.join('\n');
    if (item.text !== text) {
      item.text = text;
    }
    if (item.tooltip !== tooltip) {
      item.tooltip = tooltip;
      item.accessibilityInformation = { label: `Ghostline. ${lines.join(' ')}`, role: 'button' };
    }
  };
  render();
  item.show();
  return {
    thinking(next) {
      busy = next;
      render();
    },
    outcome(outcome) {
      if (outcome.kind === 'shown' || outcome.reason !== 'cancelled') {
        last = outcome;
      }
      busy = outcome.kind === 'none' && outcome.reason === 'waiting';
      render();
    },
    model(next) {
      state = next;
      render();
    },
    lastReason: () => (last?.kind === 'none' ? reasonText(last.reason, last.error) : undefined),
    dispose: () => item.dispose(),
  };
}
