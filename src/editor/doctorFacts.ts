import * as vscode from 'vscode';
import { buildFill } from '../completion/prompt.ts';
import { type EditorValue, editorFinding } from '../doctor/editorSettings.ts';
import type { Check } from '../doctor/examine.ts';
import { sample } from '../doctor/fillTrial.ts';
import { type CheckId, type Finding, fine, type HereReason, skipped } from '../doctor/finding.ts';
import { hereFinding, otherFinding } from '../doctor/here.ts';
import { type RequestParts, requestFinding } from '../doctor/request.ts';
import { createServerChecks } from '../doctor/server.ts';
import { settingsFinding } from '../doctor/settingsInEffect.ts';
import { proxyHost } from '../doctor/trouble.ts';
import { addressIn } from '../model/address.ts';
import { isLoopback } from '../model/networkRules.ts';
import { recommendedFor } from '../model/recommended.ts';
import { shownPath } from '../privacy/gate.ts';
import type { SettingKey, Settings } from '../settings.ts';
import { isCounted } from '../usage/cost.ts';
import type { Completions } from './completions.ts';
import { type Configuration, inspectSetting } from './configuration.ts';
import { toGuardedFile, toPlace, toSnapshot } from './convert.ts';
import type { DoctorParts } from './doctorEntry.ts';
import { machine } from './machine.ts';
import { effectiveValue } from './precedence.ts';
import type { Keys } from './secrets.ts';

/** What the facts are read from. */
export interface FactsDeps extends DoctorParts {
  readonly completions: Completions;
  readonly configuration: Configuration;
  readonly keys: Keys;
  readonly now: () => number;
}

/** The document that the checks are about, and where the cursor was. */
export interface Subject {
  readonly document: vscode.TextDocument;
  readonly position: vscode.Position;
}

const quickMs = 3_000;
const ownId = 'ghostline.ghostline';

/** All checks, about what is there now. */
export function gatherChecks(deps: FactsDeps, subject: Subject | undefined): readonly Check[] {
  const open = subject === undefined || subject.document.isClosed ? undefined : subject;
  const check = (id: CheckId, run: () => Finding | Promise<Finding>): Check => ({
    id,
    deadlineMs: quickMs,
    run: async () => run(),
  });
  return [
    check('here', async () => hereFinding(await hereFacts(deps, open))),
    check('editor', () =>
      editorFinding((key) => readEditorSetting(key, open), open?.document.languageId),
    ),
    check('others', () => otherFinding(deps.others.active())),
    check('request', async () => requestFinding(await requestParts(deps, open))),
    check('settings', () =>
      settingsFinding({
        inspect: (key) => inspectSetting(key, open?.document),
        effective: (key) => deps.configuration.settings(open?.document)[key],
      }),
    ),
    check('outcomes', () => outcomesFinding(deps, open)),
    ...createServerChecks(serverPorts(deps)),
  ];
}

function serverPorts({ completions, configuration, keys, now }: FactsDeps) {
  const settings = configuration.settings();
  const { ignoreFiles, models } = completions;
  return {
    settings,
    inspection: models.inspection,
    passSample: (client: Parameters<ReturnType<typeof ignoreFiles.gate>['passFill']>[2]) =>
      ignoreFiles.gate().passFill(
        { ...sample, context: [] },
        {
          scheme: 'untitled',
          path: sample.path,
          languageId: sample.languageId,
          insideWorkspace: false,
          open: true,
        },
        client,
      ),
    environmentOrigin: keys.offeredOrigin,
    firstModel: recommendedFor(models.catalog.freeBytes(), settings['ollama.contextTokens']).name,
    isCounted: (model: Parameters<typeof isCounted>[0]) =>
      settings['usage.monthlyLimit'] === 0 || isCounted(model, settings['usage.prices']),
    proxy: isLocal(settings) ? undefined : proxyInUse(),
    remote: {
      name: vscode.env.remoteName,
      besideWindow:
        vscode.extensions.getExtension(ownId)?.extensionKind === vscode.ExtensionKind.UI,
      inBrowser: vscode.env.uiKind === vscode.UIKind.Web,
    },
    now,
  };
}

/** The server that the settings name is on this machine. */
function isLocal(settings: Settings): boolean {
  const address = addressIn(settings, settings.provider === 'openai' ? 'openai' : 'ollama');
  return address !== undefined && isLoopback(address.hostname);
}

function proxyInUse(): string | undefined {
  const set = vscode.workspace.getConfiguration('http').get<string>('proxy');
  const named = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'].map(
    (name) => machine.environment[name],
  );
  return [set, ...named].map(proxyHost).find((host) => host !== undefined);
}

async function hereFacts(deps: FactsDeps, subject: Subject | undefined) {
  if (subject === undefined) {
    return undefined;
  }
  const { document } = subject;
  const { languageId } = document;
  const reason = await reasonIn(deps, document);
  const key =
    reason === 'disabled'
      ? 'completion.enabled'
      : reason === 'manual only'
        ? 'completion.trigger'
        : undefined;
  return {
    languageId,
    reason,
    byWorkspace: key !== undefined && isByWorkspace(key, document),
    onElsewhere: deps.configuration.settings()['completion.enabled'],
  };
}

