import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Session } from '../host/sessions.mts';
import { until } from '../host/until.mts';
import type { ModelServer } from '../servers/modelServer.ts';
import { block } from './editPage.ts';
import { chatModels } from './explainThread.ts';

/** A file that others use, with a problem, and one of those. */
export const shared = 'export const shared: string = 5;\n';
export const user = "import { shared } from './shared';\n\nshared.trim();\n";

/** A project of TypeScript. */
export const project = {
  'tsconfig.json': '{ "compilerOptions": { "strict": true }, "include": ["*.ts"] }',
  'prices.ts': 'export function priceOf(net: number): number {\n  return net * 2;\n}\n',
  'shared.ts': shared,
  'user.ts': user,
  'closed.ts': "import { shared } from './shared';\n\nexport const one = shared.length;\n",
};

/** An answer with one change. */
export function answer(search: string, replace: string): string {
  return `That is what was wrong.\n\n${block(search, replace)}\n`;
}

/** Answers one after the other; the last one again and again. */
export function answersOf(server: ModelServer, ...replies: readonly string[]): void {
  let at = 0;
  server.script({
    models: chatModels,
    reply: () => replies[Math.min(at++, replies.length - 1)] ?? assert.fail('no answer'),
  });
}

/** Repairs in the page. */
export function fixesIn(vscode: () => Session) {
  const page = () => vscode().workbench.page;
  const probe = () => vscode().workbench.probe;
  const progress = (words: string) =>
    page().locator('.notifications-list-container .notification-list-item', { hasText: words });
  /** What stands above the changes, row by row. */
  const rows = async () =>
    (
      await page().locator('.editor-group-container.active .codelens-decoration').allTextContents()
    ).map((text) => text.replaceAll('\u00a0', ' '));
  /** As a toast it may be gone. */
  const inList = async (fits: () => Promise<boolean>) => {
    await until(
      async () => {
        await probe().command('notifications.showList');
        return fits();
      },
      20_000,
      async () => `there is ${JSON.stringify(await vscode().workbench.notifications())}`,
    );
  };
  return {
    rows,
    /** Opens a document and waits until somebody reports the problem; the cursor goes to the `█`. */
    async openWrong(name: string, text: string, message: RegExp) {
      await vscode().open(name, text);
      await until(
        async () => (await probe().diagnostics()).some((one) => message.test(one.message)),
        30_000,
        async () => `there is ${JSON.stringify(await probe().diagnostics())}`,
      );
    },
    fix: () => vscode().workbench.command('Ghostline: Fix'),
    /** Waits for what stands in front of the rows above a change. */
    async waitForVerdict(words: string) {
      await until(
        async () => (await rows()).some((row) => row.includes(`Ghostline: ${words}`)),
        20_000,
        async () => `there is ${JSON.stringify(await rows())}`,
      );
    },
    waitForWords: (words: string) =>
      inList(async () =>
        (await vscode().workbench.notifications()).some((text) => text.includes(words)),
      ),
    waitForProgress: (words: string) => inList(async () => (await progress(words).count()) > 0),
    /** Stops what the progress is about. */
    async cancel(words: string) {
      const row = progress(words).first();
      const button = row.locator('a.monaco-button', { hasText: 'Cancel' });
      // A click on the row shows its buttons, or hides them.
      await until(
        async () => {
          if (!(await button.isVisible())) {
            await row.click();
          }
          return button.isVisible();
        },
        10_000,
        async () => 'the progress shows no button',
      );
      await button.click();
      await row.waitFor({ state: 'detached' });
    },
    clearNotifications: () => probe().command('notifications.clearAll'),
    /** Asserts that the document is what it was, saved as it was. */
    async assertUntouched(text: string) {
      const editor = await vscode().workbench.editor();
      assert.equal(editor.text, text);
      assert.equal(editor.isDirty, false, 'dirty');
    },
    onDisk: (name: string) => readFile(path.join(vscode().folder, name), 'utf8'),
  };
}
