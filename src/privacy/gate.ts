import { codeSchemes } from '../text/schemes.ts';
import { mapTexts } from './chatTexts.ts';
import { createRules, expandBraces, type RuleFile } from './ignoreRules.ts';
import { redact } from './redact.ts';
import type { ChatPrompt, FillPrompt, SafeChat, SafeFill, SafeSnippet } from './safePrompt.ts';
import { isSecretFile } from './secretFiles.ts';

export type { RuleFile };

/** Names of ignore files that are read: Git's, ours, and those of other assistants. */
export const ruleFileNames = [
  '.gitignore',
  '.ghostlineignore',
  '.copilotignore',
  '.cursorignore',
  '.continueignore',
  '.aiignore',
  '.codeiumignore',
] as const;

/** What the gate decides by. */
export interface GateRules {
  /**
   * Ignore files found in the workspace; other names than `ruleFileNames` count like `.ghostlineignore`.
   * `unknown`: not read yet, and until then nothing in the workspace is read.
   */
  readonly ruleFiles: readonly RuleFile[] | 'unknown';
  /** `privacy.excludeFiles`: globs against the path in the workspace and against the full path. */
  readonly excludeFiles: readonly string[];
  /** False: the user does not trust the workspace, and only what is open is read. */
  readonly trusted?: boolean;
  /** `privacy.redactSecrets`; absent: true. */
  readonly redactSecrets?: boolean;
}

/** Who gets a prompt: a `ModelClient`, or what is known of one. */
export interface Receiver {
  /** The model runs on the user's own machine. */
  readonly local: boolean;
}

/** A file as the gate sees it. */
export interface GuardedFile {
  readonly scheme: string;
  /** Workspace-relative with `/` where the file is in the workspace, else its full path. */
  readonly path: string;
  /** The full path of a file in the workspace, so that the folder it was opened from counts too. */
  readonly fullPath?: string;
  readonly languageId: string;
  readonly insideWorkspace: boolean;
  /** Identity of its workspace folder, e.g. the folder's URI; absent: the rules of every folder count. */
  readonly root?: string;
  /** The user has it open; absent: not. */
  readonly open?: boolean;
}

/** What a file is read for: the document being typed in, context for a prompt, or the local index. */
export type Purpose = 'completion' | 'context' | 'index';

/** Why nothing is done in a document. */
export type GateRefusal = 'secret file' | 'excluded file' | 'unsupported document';

/** Every byte that goes to a model passes here, and nothing else makes a prompt that a model takes. */
export interface Gate {
  /** Undefined when the file may be read for the purpose. */
  refusalOf(file: GuardedFile, purpose: 'completion'): GateRefusal | undefined;
  refusalOf(file: GuardedFile, purpose: Purpose): GateRefusal | 'untrusted workspace' | undefined;
  /**
   * Leaves out every piece of context whose own file may not be read for it.
   * Replaces secrets for a receiver that is not local.
   * @param file the document that the code around the cursor is from.
   */
  passFill(prompt: FillPrompt, file: GuardedFile, receiver: Receiver): SafeFill | GateRefusal;
  /**
   * Replaces secrets for a receiver that is not local.
   * @param file the document that the conversation is about.
   */
  passChat(prompt: ChatPrompt, file: GuardedFile, receiver: Receiver): SafeChat | GateRefusal;
  /**
   * Replaces secrets for a receiver that is not local, in a conversation that is about no document: its
   * texts were put together by the editor's chat or by another extension. Pictures pass as they are.
   */
  passMessages(prompt: ChatPrompt, receiver: Receiver): SafeChat;
}

/**
 * Schemes of panels, inputs, logs, settings, terminals and other sides of a diff. Any other scheme is a
 * virtual file system; what it holds is code when the user opened it as a workspace.
 */
const otherSchemes = new Set([
  'chat-editing-text-model',
  'comment',
  'debug',
  'git',
  'github-pr',
  'gitlens',
  'interactive',
  'merge-conflict.conflict-diff',
  'output',
  'search-editor',
  'vscode-chat-code-block',
  'vscode-interactive-input',
  'vscode-local-history',
  'vscode-notebook-cell-output',
  'vscode-scm',
  'vscode-settings',
  'vscode-terminal',
  'vscode-userdata',
  'walkthrough',
  'walkthroughsnippet',
]);

/** Deeper files are read for nothing: the time of the rules grows with the depth. */
const mostFolders = 100;