async function reasonIn(
  { completions }: FactsDeps,
  document: vscode.TextDocument,
): Promise<HereReason | undefined> {
  if (!completions.isKnown(document)) {
    await completions.ignoreFiles.readFor(document.uri);
  }
  if (!completions.isKnown(document)) {
    return 'reading ignore files';
  }
  const refused = completions.refusalIn(document);
  return refused ?? (vscode.workspace.isTrusted ? undefined : 'untrusted workspace');
}

/** True when the user's own values would give something else than what is in effect. */
function isByWorkspace(key: SettingKey, document: vscode.TextDocument): boolean {
  const values = inspectSetting(key, document);
  const { defaultLanguageValue, defaultValue, globalLanguageValue, globalValue } = values;
  const own = effectiveValue(key, {
    defaultLanguageValue,
    defaultValue,
    globalLanguageValue,
    globalValue,
  });
  return effectiveValue(key, values) !== own;
}

/** One of VS Code's settings as it holds in the document. */
function readEditorSetting(key: string, subject: Subject | undefined): EditorValue {
  const configuration = vscode.workspace.getConfiguration(undefined, subject?.document ?? null);
  const at = configuration.inspect(key);
  const ofWorkspace = [
    at?.workspaceValue,
    at?.workspaceLanguageValue,
    at?.workspaceFolderValue,
    at?.workspaceFolderLanguageValue,
  ];
  const byWorkspace = ofWorkspace.some((value) => value !== undefined);
  const own = [at?.globalValue, at?.globalLanguageValue];
  return {
    value: configuration.get(key),
    isSet: byWorkspace || own.some((value) => value !== undefined),
    byWorkspace,
  };
}

async function requestParts(
  deps: FactsDeps,
  subject: Subject | undefined,
): Promise<RequestParts | undefined> {
  if (subject === undefined) {
    return undefined;
  }
  const { completions, configuration } = deps;
  const { document, position } = subject;
  const settings = configuration.settings(document);
  const leftOut = openFilesLeftOut(completions, document);
  await completions.ignoreFiles.readFor(document.uri);
  if (!completions.isKnown(document)) {
    return { passed: 'reading ignore files', leftOut, settings };
  }
  const snapshot = toSnapshot(document);
  const offset = document.offsetAt(document.validatePosition(position));
  const context = completions.contextFor(snapshot);
  const fill = buildFill(snapshot, offset, settings['ollama.contextTokens'], context);
  const file = toGuardedFile(document.uri, document.languageId, true);
  const state = completions.models.current();
  const receiver = state.kind === 'ready' ? state.client : { local: isLocal(settings) };
  return {
    passed: completions.ignoreFiles.gate().passFill(fill, file, receiver),
    leftOut,
    settings,
  };
}

const mostLeftOut = 20;

/** Files in tabs that are never context, and why. */
function openFilesLeftOut(
  { ignoreFiles }: Completions,
  subject: vscode.TextDocument,
): RequestParts['leftOut'] {
  const uris = vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .flatMap(({ input }) => (input instanceof vscode.TabInputText ? [input.uri] : []));
  const unique = new Map(uris.map((uri) => [uri.toString(), uri]));
  unique.delete(subject.uri.toString());
  const known = [...unique.values()].filter((uri) => ignoreFiles.cover(uri));
  return known.slice(0, mostLeftOut).flatMap((uri) => {
    const file = toGuardedFile(uri, 'plaintext', true);
    const reason = ignoreFiles.gate().refusalOf(file, 'context');
    return reason === undefined || reason === 'unsupported document'
      ? []
      : [{ path: shownPath(file.path, file.insideWorkspace), reason }];
  });
}

function outcomesFinding({ completions, now }: FactsDeps, subject: Subject | undefined): Finding {
  if (subject === undefined) {
    return skipped({ kind: 'no document' });
  }
  const { uri } = subject.document;
  return fine({
    kind: 'outcomes',
    path: pathOf(uri),
    outcomes: completions.outcomes.of(uri.toString()),
    nowMs: now(),
  });
}

function pathOf(uri: vscode.Uri): string {
  const { path, root } = toPlace(uri);
  return shownPath(path, root !== undefined);
}

/** What stands at the top of the page. */
export function introFacts(subject: Subject | undefined) {
  const manifest: unknown = vscode.extensions.getExtension(ownId)?.packageJSON;
  const version =
    typeof manifest === 'object' && manifest !== null && 'version' in manifest
      ? String(manifest.version)
      : '';
  return {
    version,
    system: machine.platform,
    remote: vscode.env.remoteName,
    inBrowser: machine.platform === 'web',
    place:
      subject === undefined
        ? undefined
        : { path: pathOf(subject.document.uri), line: subject.position.line + 1 },
  };
}
