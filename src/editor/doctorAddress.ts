import * as vscode from 'vscode';
import { candidates, remoteKind } from '../doctor/remote.ts';
import { isLoopback } from '../model/networkRules.ts';
import { type Configuration, writeSetting } from './configuration.ts';
import { repairDialogTexts } from './doctorRepairMessages.ts';
import { machine } from './machine.ts';

type AddressKey = 'ollama.baseUrl' | 'openai.baseUrl';

/** Asks for another address of the server and uses it: naming it is the consent. */
export async function changeAddress(configuration: Configuration, key: AddressKey): Promise<void> {
  const texts = repairDialogTexts();
  const address = await vscode.window.showInputBox({
    title: texts.addressTitle,
    prompt: texts.addressPrompt,
    value: configuration.settings()[key],
    ignoreFocusOut: true,
    validateInput(value) {
      const url = readAddress(value);
      if (url === undefined) {
        return texts.noAddress;
      }
      return isUnencrypted(url)
        ? { message: texts.unencrypted(url.host), severity: vscode.InputBoxValidationSeverity.Info }
        : undefined;
    },
  });
  const url = address === undefined ? undefined : readAddress(address);
  if (address !== undefined && url !== undefined) {
    await useAddress(configuration, key, address.trim(), url);
  }
}

/** Offers the addresses at which the user's own computer may be reached from the remote. None is asked. */
export async function findModel(configuration: Configuration, key: AddressKey): Promise<void> {
  const texts = repairDialogTexts();
  const known = await knownAddresses(configuration.settings()[key]);
  const typed = { label: texts.typeAddress, address: undefined };
  const picked = await vscode.window.showQuickPick(
    [...known.map((address) => ({ label: address, detail: texts.ownComputer, address })), typed],
    { title: texts.findTitle, placeHolder: texts.findHelp(key) },
  );
  const url = picked?.address === undefined ? undefined : readAddress(picked.address);
  if (picked === typed) {
    await changeAddress(configuration, key);
  } else if (picked?.address !== undefined && url !== undefined) {
    await useAddress(configuration, key, picked.address, url);
  }
}

async function knownAddresses(address: string): Promise<readonly string[]> {
  return candidates({
    kind: remoteKind(vscode.env.remoteName ?? ''),
    sshConnection: machine.environment['SSH_CONNECTION'],
    routes: await readRoutes(),
    address,
  });
}

/** Linux's table of routes; '' elsewhere. */
async function readRoutes(): Promise<string> {
  try {
    const bytes = await vscode.workspace.fs.readFile(vscode.Uri.file('/proc/net/route'));
    return new TextDecoder().decode(bytes);
  } catch {
    return '';
  }
}

function readAddress(text: string): URL | undefined {
  const address = text.trim();
  return /^https?:\/\//i.test(address) && URL.canParse(address) ? new URL(address) : undefined;
}

function isUnencrypted({ hostname, protocol }: URL): boolean {
  return protocol === 'http:' && !isLoopback(hostname);
}

async function useAddress(
  configuration: Configuration,
  key: AddressKey,
  address: string,
  url: URL,
): Promise<void> {
  const hosts = configuration.settings()['network.httpHosts'];
  if (isUnencrypted(url) && !hosts.includes(url.host) && !hosts.includes(url.hostname)) {
    await writeSetting('network.httpHosts', [...hosts, url.host]);
  }
  await writeSetting(key, address);
}
