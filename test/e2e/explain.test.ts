import assert from 'node:assert/strict';
import { until } from '../host/until.mts';
import { chatModels, explanationsIn, questionsTo, wordsOf } from './explainThread.ts';
import { useOllama } from './models.ts';
import { useSession } from './session.ts';

const source =
  "import { priceOf } from './prices';\n\nexport function sumOf(values: number[]): number {\n" +
  '  let total = 0;\n  for (const value of values) {\n    total += priceOf(va█lue);\n  }\n  return total;\n}\n\n' +
  'export const limit = 10;\nexport const wrong: string = 5;\n';
const reply =
  '## What it does\n\nAdds **all** prices.\n\n```ts\nconst sum = sumOf([1]);\n```\n\nEnd of it.';
const files = {
  'tsconfig.json': '{ "compilerOptions": { "strict": true }, "include": ["*.ts"] }',
  'prices.ts':
    '/** In cents. */\nexport function priceOf(net: number): number {\n  return net * 2;\n}\n',
  '.ghostlineignore': 'private.ts\n',
};

describe('explaining', () => {
  const vscode = useSession({ files });
  const ollama = useOllama(vscode, { models: chatModels, reply });
  const explanations = explanationsIn(vscode);
  const asked = async () => wordsOf(await ollama().waitFor(({ path }) => path.endsWith('/chat')));

  it('the symbol around the cursor, from the keyboard, without a panel or the focus moving', async () => {
    const { workbench } = vscode();
    await vscode().open('sum.ts', source);
    await explanations.byKeyboard();
    await explanations.waitFor('Explanation ready: sumOf');
    await explanations.waitFor('End of it.');
    const words = await asked();
    assert.match(words, /The code that is asked about, lines 3-9:\nexport function sumOf/);
    assert.match(words, /Answer in English/);
    assert.equal(await workbench.page.locator('.part.panel:visible').count(), 0);
    assert.deepEqual(await workbench.notifications(), []);
    await workbench.type('x');
    await workbench.waitForText(/priceOf\(vaxlue\)/);
    await explanations.waitFor('This explains an earlier version of the code.');
    await workbench.press('Control+Z');
  });

  it('says to the model what the code uses, and links to it', async () => {
    const { workbench } = vscode();
    await vscode().open('uses.ts', source);
    await explanations.byKeyboard();
    await explanations.waitFor('Explanation ready');
    // The language server has 400 ms, which it needs to wake up.
    const link = explanations.bodies().last().locator('a', { hasText: 'priceOf (prices.ts:2)' });
    for (let questions = 2; (await link.count()) === 0 && questions < 9; questions++) {
      await explanations.click('Ask again');
      await until(
        async () => questionsTo(ollama()).length === questions,
        10_000,
        async () => 'the question does not come',
      );
      await explanations.waitFor('Explanation ready');
    }
    assert.match(
      wordsOf(questionsTo(ollama()).at(-1) ?? assert.fail()),
      /Definition of priceOf, from prices\.ts:\nexport function priceOf/,
    );
    await link.click();
    await workbench.waitForCaret(1, 0);
    await workbench.waitForText(/In cents/);
  });

  it('does not open the Comments panel when one comes back to the file either', async () => {
    const { workbench } = vscode();
    await vscode().open('back.ts', source);
    await explanations.byKeyboard();
    await explanations.waitFor('Explanation ready');
    await vscode().open('other.ts', 'export const other = 1;\n');
    await workbench.page.locator('.review-widget').waitFor({ state: 'detached' });
    await workbench.openFile(`${vscode().folder}/back.ts`);
    await explanations.waitFor('End of it.');
    assert.equal(await workbench.page.locator('.part.panel:visible').count(), 0);
  });

  it('what is selected, from the palette', async () => {
    const { workbench } = vscode();
    await vscode().open('palette.ts', source);
    await workbench.select(3, 2, 4, 10);
    await workbench.command('Ghostline: Explain');
    await explanations.waitFor('Explanation ready: palette.ts:4-5');
    assert.match(await asked(), /asked about, lines 4-5:\n {2}let total = 0;\n {2}for \(.*\{\n\n/);
  });

  it('several selections', async () => {
    const { workbench } = vscode();
    const lines = 'const a = 1;\nfoo();\nbar();\nconst b = 2;\nconst c = 3;\n';
    await vscode().open('several.ts', lines);
    await workbench.select(0, 0, 0, 5);
    await workbench.probe.command('editor.action.addSelectionToNextFindMatch');
    await explanations.byKeyboard();
    await explanations.waitFor('Explanation ready: several.ts:1-4');
    assert.match(
      await asked(),
      /asked about, line 1:\nconst a = 1;[\s\S]*asked about, line 4:\nconst b = 2;/,
    );
  });

  it('from the context menu, with one click', async () => {
    const { workbench } = vscode();
    await vscode().open('menu.ts', source);
    assert.ok((await workbench.contextMenu()).includes('Explain'));
    await workbench.page
      .locator('.monaco-menu .action-item')
      .filter({ has: workbench.page.locator('.action-label', { hasText: /^Explain$/ }) })
      .hover();
    // For the first tenth of a second a menu ignores the mouse button.
    await workbench.press('Enter');
    await explanations.waitFor('Explanation ready: sumOf');
  });

  it('a problem, from the lightbulb, behind what the language server offers', async () => {
    const { workbench } = vscode();
    await vscode().open('problem.ts', `${source}export const typo = limt;\n`);
    await workbench.waitForSquiggle('error');
    await workbench.goTo(12, 22);
    const titles = await workbench.codeActions();
    const [ours = -1, theirs = -1] = ['Explain this problem', 'Change spelling'].map((words) =>
      titles.findIndex((title) => title.startsWith(words)),
    );
    assert.ok(theirs > 0 && ours > theirs, titles.join());
    await workbench.chooseCodeAction('Explain this problem using Ghostline');
    await explanations.waitFor('Explanation ready');
    const words = await asked();
    assert.match(words, /line 13: error ts 2552: Cannot find name 'limt'\. Did you mean 'limit'\?/);
    assert.match(words, /what the message means here/);
  });

  it('a problem, from its hover', async () => {
    const { workbench } = vscode();
    await vscode().open('hover.ts', source);
    await workbench.waitForSquiggle('error');
    await workbench.goTo(11, 15);
    await workbench.press('Control+K');
    await workbench.press('Control+I');
    await workbench.page
      .locator('.monaco-hover a', { hasText: 'Explain this problem using Ghostline' })
      .click();
    await explanations.waitFor('Explanation ready');
    assert.match(await asked(), /what the message means here/);
  });

  it('offers no problem where the user wants none', async () => {
    const { workbench } = vscode();
    await vscode().configure({ 'ghostline.fix.lightbulb': false });
    await vscode().open('quiet.ts', 'export const quiet: string = 5;█\n');
    await workbench.waitForSquiggle('error');
    await workbench.goTo(0, 15);
    await workbench.press('Control+K');
    await workbench.press('Control+I');
    await workbench.page.locator('.monaco-hover', { hasText: 'not assignable' }).waitFor();
    assert.equal(
      await workbench.page.locator('.monaco-hover', { hasText: 'Ghostline' }).count(),
      0,
    );
  });

  it('says why there is nothing to explain, and asks nobody', async () => {
    const { workbench } = vscode();
    for (const [name, text, says] of [
      ['empty.ts', '\n\n', 'There is nothing to explain here.'],
      ['.env', 'KEY=1\n', 'This file may hold secrets'],
      ['private.ts', source, 'This file is excluded'],
    ] as const) {
      await vscode().open(name, text);
      await workbench.command('Ghostline: Explain');
      // In the list it stays, as a toast it may be gone.
      await until(
        async () => {
          await workbench.probe.command('notifications.showList');
          return (await workbench.notifications()).some((words) => words.startsWith(says));
        },
        10_000,
        async () => `there is ${JSON.stringify(await workbench.notifications())}`,
      );
      await workbench.probe.command('notifications.clearAll');
    }
    assert.deepEqual(questionsTo(ollama()), []);
  });

  it('offers the steps to a model where there is none', async () => {
    ollama().script({ models: [] });
    await vscode().open('setup.ts', source);
    await explanations.byKeyboard();
    await explanations.waitFor('ollama pull qwen2.5-coder:7b');
    await explanations.click('Set API key');
    await vscode().workbench.waitForInputBox();
    await vscode().workbench.press('Escape');
    ollama().script({ models: chatModels, reply });
    await explanations.click('Ask again');
    await explanations.waitFor('End of it.');
  });
});
