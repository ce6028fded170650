import * as vscode from 'vscode';

/** Extensions that show inline completions of their own: VS Code shows whoever answers first. */
const rivals: readonly string[] = [
  'github.copilot',
  'github.copilot-chat',
  'codeium.codeium',
  'tabnine.tabnine-vscode',
  'continue.continue',
  'supermaven.supermaven',
  'amazonwebservices.amazon-q-vscode',
  'tabbyml.vscode-tabby',
  'sourcegraph.cody-ai',
  'ggml-org.llama-vscode',
  'rjmacarthy.twinny',
  'google.geminicodeassist',
  'visualstudioexptteam.vscodeintellicode-completions',
];

const choiceKey = 'completeBesideOthers';

/** Whether Ghostline completes by itself although another extension does too. */
export interface OtherExtensions extends vscode.Disposable {
  /** Name of an active completion extension beside which the user has not chosen us. */
  undecided(): string | undefined;
  /** Name of any active completion extension. */
  active(): string | undefined;
  choose(useGhostline: boolean): Promise<void>;
}

/** Watches which extensions are active. */
export function createOtherExtensions(state: vscode.Memento, changed: () => void): OtherExtensions {
  const find = () =>
    vscode.extensions.all.find(
      (extension) => extension.isActive && rivals.includes(extension.id.toLowerCase()),
    );
  const nameOf = (extension: vscode.Extension<unknown>): string => {
    const manifest: unknown = extension.packageJSON;
    const name =
      typeof manifest === 'object' && manifest !== null && 'displayName' in manifest
        ? manifest.displayName
        : undefined;
    return typeof name === 'string' ? name : extension.id;
  };
  const active = () => {
    const rival = find();
    return rival === undefined ? undefined : nameOf(rival);
  };
  const listener = vscode.extensions.onDidChange(changed);
  return {
    active,
    undecided: () => (state.get(choiceKey) === true ? undefined : active()),
    async choose(useGhostline) {
      await state.update(choiceKey, useGhostline);
      changed();
    },
    dispose: () => listener.dispose(),
  };
}
