import * as vscode from 'vscode';
import { competing, isCompletionExtension } from './completionExtensions.ts';

/** The other completion extensions that are active, and what the user decided about them. */
export interface OtherExtension {
  /** All of them, in one line. */
  readonly name: string;
  /** `undecided` and `left` keep Ghostline from completing by itself. */
  readonly choice: 'undecided' | 'ghostline' | 'left';
}

/** Whether Ghostline completes by itself although another extension does too. */
export interface OtherExtensions extends vscode.Disposable {
  active(): OtherExtension | undefined;
  choose(choice: 'ghostline' | 'left'): Promise<void>;
}

const choiceKey = 'completeBesideOthers';

/** Watches which extensions are active; `changed` is told when that or the user's choice may differ. */
export function createOtherExtensions(state: vscode.Memento, changed: () => void): OtherExtensions {
  const find = () => vscode.extensions.all.filter(({ id }) => isCompletionExtension(id));
  // Whether one is active is asked at each keystroke; only which there are is remembered. Not looked for at the
  // start: VS Code makes an object for each extension there is.
  let present: ReturnType<typeof find> | undefined;
  const listener = vscode.extensions.onDidChange(() => {
    present = undefined;
    changed();
  });
  const choice = () => {
    const chosen = state.get(choiceKey);
    return chosen === 'ghostline' || chosen === 'left' ? chosen : 'undecided';
  };
  return {
    active() {
      present ??= find();
      const others = present.length === 0 ? [] : competing(present, copilotSettings());
      // Copilot's chat may call itself as its completions do.
      const name = [...new Set(others.map(nameOf))].join(', ');
      return others.length === 0 ? undefined : { name, choice: choice() };
    },
    async choose(chosen) {
      await state.update(choiceKey, chosen);
      changed();
    },
    dispose: () => listener.dispose(),
  };
}

function copilotSettings() {
  const configuration = vscode.workspace.getConfiguration();
  const enable = configuration.get<unknown>('github.copilot.enable');
  return {
    aiDisabled: configuration.get('chat.disableAIFeatures') === true,
    enable: typeof enable === 'object' && enable !== null ? { ...enable } : { '*': true },
  };
}

function nameOf({ id, packageJSON }: vscode.Extension<unknown>): string {
  const manifest: unknown = packageJSON;
  const name =
    typeof manifest === 'object' && manifest !== null && 'displayName' in manifest
      ? manifest.displayName
      : undefined;
  return typeof name === 'string' ? name : id;
}
