import * as vscode from 'vscode';
import type { OpeningRepair } from '../doctor/asksFirst.ts';
import type { Repair } from '../doctor/finding.ts';

/** The commands of the whole page. */
export function pageLensTexts() {
  return {
    again: vscode.l10n.t('$(refresh) Run again'),
    cancel: vscode.l10n.t('$(debug-stop) Stop'),
    copy: vscode.l10n.t('$(copy) Copy'),
    checkAgain: vscode.l10n.t('Check again'),
  };
}

/** What a click does, as a command says it. */
export function repairText(repair: Repair): string {
  switch (repair.kind) {
    case 'set key':
      return vscode.l10n.t('Set API key…');
    case 'use environment key':
      return vscode.l10n.t('Use OPENAI_API_KEY with {0}', repair.origin);
    case 'select model':
      return vscode.l10n.t('Select model…');
    case 'pull model':
      return repair.model === undefined
        ? vscode.l10n.t('Download a model into Ollama…')
        : vscode.l10n.t('Download {0}', repair.model);
    case 'start ollama':
      return vscode.l10n.t('How to start Ollama…');
    case 'update ollama':
      return vscode.l10n.t('Get the current Ollama…');
    case 'enter address':
      return vscode.l10n.t('Change the address…');
    case 'turn on':
      return repair.languageId === undefined
        ? vscode.l10n.t('Turn completions on')
        : vscode.l10n.t('Turn completions on for {0}', repair.languageId);
    case 'end snooze':
      return vscode.l10n.t('End the snooze');
    case 'suggest while typing':
      return vscode.l10n.t('Suggest while typing');
    case 'complete on battery':
      return vscode.l10n.t('Complete on battery, too');
    case 'allow other machines':
      return vscode.l10n.t('Allow other machines (turn localOnly off)');
    case 'allow http':
      return vscode.l10n.t('Allow {0} without encryption', repair.host);
    case 'trust workspace':
      return vscode.l10n.t('Manage workspace trust…');
    case 'use ghostline':
      return vscode.l10n.t('Use Ghostline here');
    case 'leave it':
      return vscode.l10n.t('Leave it to {0}', repair.name);
    case 'editor setting':
      return repair.value === undefined
        ? vscode.l10n.t('Take back {0}', repair.key)
        : vscode.l10n.t('Turn {0} on', repair.key);
    case 'open setting':
      return vscode.l10n.t('Open {0}', repair.key);
    case 'open workspace settings':
      return vscode.l10n.t('Open the settings of the workspace');
    case 'find model':
      return vscode.l10n.t('Use the model of another address…');
    case 'run on own computer':
      return vscode.l10n.t('Run Ghostline on my own computer');
    case 'copy forward':
      return vscode.l10n.t('Copy the line for the SSH configuration');
    case 'preview request':
      return vscode.l10n.t('Preview the request');
    case 'open settings':
      return vscode.l10n.t('Open settings');
    case 'show log':
      return vscode.l10n.t('Show log');
  }
}

/** What is asked before a repair that lets code go elsewhere. */
export function openingTexts(repair: OpeningRepair) {
  return { ...openingQuestion(repair), yes: vscode.l10n.t('Allow') };
}

function openingQuestion(repair: OpeningRepair) {
  switch (repair.kind) {
    case 'allow other machines':
      return {
        question: vscode.l10n.t('Let code go to models on other machines?'),
        detail: vscode.l10n.t('ghostline.privacy.localOnly is turned off.'),
      };
    case 'allow http':
      return {
        question: vscode.l10n.t('Send code to {0} without encryption?', repair.host),
        detail: vscode.l10n.t(
          'Whoever is on the way can read it and change the answers. The host is added to ghostline.network.httpHosts.',
        ),
      };
    case 'use environment key':
      return {
        question: vscode.l10n.t('Send code to {0}?', repair.origin),
        detail: vscode.l10n.t(
          'ghostline.provider becomes openai, and the key is that of OPENAI_API_KEY.',
        ),
      };
  }
}

/** What the boxes and messages of repairs say. */
export function repairDialogTexts() {
  return {
    copyCommand: vscode.l10n.t('Copy the Command'),
    getOllama: vscode.l10n.t('Get Ollama'),
    checkAgain: vscode.l10n.t('Check Again'),
    howToStart: vscode.l10n.t('Start the app of Ollama, or run its command in a shell'),
    notRunning: (origin: string) =>
      vscode.l10n.t('Nothing answers at {0}, on the machine that Ghostline runs on.', origin),
    addressTitle: vscode.l10n.t('Address of the server'),
    addressPrompt: vscode.l10n.t('Code around the cursor is sent there from then on.'),
    noAddress: vscode.l10n.t('This is no address with http:// or https://.'),
    unencrypted: (host: string) =>
      vscode.l10n.t('Without encryption: {0} is added to ghostline.network.httpHosts.', host),
    findTitle: vscode.l10n.t('Where is the model?'),
    findHelp: (key: 'ollama.baseUrl' | 'openai.baseUrl') =>
      key === 'ollama.baseUrl'
        ? vscode.l10n.t(
            'Ollama there has to listen to more than itself (OLLAMA_HOST=0.0.0.0). Code is sent there without encryption.',
          )
        : vscode.l10n.t(
            'The server there has to listen to more than itself. Code is sent there without encryption.',
          ),
    ownComputer: vscode.l10n.t('Your own computer, as it is seen from here'),
    typeAddress: vscode.l10n.t('Type an address…'),
    extensionKindSet: vscode.l10n.t(
      'Ghostline runs on your own computer once the window is reloaded. It has to be installed there, too.',
    ),
    reload: vscode.l10n.t('Reload Window'),
    forwardCopied: vscode.l10n.t(
      'Copied. Put it below the host in your SSH configuration and connect again.',
    ),
    openSshConfig: vscode.l10n.t('Open SSH Configuration'),
    copied: vscode.l10n.t('The page was copied. It holds no key and no code.'),
    title: vscode.l10n.t('Ghostline is looking for what keeps it from completing'),
  };
}
