import assert from 'node:assert/strict';
import type { Session } from '../host/sessions.mts';
import { until } from '../host/until.mts';

/** The usage page as it stands in VS Code's window, inside the two frames of a webview. */
export function usagePageIn(vscode: () => Session) {
  const page = () =>
    vscode()
      .workbench.page.frameLocator('iframe.webview.ready')
      .frameLocator('iframe#active-frame');
  const table = (caption: string) =>
    page().locator('#tables table', { has: page().locator('caption', { hasText: caption }) });
  const cell = async (caption: string, row: string | RegExp, column: string): Promise<string> => {
    const headings = await table(caption).locator('thead th').allTextContents();
    const cells = await table(caption)
      .locator('tbody tr')
      .filter({ has: page().locator('th', { hasText: row }) })
      .first()
      .locator('th, td')
      .allTextContents();
    return cells[headings.indexOf(column)] ?? assert.fail(`${column} of ${row} is not there`);
  };
  return {
    page,
    cell,
    /** Opens the page, or shows it again, and waits until it is painted. */
    async show() {
      await vscode().workbench.command('Ghostline: Show Usage');
      await page().locator('h1', { hasText: 'Ghostline Usage' }).waitFor();
    },
    text: async (selector: string): Promise<string> =>
      (await page().locator(selector).textContent()) ?? '',
    async waitForCell(caption: string, row: string | RegExp, column: string, wanted: string) {
      const look = () => cell(caption, row, column).catch(() => 'nothing');
      await until(
        async () => (await look()) === wanted,
        10_000,
        async () => `${column} of ${row} is ${await look()}`,
      );
    },
    /** Forgets all figures, through the question that is asked first. */
    async reset() {
      await page().getByRole('button', { name: 'Reset…' }).click();
      const dialog = vscode().workbench.page.locator('.monaco-dialog-box');
      await dialog.getByRole('button', { name: 'Reset', exact: true }).click();
      await page().locator('body.empty').waitFor({ state: 'attached' });
    },
  };
}
