import * as vscode from 'vscode';
import type { SentRequest } from '../model/sentRequests.ts';
import type { SafeFill } from '../privacy/safePrompt.ts';
import { codeSchemes } from '../text/schemes.ts';
import type { Completions } from './completions.ts';
import { guardedFileOf } from './contextSources.ts';
import { toPlace } from './convert.ts';
import { type AskDeps, draftExplanation, excerptFor } from './explainAsk.ts';
import { refusalText, statusText } from './explainMessages.ts';
import { reasonText } from './messages.ts';
import {
  kindText,
  kindTitle,
  type LeftOut,
  noneText,
  onlyLastText,
  type PreviewFacts,
  type PreviewKind,
  type PreviewPart,
  previewText,
  refusedText,
  waitingText,
} from './previewMessages.ts';
import { showStoppable } from './stoppable.ts';
import { questionOf } from './subject.ts';
import { wait } from './wait.ts';

/** Everything behind the command *Preview Request*. */
export interface Preview extends vscode.Disposable {
  /** Shows a request in a read-only document. @param wanted which one; anything else: the user is asked */
  show(wanted: unknown): Promise<void>;
}

/** What the preview is made from. */
export type PreviewDeps = AskDeps &
  Pick<Completions, 'draft' | 'sent'> & { readonly models: Completions['models'] };

const scheme = 'ghostline-request';
/** Measured: 100 ms and less. */
const longestReadMs = 2_000;
const kinds: readonly PreviewKind[] = ['completion', 'explanation', 'last'];

/** Creates the command's parts; no model is asked for an answer by any of them. */
export function createPreview(deps: PreviewDeps): Preview {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const uri = vscode.Uri.from({ scheme, path: '/Ghostline Request.md' });
  let text = '';
  const provider = vscode.workspace.registerTextDocumentContentProvider(scheme, {
    onDidChange: changed.event,
    provideTextDocumentContent: () => text,
  });
  return {
    async show(wanted) {
      const kind = kinds.find((one) => one === wanted) ?? (await askKind());
      if (kind === undefined) {
        return;
      }
      const facts = await factsOf(deps, kind);
      if (facts === undefined) {
        return;
      }
      if (typeof facts === 'string') {
        await vscode.window.showInformationMessage(facts);
        return;
      }
      text = previewText(facts);
      const document = await vscode.workspace.openTextDocument(uri);
      await readAgain(document, text, () => changed.fire(uri));
      await vscode.window.showTextDocument(document, {
        viewColumn: vscode.ViewColumn.Beside,
        preview: true,
      });
    },
    dispose: () => vscode.Disposable.from(provider, changed).dispose(),
  };
}

/** VS Code may keep what the page said before: nobody is to see that. */
async function readAgain(
  document: vscode.TextDocument,
  text: string,
  read: () => void,
): Promise<void> {
  if (document.getText() === text) {
    return;
  }
  let stop = () => {};
  const isRead = new Promise<void>((resolve) => {
    const listener = vscode.workspace.onDidChangeTextDocument((event) => {
      if (event.document === document && document.getText() === text) {
        resolve();
      }
    });
    stop = () => listener.dispose();
  });
  read();
  await Promise.race([isRead, wait(longestReadMs)]);
  stop();
}

async function askKind(): Promise<PreviewKind | undefined> {
  const items = kinds.map((which) => ({ label: kindText(which), which }));
  return (await vscode.window.showQuickPick(items, { title: kindTitle() }))?.which;
}

/** The request with what is to be said about it, or why there is none; undefined when the user had enough. */
async function factsOf(
  deps: PreviewDeps,
  kind: PreviewKind,
): Promise<PreviewFacts | string | undefined> {
  const editor = codeEditor();
  if (kind === 'last') {
    const sent = deps.sent.last();
    return sent === undefined
      ? noneText(kind)
      : { kind, sent, parts: [], leftOut: [], secrets: undefined };
  }
  if (!deps.sent.canDraft) {
    return onlyLastText();
  }
  if (editor === undefined) {
    return noneText(kind);
  }
  return kind === 'completion'
    ? completionFacts(deps, editor)
    : stoppable(deps, (signal) => explanationFacts(deps, editor, signal));
}

/** Where the user works; from a page of ours, what stands beside it. */
function codeEditor(): vscode.TextEditor | undefined {
  const { activeTextEditor: active, visibleTextEditors } = vscode.window;
  const isPage = ({ document }: vscode.TextEditor) => document.uri.scheme.startsWith('ghostline');
  return active !== undefined && !isPage(active)
    ? active
    : visibleTextEditors.find(
        (editor) => !isPage(editor) && codeSchemes.includes(editor.document.uri.scheme),
      );
}

