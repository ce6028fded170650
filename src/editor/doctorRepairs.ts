import * as vscode from 'vscode';
import { asksFirst, type OpeningRepair } from '../doctor/asksFirst.ts';
import type { Repair } from '../doctor/finding.ts';
import { type Configuration, inspectSetting, writeSetting } from './configuration.ts';
import { changeAddress, findModel } from './doctorAddress.ts';
import type { DoctorParts } from './doctorEntry.ts';
import type { Subject } from './doctorFacts.ts';
import { openingTexts, repairDialogTexts } from './doctorRepairMessages.ts';
import { ollamaDownloadPage, ollamaStartCommand } from './ollamaWays.ts';

/** What repairs are done with. */
export interface RepairDeps extends DoctorParts {
  readonly configuration: Configuration;
  readonly subject: Subject | undefined;
  /** Checks again what was repaired. */
  readonly again: () => void;
}

type EditorRepair = Extract<Repair, { readonly kind: 'editor setting' }>;

/** Repairs, and checks again when that is done. */
export async function repair(deps: RepairDeps, wanted: Repair): Promise<void> {
  if (asksFirst(wanted) && !(await isMeant(wanted))) {
    return;
  }
  await perform(deps, wanted);
  deps.again();
}

/** A dialog that nothing but the user answers. */
async function isMeant(wanted: OpeningRepair): Promise<boolean> {
  const { detail, question, yes } = openingTexts(wanted);
  const options = { modal: true, detail };
  return (await vscode.window.showWarningMessage(question, options, yes)) === yes;
}

/** Each does what its words say and no more; what needs an answer asks for it. */
async function perform(deps: RepairDeps, wanted: Repair): Promise<unknown> {
  const { commands } = vscode;
  switch (wanted.kind) {
    case 'set key':
      return commands.executeCommand('ghostline.setApiKey');
    case 'use environment key':
      return writeSetting('provider', 'openai');
    case 'select model':
      return commands.executeCommand('ghostline.selectModel');
    case 'pull model':
      return commands.executeCommand('ghostline.pullModel', wanted.model);
    case 'start ollama':
      return howToStart(wanted.origin);
    case 'update ollama':
      return vscode.env.openExternal(vscode.Uri.parse(ollamaDownloadPage));
    case 'enter address':
      return changeAddress(deps.configuration, wanted.key);
    case 'turn on':
      return turnOn(wanted.languageId);
    case 'end snooze':
      return deps.snooze.stop();
    case 'suggest while typing':
      return suggestWhileTyping(wanted.languageId);
    case 'complete on battery':
      return writeSetting('completion.onBattery', undefined);
    case 'allow other machines':
      return writeSetting('privacy.localOnly', undefined);
    case 'allow http': {
      const named = deps.configuration.settings()['network.httpHosts'];
      return writeSetting('network.httpHosts', [...named, wanted.host]);
    }
    case 'trust workspace':
      return commands.executeCommand('workbench.trust.manage');
    case 'use ghostline':
      return deps.others.choose('ghostline');
    case 'leave it':
      return deps.others.choose('left');
    case 'editor setting':
      return writeEditorSetting(wanted);
    case 'open setting':
      return commands.executeCommand('workbench.action.openSettings', `@id:${wanted.key}`);
    case 'open workspace settings':
      return commands.executeCommand('workbench.action.openWorkspaceSettingsFile');
    case 'find model':
      return findModel(deps.configuration, wanted.key);
    case 'run on own computer':
      return runOnOwnComputer();
    case 'copy forward':
      return copyForward(wanted.line);
    case 'preview request':
      return previewRequest(deps.subject);
    case 'open settings':
      return commands.executeCommand('workbench.action.openSettings', '@ext:ghostline.ghostline');
    case 'show log':
      return commands.executeCommand('ghostline.showLog');
  }
}

/** The preview is about the editor in front, which is this page. */
async function previewRequest(subject: Subject | undefined): Promise<void> {
  if (subject !== undefined) {
    const { document, position } = subject;
    const selection = new vscode.Range(position, position);
    await vscode.window.showTextDocument(document, { selection });
    await vscode.commands.executeCommand('ghostline.previewRequest', 'completion');
  }
}

/** The language has a value of its own where all others are on. */
async function turnOn(languageId: string | undefined): Promise<void> {
  await (languageId === undefined
    ? writeSetting('completion.enabled', true)
    : writeSetting('completion.enabled', undefined, languageId));
}

async function suggestWhileTyping(languageId: string): Promise<void> {
  const key = 'completion.trigger';
  if (inspectSetting(key, { languageId }).globalLanguageValue !== undefined) {
    await writeSetting(key, undefined, languageId);
  }
  if (inspectSetting(key).globalValue !== undefined) {
    await writeSetting(key, undefined);
  }
}

/** Written where the user set it: for one language, or for all. */
async function writeEditorSetting({ key, languageId, value }: EditorRepair): Promise<void> {
  const configuration = vscode.workspace.getConfiguration(
    undefined,
    languageId === undefined ? null : { languageId },
  );
  const ofLanguage = configuration.inspect(key)?.globalLanguageValue !== undefined;
  await configuration.update(key, value, vscode.ConfigurationTarget.Global, ofLanguage);
}

/** A list and no notification: it does not go away by itself. */
async function howToStart(origin: string): Promise<void> {
  const texts = repairDialogTexts();
  const again = { label: texts.checkAgain };
  const copy = { label: texts.copyCommand, detail: ollamaStartCommand };
  const get = { label: texts.getOllama, detail: ollamaDownloadPage };
  const chosen = await vscode.window.showQuickPick([again, copy, get], {
    title: texts.howToStart,
    placeHolder: texts.notRunning(origin),
    ignoreFocusOut: true,
  });
  if (chosen === copy) {
    await vscode.env.clipboard.writeText(ollamaStartCommand);
  } else if (chosen === get) {
    await vscode.env.openExternal(vscode.Uri.parse(ollamaDownloadPage));
  }
}

/** The documented setting that moves an extension: https://code.visualstudio.com/docs/remote/ssh#_advanced-forcing-an-extension-to-run-locally-remotely */
async function runOnOwnComputer(): Promise<void> {
  const configuration = vscode.workspace.getConfiguration('remote');
  const set = configuration.inspect<Readonly<Record<string, unknown>>>('extensionKind');
  await configuration.update(
    'extensionKind',
    { ...set?.globalValue, 'ghostline.ghostline': ['ui'] },
    vscode.ConfigurationTarget.Global,
  );
  const { extensionKindSet, reload } = repairDialogTexts();
  if ((await vscode.window.showInformationMessage(extensionKindSet, reload)) === reload) {
    await vscode.commands.executeCommand('workbench.action.reloadWindow');
  }
}

async function copyForward(line: string): Promise<void> {
  await vscode.env.clipboard.writeText(line);
  const { forwardCopied, openSshConfig } = repairDialogTexts();
  const command = 'opensshremotes.openConfigFile';
  const canOpen = (await vscode.commands.getCommands(true)).includes(command);
  const buttons = canOpen ? [openSshConfig] : [];
  if ((await vscode.window.showInformationMessage(forwardCopied, ...buttons)) !== undefined) {
    await vscode.commands.executeCommand(command);
  }
}