/** Creates the gate for one state of the rules; besides them it only remembers its own answers. */
export function createGate(rules: GateRules): Gate {
  const known = rules.ruleFiles !== 'unknown';
  const ruleFiles = rules.ruleFiles === 'unknown' ? [] : rules.ruleFiles;
  const git = createRules(ruleFiles.filter(isOfGit));
  // Each name is a list of its own: no assistant's file takes back what another one's excludes.
  const others = Map.groupBy(
    ruleFiles.filter((file) => !isOfGit(file)),
    (file) => file.name,
  );
  const assistants = [...others.values()].map(createRules);
  const text = rules.excludeFiles.flatMap(expandBraces).join('\n');
  const excluded = createRules([{ folder: '', name: 'privacy.excludeFiles', text }]);

  const isExcluded = (file: GuardedFile, purpose: Purpose): boolean => {
    if (file.path.split('/').length > mostFolders) {
      return true;
    }
    if ([file.path, file.fullPath ?? ''].some((path) => excluded({ path: fromRoot(path) }))) {
      return true;
    }
    if (!file.insideWorkspace) {
      return purpose !== 'completion' && file.scheme !== 'untitled';
    }
    const lists = purpose === 'completion' ? assistants : [git, ...assistants];
    return !known || lists.some((matches) => matches(file));
  };

  function refusalOf(file: GuardedFile, purpose: 'completion'): GateRefusal | undefined;
  function refusalOf(
    file: GuardedFile,
    purpose: Purpose,
  ): GateRefusal | 'untrusted workspace' | undefined;
  function refusalOf(
    file: GuardedFile,
    purpose: Purpose,
  ): GateRefusal | 'untrusted workspace' | undefined {
    if (!holdsCode(file)) {
      return 'unsupported document';
    }
    if (isSecretFile(file.fullPath ?? file.path, file.languageId)) {
      return 'secret file';
    }
    if (purpose !== 'completion' && rules.trusted === false && file.open !== true) {
      return 'untrusted workspace';
    }
    return isExcluded(file, purpose) ? 'excluded file' : undefined;
  }

  // The rules never change, and the same pieces are asked about at every key.
  const contextPaths = new WeakMap<GuardedFile, { readonly path: string | undefined }>();
  const contextPath = (file: GuardedFile): string | undefined => {
    const known = contextPaths.get(file);
    if (known !== undefined) {
      return known.path;
    }
    const refused = refusalOf(file, 'context') !== undefined;
    const path = refused ? undefined : shownPath(file.path, file.insideWorkspace);
    contextPaths.set(file, { path });
    return path;
  };

  const redacts = ({ local }: Receiver) => !local && rules.redactSecrets !== false;

  // The one place where a prompt becomes safe.
  return {
    refusalOf,
    passFill(prompt, file, receiver) {
      const refused = refusalOf(file, 'completion');
      if (refused !== undefined) {
        return refused;
      }
      const context = prompt.context.flatMap((snippet): readonly SafeSnippet[] => {
        const path = contextPath(snippet.file);
        return path === undefined ? [] : [{ ...snippet, path }];
      });
      const path = shownPath(prompt.path, file.insideWorkspace);
      const safe = { ...prompt, path, context };
      return (redacts(receiver) ? redactedFill(safe) : safe) as SafeFill;
    },
    passChat(prompt, file, receiver) {
      return (
        refusalOf(file, 'completion') ??
        ((redacts(receiver) ? redactedChat(prompt) : { ...prompt }) as SafeChat)
      );
    },
    passMessages: (prompt, receiver) =>
      (redacts(receiver) ? redactedChat(prompt) : { ...prompt }) as SafeChat,
  };
}

/** A prompt of which the file's own rules and paths were judged. */
type Judged = Omit<FillPrompt, 'context'> & { readonly context: readonly SafeSnippet[] };

function redactedFill(prompt: Judged): Judged & Pick<SafeFill, 'redaction'> {
  const { context, path, prefix, suffix } = prompt;
  // The cursor may stand inside a secret: what is around it is one text.
  const { texts, redaction } = redact([
    prefix + suffix,
    path,
    ...context.flatMap((snippet) => [snippet.path, snippet.text]),
  ]);
  if (redaction === undefined) {
    return prompt;
  }
  const [code = '', ownPath = '', ...rest] = texts;
  return {
    ...prompt,
    path: ownPath,
    prefix: code.slice(0, prefix.length),
    suffix: code.slice(prefix.length),
    context: context.map((snippet, index) => {
      const [shown = '', text = ''] = rest.slice(2 * index);
      return { ...snippet, path: shown, text };
    }),
    redaction,
  };
}

function redactedChat(prompt: ChatPrompt): ChatPrompt & Pick<SafeChat, 'redaction'> {
  const found: string[] = [];
  mapTexts(prompt, (text) => {
    found.push(text);
    return text;
  });
  const { texts, redaction } = redact(found);
  const safe = texts.values();
  return redaction === undefined
    ? { ...prompt }
    : { ...mapTexts(prompt, () => safe.next().value ?? ''), redaction };
}

function isOfGit(file: RuleFile): boolean {
  return file.name === '.gitignore';
}

function holdsCode({ scheme, insideWorkspace }: GuardedFile): boolean {
  return (
    codeSchemes.includes(scheme) || (insideWorkspace && !otherSchemes.has(scheme.toLowerCase()))
  );
}

/** Rules match relative paths; a full path is relative to the file system's root. */
function fromRoot(path: string): string {
  return path.replace(/^\/+/, '');
}

const longestPath = 200;

/**
 * The path as a model may see it. A file's name is the repository's text and must not begin a line of its
 * own in a prompt; a path outside the workspace names the user and stays here but for the file's name.
 */
export function shownPath(path: string, insideWorkspace: boolean): string {
  const shown = insideWorkspace ? fromRoot(path) : (path.split(/[\\/]/).at(-1) ?? '');
  const clean = shown.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu, ' ');
  return clean.length <= longestPath ? clean : clean.slice(-longestPath).replace(/^\p{Cs}/u, '');
}
