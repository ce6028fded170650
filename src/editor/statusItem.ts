import * as vscode from 'vscode';
import type { ModelRefusal, RefusalReason } from '../completion/outcome.ts';
import type { ModelState } from '../model/source.ts';
import { faceText, modelText, reasonText, sourceText } from './messages.ts';
import type { EditorOutcome } from './outcomeLine.ts';
import { type StatusFace, statusFace } from './statusFace.ts';

/** The one status item. */
export interface StatusItem extends vscode.Disposable {
  /** A request is under way, or the last one ended. */
  thinking(busy: boolean): void;
  outcome(outcome: EditorOutcome): void;
  /** @param state undefined before any model was looked for */
  model(state: ModelState | undefined): void;
  /** @param seconds how long the model takes to its first text; undefined: fast enough while typing */
  slow(seconds: number | undefined): void;
  /** Looks again whether completions are on in the document that is open. */
  refresh(): void;
  /** Where suggestions come from, in one line. */
  modelLine(): string;
}

/** What the status item is built from. */
export interface StatusItemDeps {
  /** False until it is known whether the document may be read. */
  readonly known: (document: vscode.TextDocument) => boolean;
  /** What keeps completions off in this document by themselves. */
  readonly refusalIn: (document: vscode.TextDocument) => RefusalReason | undefined;
  /** Why no model is asked while one types, wherever that is. */
  readonly modelRefusal: () => ModelRefusal | undefined;
  readonly after: (delayMs: number, callback: () => void) => () => void;
}

/** All icons are equally wide: nothing in the status bar moves while one types. */
const icons: Readonly<Record<StatusFace, string>> = {
  ready: '$(sparkle)',
  thinking: '$(loading~spin)',
  'off here': '$(circle-slash)',
  problem: '$(warning)',
};

/** Shorter requests are not worth a change on the screen. */
const thinkingAfterMs = 300;

/** Creates the item; it stays as long as the window. */
export function createStatusItem(deps: StatusItemDeps): StatusItem {
  const { after, known, refusalIn } = deps;
  const item = vscode.window.createStatusBarItem(
    'ghostline.status',
    vscode.StatusBarAlignment.Right,
    100,
  );
  item.name = 'Ghostline';
  item.command = 'ghostline.showMenu';
  let here: RefusalReason | undefined;
  let model: ModelState | undefined;
  let slowSeconds: number | undefined;
  let lastSource: string | undefined;
  /** What went wrong with the last request, while its model is taken to be there. */
  let failure: string | undefined;
  /** It is the user's own limit, which is no fault. */
  let isOverLimit = false;
  let busy = false;
  let stopTimer = () => {};

  const modelLine = () => {
    const refused = deps.modelRefusal();
    return refused === undefined || model !== undefined ? modelText(model) : reasonText(refused);
  };
  const render = () => {
    const face = statusFace({
      offHere: here !== undefined,
      model,
      failed: failure !== undefined && !isOverLimit,
      busy,
    });
    const lines = [
      `Ghostline: ${faceText(face)}`,
      here === undefined ? undefined : reasonText(here),
      modelLine(),
      failure,
      model?.kind === 'ready' ? slowText(slowSeconds) : undefined,
      lastSource === undefined ? undefined : vscode.l10n.t('Last suggestion: {0}', lastSource),
    ].filter((line) => line !== undefined);
    const text = `${icons[face]} Ghostline`;
    const tooltip = lines.join('\n');
    if (item.text !== text) {
      item.text = text;
    }
    if (item.tooltip !== tooltip) {
      item.tooltip = tooltip;
      item.accessibilityInformation = { label: lines.join(' '), role: 'button' };
    }
  };
  const refresh = () => {
    const document = vscode.window.activeTextEditor?.document;
    here = document === undefined || !known(document) ? undefined : refusalIn(document);
    render();
  };
  const listener = vscode.window.onDidChangeActiveTextEditor(refresh);
  refresh();
  item.show();
  return {
    thinking(next) {
      stopTimer();
      const show = () => {
        busy = next;
        render();
      };
      if (next) {
        stopTimer = after(thinkingAfterMs, show);
      } else {
        show();
      }
    },
    outcome(outcome) {
      if (outcome.kind === 'shown') {
        lastSource = sourceText(outcome.source, outcome.model);
        failure = undefined;
      } else if (outcome.reason === 'model failed') {
        const error = 'error' in outcome ? outcome.error : undefined;
        // A model that is out tells so itself.
        failure = model?.kind === 'ready' ? reasonText(outcome.reason, error) : undefined;
        isOverLimit = error?.kind === 'over limit';
      } else if (outcome.reason === 'nothing useful') {
        failure = undefined;
      }
      refresh();
    },
    model(next) {
      model = next;
      failure = undefined;
      render();
    },
    slow(seconds) {
      slowSeconds = seconds;
      render();
    },
    refresh,
    modelLine,
    dispose() {
      stopTimer();
      listener.dispose();
      item.dispose();
    },
  };
}

function slowText(seconds: number | undefined): string | undefined {
  return seconds === undefined
    ? undefined
    : vscode.l10n.t(
        'It takes about {0} s, so suggestions come late or by hand.',
        seconds.toFixed(1),
      );
}
