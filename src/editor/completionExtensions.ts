/**
 * Extensions that show inline completions of their own while one types: their ids in the marketplaces, in
 * lower case. VS Code shows whoever answers first and cancels the rest.
 */
const completionExtensions = [
  'alibaba-cloud.tongyi-lingma',
  'amazonwebservices.amazon-q-vscode',
  'augment.vscode-augment',
  'blackboxapp.blackbox',
  'codeium.codeium',
  'continue.continue',
  'fittentech.fitten-code',
  'ggml-org.llama-vscode',
  'github.copilot',
  'github.copilot-chat',
  'google.geminicodeassist',
  'huggingface.huggingface-vscode',
  'kilocode.kilo-code',
  'marscode.marscode-extension',
  'rjmacarthy.twinny',
  'sourcegraph.cody-ai',
  'supermaven.supermaven',
  'tabbyml.vscode-tabby',
  'tabnine.tabnine-vscode',
  'visualstudioexptteam.vscodeintellicode-completions',
] as const;

/** What is looked at of an extension. */
interface ExtensionFacts {
  readonly id: string;
  readonly isActive: boolean;
}

/** What the user has said about GitHub Copilot, which is part of VS Code and always active. */
export interface CopilotSettings {
  /** `chat.disableAIFeatures` */
  readonly aiDisabled: boolean;
  /** `github.copilot.enable`: by language, `*` for all others. */
  readonly enable: Readonly<Record<string, unknown>>;
}

/** True for an extension that may complete beside us; ids are compared without case. */
export function isCompletionExtension(id: string): boolean {
  return completionExtensions.some((known) => known === id.toLowerCase());
}

/** The extensions that are active and complete by themselves. */
export function competing<T extends ExtensionFacts>(
  extensions: readonly T[],
  copilot: CopilotSettings,
): readonly T[] {
  const copilotOff =
    copilot.aiDisabled || Object.values(copilot.enable).every((on) => on === false);
  return extensions.filter(
    ({ id, isActive }) =>
      isActive && !(copilotOff && id.toLowerCase().startsWith('github.copilot')),
  );
}
