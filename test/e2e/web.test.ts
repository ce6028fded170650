import assert from 'node:assert/strict';
import { until } from '../host/until.mts';
import { changesIn } from './editPage.ts';
import { chatModels, explanationsIn } from './explainThread.ts';
import { answer, answersOf, fixesIn } from './fixPage.ts';
import { fillModels, useOllama } from './models.ts';
import { useSession } from './session.ts';

describe('in VS Code for the Web', () => {
  const vscode = useSession({ inBrowser: true });
  const server = useOllama(vscode);
  const explanations = explanationsIn(vscode);
  const fixes = fixesIn(vscode);
  const changes = changesIn(vscode);

  beforeEach(() =>
    vscode().configure({
      'ghostline.provider': 'openai',
      'ghostline.openai.baseUrl': `${server().url}/v1`,
    }),
  );
  afterEach(() => fixes.clearNotifications());

  it('completes from a server that speaks the OpenAI API', async () => {
    const { workbench } = vscode();
    const order = 'const price = 1, quantity = 2;\n';
    server().script({ models: fillModels, reply: ' = price * quantity;' });
    await vscode().open('total.ts', `${order}const tota█\n`);
    await workbench.press('l');
    await workbench.waitForGhost(' = price * quantity;');
    await workbench.press('Tab');
    await workbench.waitForText(`${order}const total = price * quantity;\n`);
    // Only pages say where they are from.
    assert.ok(server().requests.every(({ headers }) => headers.origin !== undefined));
  });

  it('completes from the code itself, without a server', async () => {
    const { workbench } = vscode();
    await vscode().configure({ 'ghostline.provider': 'instant' });
    await workbench.command('Ghostline: Open a Sample to Type In');
    const text = () => workbench.editorText().catch(() => 'no editor');
    await until(async () => (await text()).includes('openTotal'), 10_000, text);
    await workbench.type('const chosen = ');
    // What is typed before the engine has read the document leads to nothing, and the next key asks again; with a
    // part of it read, the suggestion is shorter.
    const isSuggested = async () => {
      await workbench.type('o');
      const isThere = await workbench.waitForGhost(/rders\./, 2_000).then(
        () => true,
        () => false,
      );
      await (isThere ? undefined : workbench.press('Backspace'));
      return isThere;
    };
    await until(isSuggested, 20_000, text);
    await workbench.press('Tab');
    await workbench.waitForText(/const chosen = orders\./);
    await workbench.probe.closeAll();
    assert.deepEqual(server().requests, []);
  });

  it('says in Doctor what is missing there', async () => {
    const { workbench } = vscode();
    await workbench.command('Ghostline: Doctor');
    await workbench.waitForText(/Ghostline runs in the browser: .*cache on the disk.*TypeScript/);
    await workbench.probe.closeAll();
  });

  it('explains', async () => {
    server().script({ models: chatModels, reply: 'It adds what the lines cost.' });
    await vscode().open('sum.ts', 'export const sum = (prices: number[]) =>█ prices.length;\n');
    await explanations.byKeyboard();
    await explanations.waitFor('It adds what the lines cost.');
  });

  it('repairs, and sees that the problem is gone', async () => {
    const json = '{\n  "a": ,\n  "b": 2\n}\n';
    answersOf(server(), answer('  "a": ,', '  "a": 1,'));
    await fixes.openWrong('wrong.json', json, /Value expected/);
    await vscode().workbench.goTo(1, 7);
    await fixes.fix();
    await fixes.waitForVerdict('problem gone, none added in this file');
    await changes.assertText(json.replace('"a": ,', '"a": 1,'), true);
  });
});
