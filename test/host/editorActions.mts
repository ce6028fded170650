import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { ask, defaultTimeoutMs, waitUntil } from './inPageClient.mts';
import type { EditorState, Probe } from './probeClient.mts';
import { until } from './until.mts';

/** Opening a file, moving the cursor, typing, reading the text back. */
export function createEditorActions(page: Page, probe: () => Probe) {
  const focusEditor = (): Promise<void> =>
    page
      .locator(
        '.editor-group-container.active .monaco-editor .native-edit-context, .editor-group-container.active .monaco-editor textarea.inputarea',
      )
      .first()
      .focus();
  /**
   * Returns when the next key does what it would do for a person: the file's editor has the focus in the page, shows
   * the caret that the extension host has, and is complete.
   */
  const settle = async (): Promise<void> => {
    const { column, file, line } = await probe().caret();
    const wanted = `name === ${JSON.stringify(path.basename(file))} && line === ${line} && column === ${column}`;
    await focusEditor();
    await waitUntil(
      page,
      `(() => { const { name, line, column } = ghostlineTest.focusedEditor() ?? {}; return ${wanted}; })()`,
    ).catch(async () => {
      const seen = JSON.stringify(await ask(page, 'focusedEditor()'));
      throw new Error(`The keys do not go where ${wanted}: ${seen}.`);
    });
    // A new editor gets its inline completions in the page's next idle moment; a key before that asks no provider.
    // Idle callbacks run in the order in which they were asked for.
    await page.evaluate('new Promise((done) => requestIdleCallback(() => done()))');
  };
  const select = async (range: Parameters<Probe['select']>[0]): Promise<void> => {
    await probe().select(range);
    await settle();
  };
  return {
    /** Opens a file (absolute path) and gives its editor the focus. */
    async openFile(file: string): Promise<void> {
      await probe().open(file);
      await settle();
    },
    focusEditor,
    /** Puts the cursor at a zero-based line and character of the active editor. */
    goTo: (line: number, character: number): Promise<void> => select({ line, character }),
    select: (
      line: number,
      character: number,
      endLine: number,
      endCharacter: number,
    ): Promise<void> => select({ line, character, endLine, endCharacter }),
    /** Waits until the extension host has the empty caret at a zero-based line and character. */
    waitForCaret: (line: number, character: number, timeoutMs = defaultTimeoutMs) => {
      const look = async () => {
        const editor = await probe().editor();
        return { at: `${editor.line}:${editor.character}`, selected: editor.selectedText };
      };
      return until(
        async () => {
          const { at, selected } = await look();
          return at === `${line}:${character}` && selected === '';
        },
        timeoutMs,
        async () => `the caret is ${JSON.stringify(await look())}`,
      );
    },
    /** Types as a keyboard does, one key after the other, into the editor or input box that has the focus. */
    async type(text: string, options: { delayMs?: number } = {}): Promise<void> {
      await waitUntil(
        page,
        `document.activeElement?.closest('.monaco-editor') && document.hasFocus()`,
      );
      await page.keyboard.type(text, { delay: options.delayMs ?? 0 });
    },
    /** Puts text in without keys, as an input method or a paste does. */
    insertText: (text: string) => page.keyboard.insertText(text),
    /** Presses a key or a chord: `Tab`, `Escape`, `Control+Space`, `Alt+;`. */
    press: (key: string) => page.keyboard.press(key),
    editor: (): Promise<EditorState> => probe().editor(),
    /** Exact text of the active document, saved or not. */
    editorText: async () => (await probe().editor()).text,
    /** Waits until the extension host has the wanted text in the active document. */
    waitForText: (wanted: string | RegExp, timeoutMs = defaultTimeoutMs) =>
      probe().waitForText(wanted, timeoutMs),
    /** Saves the active document and returns what is on disk. */
    async saved(): Promise<string> {
      const { file } = await probe().editor();
      await probe().command('workbench.action.files.save');
      return readFile(file, 'utf8');
    },
    /** Replaces the whole text of the active document, without keys. */
    replaceText: (text: string) => probe().replace(text),
  };
}
