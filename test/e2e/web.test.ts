import assert from 'node:assert/strict';
import { changesIn } from './editPage.ts';
import { chatModels, explanationsIn } from './explainThread.ts';
import { answer, answersOf, fixesIn } from './fixPage.ts';
import { takeInSample } from './instantPage.ts';
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
    await takeInSample(workbench);
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
