import { fail } from 'node:assert/strict';
import { watch } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { until } from './until.mts';

/** The active text editor as the extension host sees it; positions are zero-based. */
export interface EditorState {
  readonly file: string;
  readonly scheme: string;
  readonly languageId: string;
  readonly text: string;
  readonly isDirty: boolean;
  readonly version: number;
  readonly line: number;
  readonly character: number;
  readonly selectedText: string;
}

/** The caret of the active editor as the status bar names it: from one, a tab as wide as it is shown. */
export interface Caret {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A problem of the active document; severity 0 is an error. */
export interface Problem {
  readonly message: string;
  readonly severity: number;
  readonly line: number;
}

/** A chat model as another extension sees it. */
export interface ChatModelState {
  readonly id: string;
  readonly name: string;
  readonly family: string;
  readonly maxInputTokens: number;
}

/** What another extension asks a chat model. */
export interface ChatQuestion {
  readonly vendor: string;
  readonly id: string;
  readonly text: string;
  /** A picture in base 64. */
  readonly image?: string;
  /** Cancels behind the first piece. */
  readonly stop?: boolean;
}

/** What it got. */
export interface ChatAnswer {
  readonly pieces?: readonly string[];
  readonly calls?: readonly { readonly name: string; readonly input: unknown }[];
  readonly tokens?: number;
  readonly error?: string;
  readonly code?: string;
}

/** The probe extension's answers: exact state that the page does not show. */
export interface Probe {
  /** The active editor. @throws Error when there is none */
  editor(): Promise<EditorState>;
  /** Its caret. @throws Error when there is none */
  caret(): Promise<Caret>;
  open(file: string): Promise<void>;
  select(range: {
    line: number;
    character: number;
    endLine?: number;
    endCharacter?: number;
  }): Promise<void>;
  replace(text: string): Promise<void>;
  /** Closes every editor, throwing unsaved changes away. */
  closeAll(): Promise<void>;
  /** Changes user settings (null removes one) and returns when the extension host has them. */
  setSettings(values: Readonly<Record<string, unknown>>): Promise<void>;
  setting(name: string, languageId?: string): Promise<unknown>;
  waitForSetting(name: string, wanted: unknown, timeoutMs?: number): Promise<void>;
  waitForText(wanted: string | RegExp, timeoutMs?: number): Promise<void>;
  command(id: string, ...args: readonly unknown[]): Promise<unknown>;
  commands(): Promise<readonly string[]>;
  extension(id: string): Promise<'missing' | 'inactive' | 'active'>;
  waitForExtension(id: string, timeoutMs?: number): Promise<void>;
  /** How long the extension's own code took to load. */
  loadingMs(id: string): Promise<number>;
  /** Makes a request from the extension host as any extension could, whatever becomes of it. */
  request(url: string): Promise<void>;
  diagnostics(): Promise<readonly Problem[]>;
  chatModels(vendor: string): Promise<readonly ChatModelState[]>;
  askChatModel(question: ChatQuestion): Promise<ChatAnswer>;
  /** What came so far of the question that was asked last. */
  chatPieces(): Promise<readonly string[]>;
}

/** Waits for the probe's port to appear in `file` and returns a client for it. */
export async function createProbe(file: string, timeoutMs: number): Promise<Probe> {
  const port = await readWhenWritten(file, AbortSignal.timeout(timeoutMs));
  const ask = (question: string, body: object = {}): Promise<unknown> =>
    askProbe(port, question, body);
  /** After a restart the editor itself may still be on its way. */
  const editor = async (): Promise<EditorState> => {
    let state: EditorState | null = null;
    await until(
      async () => {
        state = (await ask('editor')) as EditorState | null;
        return state !== null;
      },
      10_000,
      async () => 'no text editor is active',
    );
    return state ?? fail('no text editor');
  };
  return {
    editor,
    caret: async () => (await ask('caret')) as Caret,
    open: async (path) => void (await ask('open', { file: path })),
    select: async (range) => void (await ask('select', range)),
    replace: async (text) => void (await ask('replace', { text })),
    closeAll: async () => void (await ask('closeAll')),
    setSettings: async (values) => void (await ask('settings', { values })),
    setting: (name, languageId) => ask('setting', { name, languageId }),
    waitForSetting: (name, wanted, waitMs = 10_000) =>
      until(
        async () => JSON.stringify(await ask('setting', { name })) === JSON.stringify(wanted),
        waitMs,
        async () => `${name} is ${JSON.stringify(await ask('setting', { name }))}`,
      ),
    waitForText: (wanted, waitMs = 20_000) => {
      const textNow = async () => ((await ask('editor')) as EditorState | null)?.text;
      return until(
        async () => {
          const text = await textNow();
          return typeof wanted === 'string' ? text === wanted : wanted.test(text ?? '');
        },
        waitMs,
        async () => `the text is ${JSON.stringify(await textNow())}`,
      );
    },
    command: (id, ...args) => ask('command', { id, args }),
    commands: async () => (await ask('commands')) as readonly string[],
    extension: async (id) => (await ask('extension', { id })) as 'missing' | 'inactive' | 'active',
    waitForExtension: (id, waitMs = 30_000) =>
      until(
        async () => (await ask('extension', { id })) === 'active',
        waitMs,
        async () => `${id} is ${await ask('extension', { id })}`,
      ),
    loadingMs: async (id) => Number(await ask('loadingMs', { id })),
    chatModels: async (vendor) =>
      (await ask('chatModels', { vendor })) as readonly ChatModelState[],
    askChatModel: async (question) => (await ask('askChatModel', question)) as ChatAnswer,
    request: async (url) => void (await ask('request', { url })),
    chatPieces: async () => (await ask('chatPieces')) as readonly string[],
    diagnostics: async () => (await ask('diagnostics')) as readonly Problem[],
  };
}

async function askProbe(port: number, question: string, body: object): Promise<unknown> {
  const response = await fetch(`http://127.0.0.1:${port}/${question}`, {
    method: 'POST',
    body: JSON.stringify(body),
  });
  const reply = (await response.json()) as { value?: unknown; error?: string };
  if (reply.error !== undefined) {
    throw new Error(`The probe could not answer "${question}": ${reply.error}`);
  }
  return reply.value;
}

async function readWhenWritten(file: string, signal: AbortSignal): Promise<number> {
  const read = async (): Promise<number> =>
    Number(await readFile(file, 'utf8').catch(() => '0')) || 0;
  return new Promise((resolve, reject) => {
    const watcher = watch(path.dirname(file));
    const finish = (): void => {
      watcher.close();
      signal.removeEventListener('abort', onAbort);
    };
    const look = (): void => {
      void read().then((port) => {
        if (port > 0) {
          finish();
          resolve(port);
        }
      });
    };
    const onAbort = (): void => {
      finish();
      reject(
        new Error('The probe extension did not start in time: is the extension host running?'),
      );
    };
    signal.addEventListener('abort', onAbort);
    watcher.on('change', look);
    look();
  });
}
