import * as vscode from 'vscode';
import { concernsServers } from '../settings.ts';
import type { ChatModels } from './chat.ts';
import { type Configuration, readSetting } from './configuration.ts';
import type { LazyPart } from './lazyPart.ts';

/** As in the manifest; VS Code makes the activation event of it. */
const vendor = 'ghostline';

/**
 * Offers the models to VS Code's own chat while `ghostline.chat.models` is on. Nothing is loaded before VS
 * Code wants to know them, and nothing else depends on it.
 */
export function registerChat(
  configuration: Configuration,
  secrets: Pick<vscode.SecretStorage, 'onDidChange'>,
  part: LazyPart<ChatModels>,
): vscode.Disposable {
  const changes = new vscode.EventEmitter<void>();
  const provider: vscode.LanguageModelChatProvider = {
    onDidChangeLanguageModelChatInformation: changes.event,
    provideLanguageModelChatInformation: async (...question) =>
      (await part.load()).information(...question),
    provideLanguageModelChatResponse: async (...question) =>
      (await part.load()).response(...question),
    provideTokenCount: async (...question) => (await part.load()).tokenCount(...question),
  };
  let registered: vscode.Disposable | undefined;
  const follow = () => {
    if (readSetting('chat.models')) {
      registered ??= vscode.lm.registerLanguageModelChatProvider(vendor, provider);
    } else {
      registered?.dispose();
      registered = undefined;
    }
  };
  const changed = () => {
    // Where nobody asked yet, nobody has an old list.
    const body = part.now();
    body?.changed();
    if (body !== undefined) {
      changes.fire();
    }
  };
  follow();
  return vscode.Disposable.from(
    configuration.onChange((affects) => {
      if (affects('chat')) {
        follow();
      }
      if (concernsServers(affects)) {
        changed();
      }
    }),
    secrets.onDidChange(changed),
    vscode.workspace.onDidGrantWorkspaceTrust(changed),
    changes,
    { dispose: () => registered?.dispose() },
  );
}