async function completionFacts(
  deps: PreviewDeps,
  { document, selection: { active } }: vscode.TextEditor,
): Promise<PreviewFacts | string> {
  const draft = await deps.draft(document, active);
  if (draft.kind === 'refused') {
    return refusedText(reasonText(draft.reason, draft.error));
  }
  const { client, prompt, sent } = draft;
  return {
    kind: 'completion',
    sent,
    place: placeOf(document, active),
    model: client,
    parts: partsOf(prompt),
    leftOut: leftOut(deps, document, prompt),
    secrets: secretsOf(deps, client.local, prompt.redaction?.count),
  };
}

function partsOf({ context, path, prefix, suffix }: SafeFill): readonly PreviewPart[] {
  return [
    ...context.map((piece) => ({
      kind: piece.kind,
      path: piece.path,
      characters: piece.text.length,
    })),
    { kind: 'before', path, characters: prefix.length },
    { kind: 'after', path, characters: suffix.length },
  ];
}

/** What is open and does not go along, each with the rule that says so. */
function leftOut(
  { configuration, ignoreFiles }: PreviewDeps,
  document: vscode.TextDocument,
  { context }: SafeFill,
): readonly LeftOut[] {
  const settings = configuration.settings(document);
  const off = (
    [
      'context.openFiles',
      'context.definitions',
      'context.recentEdits',
      'context.diagnostics',
    ] as const
  ).filter((key) => !settings[key]);
  const inPrompt = new Set(context.map(({ file }) => file.fullPath ?? file.path));
  const others = vscode.workspace.textDocuments.filter(
    (other) => other !== document && codeSchemes.includes(other.uri.scheme),
  );
  return [
    ...off.map((key): LeftOut => ({ name: `ghostline.${key}`, why: 'setting' })),
    ...others.flatMap((other): readonly LeftOut[] => {
      const file = guardedFileOf(other);
      const refused = ignoreFiles.cover(other.uri)
        ? ignoreFiles.gate().refusalOf(file, 'context')
        : undefined;
      const there = inPrompt.has(file.fullPath ?? file.path);
      return there ? [] : [{ name: toPlace(other.uri).path, why: refused ?? 'not alike' }];
    }),
  ];
}

/** The model is found as for an explanation, and Ollama may need minutes to load it: that can be stopped. */
async function stoppable(
  { after }: PreviewDeps,
  work: (signal: AbortSignal) => Promise<PreviewFacts | string>,
): Promise<PreviewFacts | string | undefined> {
  const controller = new AbortController();
  const made = work(controller.signal);
  showStoppable(waitingText, after, controller, made);
  try {
    return await made;
  } catch (cause) {
    if (controller.signal.aborted) {
      return undefined;
    }
    throw cause;
  }
}

async function explanationFacts(
  deps: PreviewDeps,
  { document, selection: { active }, selections }: vscode.TextEditor,
  signal: AbortSignal,
): Promise<PreviewFacts | string> {
  const settings = deps.configuration.settings(document);
  const ranges = selections.filter(({ isEmpty }) => !isEmpty);
  const target = { document, kind: 'code', ranges, cursor: active } as const;
  const question = await questionOf(target, deps.ignoreFiles, settings);
  if (typeof question === 'string') {
    return refusedText(refusalText(question));
  }
  const found = await deps.chat.find(signal);
  if (found.kind === 'none') {
    return refusedText(statusText({ kind: 'no model', reason: found.reason }));
  }
  if (found.kind === 'failed') {
    return refusedText(statusText({ kind: 'failed', text: '', error: found.error }));
  }
  const { client } = found;
  const excerpt = excerptFor(question, 'normal', settings);
  const conversation = { answer: '', exchanges: [], followUp: '' };
  const asked = {
    document,
    question,
    excerpt,
    detail: 'normal',
    fresh: true,
    ...conversation,
  } as const;
  const request = await draftExplanation(deps, asked, client, signal);
  if (typeof request === 'string') {
    return refusedText(refusalText(request));
  }
  const sent: SentRequest = await deps.sent.draft(() =>
    deps.models.direct(client).stream(request, signal),
  );
  return {
    kind: 'explanation',
    sent,
    place: placeOf(document, active),
    model: client,
    parts: request.prompt.turns.map(({ content, role }) => ({
      kind: role === 'system' ? 'instructions' : 'question',
      characters: content.length,
    })),
    leftOut: [],
    secrets: secretsOf(deps, client.local, request.prompt.redaction?.count),
  };
}

function placeOf(document: vscode.TextDocument, { character, line }: vscode.Position): string {
  return `${toPlace(document.uri).path}:${line + 1}:${character + 1}`;
}

function secretsOf(
  { configuration }: PreviewDeps,
  local: boolean,
  count = 0,
): PreviewFacts['secrets'] {
  if (local) {
    return 'local';
  }
  return configuration.settings()['privacy.redactSecrets'] ? count : 'off';
}
