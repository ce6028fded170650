import assert from 'node:assert/strict';
import { until } from '../host/until.mts';
import { isGenerating } from '../servers/seenRequests.ts';
import { reportedTokens } from '../servers/wireFormats.ts';
import { explanationsIn } from './explainThread.ts';
import { useOllama } from './models.ts';
import { useSession } from './session.ts';
import { usagePageIn } from './usagePage.ts';

const local = {
  name: 'all:1b',
  capabilities: ['completion', 'insert', 'tools'],
  template: '{{ range .Messages }}',
  parameters: '1B',
};
const cloud = { ...local, name: 'giant:480b-cloud', remoteHost: 'https://ollama.test' };
const source = 'export function sumOf(values: number[]): number {\n  return values.length█\n}\n';
const reply = ' * 2;';

describe('usage', () => {
  const vscode = useSession();
  const ollama = useOllama(vscode, { models: [local, cloud], reply });
  const explanations = explanationsIn(vscode);
  const usage = usagePageIn(vscode);
  const generated = () =>
    ollama().requests.filter(({ body, path }) => isGenerating(path, body)).length;

  it('is nothing at first, adds up with the server, and can be reset', async () => {
    const { workbench } = vscode();
    await usage.show();
    await usage.reset();
    assert.match(await usage.text('#empty'), /^Nothing is counted yet/);
    await vscode().open('usage.ts', source);
    await workbench.type(' ');
    await workbench.waitForGhost(/^\* 2;?$/);
    await workbench.press('Tab');
    await workbench.goTo(0, 20);
    await explanations.byKeyboard();
    await explanations.waitFor('Explanation ready');
    await usage.show();
    await usage.waitForCell('By feature', 'Explanations', 'Requests', '1');
    const requests = await Promise.all(
      ['Completions', 'Explanations'].map((name) => usage.cell('By feature', name, 'Requests')),
    );
    assert.equal(Number(requests[0]) + Number(requests[1]), generated());
    const { output, prompt } = reportedTokens;
    assert.equal(await usage.cell('By feature', 'Explanations', 'Tokens in'), String(prompt));
    assert.equal(await usage.cell('By feature', 'Explanations', 'Tokens out'), String(output));
    assert.equal(await usage.cell('By feature', 'Completions', 'Accepted'), '1');
    assert.equal(await usage.cell('By model', 'all:1b', 'Cost'), '–');
    assert.equal(await usage.page().locator('canvas').count(), 3);
    for (const theme of ['Default Light Modern', 'Default High Contrast', 'Default Dark Modern']) {
      await vscode().configure({ 'workbench.colorTheme': theme });
      await workbench.screenshot(`out/usage ${theme}.png`);
    }
    await usage.page().locator('#feature').selectOption('Explanations');
    await usage.waitForCell('By day', /^\d{4}-/, 'Requests', '1');
    await usage.reset();
    assert.match(await usage.text('#empty'), /^Nothing is counted yet/);
  });

  it('stops what costs something at the limit, and what costs nothing goes on', async () => {
    const { workbench } = vscode();
    await usage.show();
    await usage.reset();
    await vscode().configure({
      'ghostline.ollama.completionModel': cloud.name,
      'ghostline.ollama.chatModel': cloud.name,
      'ghostline.usage.prices': { [cloud.name]: { input: 1e6, output: 0, currency: 'USD' } },
      'ghostline.usage.monthlyLimit': 20,
    });
    await vscode().open('limit.ts', source);
    await workbench.goTo(0, 20);
    await explanations.byKeyboard();
    await explanations.waitFor('Explanation ready');
    assert.equal(generated(), 1);
    await vscode().open('more.ts', source.replace('sumOf', 'countOf'));
    await workbench.type(' ');
    await workbench.waitForStatus('Ghostline', /The limit of this month is reached/);
    await workbench.goTo(0, 20);
    await explanations.byKeyboard();
    await explanations.waitFor('The limit of this month is reached, so nothing is sent to');
    assert.equal(generated(), 1);
    const told = async () =>
      (await workbench.notifications()).filter((words) => /limit that you set/.test(words)).length;
    await until(
      async () => {
        // In the list it stays, as a toast it may be gone.
        await workbench.probe.command('notifications.showList');
        return (await told()) === 1;
      },
      10_000,
      async () => `the message stands there ${await told()} times`,
    );
    await workbench.probe.command('notifications.clearAll');
    await vscode().configure({ 'ghostline.ollama.completionModel': local.name });
    await vscode().open('on.ts', source.replace('sumOf', 'lengthOf'));
    await workbench.type(' ');
    await workbench.waitForGhost(/^\* 2;?$/);
    await usage.show();
    await usage.waitForCell('By model', cloud.name, 'Cost', '20.00 USD');
    assert.match(await usage.text('#notes'), /This month: 20\.00 USD of the limit of 20\./);
    await workbench.screenshot('out/usage limit.png');
    await usage.reset();
  });
});
