import ignore, { type Ignore } from 'ignore';
import type { ChatPrompt, FillPrompt, SafeChat, SafeFill } from './safePrompt.ts';
import { isSecretFile } from './secretFiles.ts';

/** One file of rules in the syntax of `.gitignore`, and the folder it stands in. */
export interface RuleFile {
  /** Workspace-relative folder with `/`, `''` for the workspace's root. */
  readonly folder: string;
  readonly name: string;
  readonly text: string;
}

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
  readonly ruleFiles: readonly RuleFile[];
  /** `privacy.excludeFiles`. */
  readonly excludeFiles: readonly string[];
}

/** A file as the gate sees it. */
export interface GuardedFile {
  readonly scheme: string;
  /** Workspace-relative with `/` where the file is in the workspace, else its full path. */
  readonly path: string;
  readonly languageId: string;
  readonly insideWorkspace: boolean;
}

/** What a file is read for: the document being typed in, context for a prompt, or the local index. */
export type Purpose = 'completion' | 'context' | 'index';

/** Why a file is not read. */
export type GateRefusal = 'secret file' | 'excluded file' | 'unsupported document';

/** Every byte that goes to a model passes here, and nothing else makes a prompt that a model takes. */
export interface Gate {
  /** Undefined when the file may be read for the purpose. */
  refusalOf(file: GuardedFile, purpose: Purpose): GateRefusal | undefined;
  passFill(prompt: FillPrompt, file: GuardedFile): SafeFill | GateRefusal;
  passChat(prompt: ChatPrompt, file: GuardedFile): SafeChat | GateRefusal;
}

/** Documents that people write code in; panels, inputs, logs, settings and other sides of a diff are not. */
const codeSchemes = new Set([
  'file',
  'untitled',
  'vscode-notebook-cell',
  'vscode-remote',
  'vscode-vfs',
  'vscode-test-web',
  'memfs',
]);

/** Creates the gate for one state of the rules; it holds no other state. */
export function createGate(rules: GateRules): Gate {
  const git = rules.ruleFiles.filter((file) => file.name === '.gitignore').map(compile);
  const assistants = rules.ruleFiles.filter((file) => file.name !== '.gitignore').map(compile);
  const excluded = compile({
    folder: '',
    name: 'excludeFiles',
    text: rules.excludeFiles.join('\n'),
  });

  const refusalOf = (file: GuardedFile, purpose: Purpose): GateRefusal | undefined => {
    if (!codeSchemes.has(file.scheme)) {
      return 'unsupported document';
    }
    if (isSecretFile(file.path, file.languageId)) {
      return 'secret file';
    }
    if (purpose !== 'completion' && file.scheme !== 'untitled' && !file.insideWorkspace) {
      return 'excluded file';
    }
    const lists =
      purpose === 'completion' ? [...assistants, excluded] : [...git, ...assistants, excluded];
    return lists.some((ignores) => ignores(file)) ? 'excluded file' : undefined;
  };

  return {
    refusalOf,
    passFill(prompt, file) {
      // The one place where a prompt becomes safe; redaction of its text belongs here.
      return (
        refusalOf(file, 'completion') ?? ({ ...prompt, path: cleanPath(prompt.path) } as SafeFill)
      );
    },
    passChat(prompt, file) {
      return refusalOf(file, 'completion') ?? ({ ...prompt } as SafeChat);
    },
  };
}

function compile({ folder, text }: RuleFile): (file: GuardedFile) => boolean {
  const rules: Ignore = ignore({ allowRelativePaths: true }).add(text);
  const prefix = folder === '' ? '' : `${folder}/`;
  return ({ insideWorkspace, path }) => {
    const relative = insideWorkspace ? path : (path.split(/[\\/]/).at(-1) ?? '');
    return relative.startsWith(prefix) && relative.length > prefix.length
      ? rules.ignores(relative.slice(prefix.length))
      : false;
  };
}

const longestPath = 200;

/** A file's name is the repository's text: it must not begin a line of its own in a prompt. */
function cleanPath(path: string): string {
  return path.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').slice(-longestPath);
}
