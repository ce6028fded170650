import assert from 'node:assert/strict';
import type { Session } from '../host/sessions.mts';
import { until } from '../host/until.mts';

/** One change as a model writes it. */
export function block(search: string, replace: string): string {
  const lines = (text: string) => (text === '' ? [] : [text]);
  return ['<<<<<<< SEARCH', ...lines(search), '=======', ...lines(replace), '>>>>>>> REPLACE'].join(
    '\n',
  );
}

/** Changes as they stand in the page. */
export function changesIn(vscode: () => Session) {
  const page = () => vscode().workbench.page;
  const row = '.editor-group-container.active .codelens-decoration';
  /** Commands and labels; what divides them is neither. */
  const lenses = () =>
    page()
      .locator(`${row} > a, ${row} > span`)
      .filter({ hasNotText: /^\s*\|\s*$/ });
  /**
   * Whenever an extension registers rows of its own, VS Code paints copies of those that it knows until it has asked
   * anew. They look alike, and do nothing.
   */
  const commands = () => page().locator(`${row} > a`);
  const titles = async () =>
    (await lenses().allTextContents()).map((text) => text.replaceAll('\u00a0', ' ').trim());
  const waitForNo = (words: string) =>
    until(
      async () => !(await titles()).some((title) => title.includes(words)),
      10_000,
      async () => `there is ${JSON.stringify(await titles())}`,
    );
  return {
    titles,
    /** Waits for a command above a line. */
    async waitFor(words: string | RegExp) {
      await lenses().filter({ hasText: words }).first().waitFor({ timeout: 10_000 });
    },
    waitForNone: () => waitForNo(''),
    /** Waits until no command or label has these words. */
    waitForNo,
    /** Clicks the command with these words; `place` counts those that are the same from 0. */
    async click(words: string | RegExp, place = 0) {
      await commands().filter({ hasText: words }).nth(place).click({ timeout: 10_000 });
    },
    /** Clicks a button in the title of the editor. */
    clickTitle: (title: string) =>
      page()
        .locator('.editor-group-container.active .editor-actions')
        .getByRole('button', { name: title })
        .first()
        .click({ timeout: 10_000 }),
    /** Asks for an edit at the cursor with the shortcut. */
    async edit(instruction: string) {
      const { workbench } = vscode();
      // The palette of a command before this one may be closing.
      await workbench.waitForNoQuickPick();
      await workbench.press('Control+K');
      await workbench.press('g');
      await workbench.waitForQuickPick();
      await workbench.insertText(instruction);
      // The label of what is typed has no links and no icons.
      await workbench.waitForPick(instruction.split('[')[0] ?? '');
      await workbench.press('Enter');
    },
    /** Asserts what the document holds and whether it counts as changed. */
    async assertText(text: string, isDirty: boolean) {
      const { workbench } = vscode();
      await workbench.waitForText(text);
      assert.equal((await workbench.editor()).isDirty, isDirty, 'dirty');
    },
    async waitForNotification(words: string | RegExp) {
      const { workbench } = vscode();
      const fits = (text: string) =>
        typeof words === 'string' ? text.includes(words) : words.test(text);
      await until(
        async () => {
          await workbench.probe.command('notifications.showList');
          return (await workbench.notifications()).some(fits);
        },
        10_000,
        async () => `there is ${JSON.stringify(await workbench.notifications())}`,
      );
      await workbench.probe.command('notifications.hideList');
      await workbench.focusEditor();
    },
  };
}
