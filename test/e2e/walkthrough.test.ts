import assert from 'node:assert/strict';
import { until } from '../host/until.mts';
import { takeInSample } from './instantPage.ts';
import { type fillModels, modelsOf, useOllama } from './models.ts';
import { useSession } from './session.ts';

const category = 'ghostline.ghostline#start';
const untouched = { 'ghostline.ollama.chatModel': '', 'ghostline.openai.baseUrl': '' };

describe('the walkthrough', () => {
  const vscode = useSession();
  const server = useOllama(vscode, { reply: 'OK', key: 'right-key' });
  beforeEach(() => vscode().configure(untouched));

  const step = (title: string) =>
    vscode().workbench.page.locator('.getting-started-step', { hasText: title });
  const open = () =>
    vscode().workbench.probe.command('workbench.action.openWalkthrough', category, false);
  const isDone = (title: string) => step(title).locator('.complete').count();
  const waitForDone = (title: string) => step(title).locator('.complete').first().waitFor();
  /** Waits for a notification and clicks its button; in the list it stays, as a toast it may be gone. */
  const notice = async (words: RegExp, button?: string) => {
    const { clickNotification, notifications, page, probe } = vscode().workbench;
    const item = page.locator('.notification-list-item', { hasText: words });
    await until(
      async () => {
        await probe.command('notifications.showList');
        return (await item.count()) > 0;
      },
      10_000,
      async () => JSON.stringify(await notifications()),
    );
    // What a button leads to may be said at once.
    await (button === undefined
      ? probe.command('notifications.clearAll')
      : clickNotification(button));
  };

  it('has steps that complete themselves by what really happened', async () => {
    const { workbench } = vscode();
    const models: (typeof fillModels)[number][] = [];
    server().script({
      models,
      reply: 'OK',
      async *pull(name) {
        models.push(...modelsOf(['completion', 'insert'], String(name)));
        yield { status: 'success' };
      },
    });
    // Nothing but the steps looks for a model.
    await vscode().configure({ 'ghostline.provider': 'instant' });
    await open();
    // It takes the focus a while after it is there, which would close what a command asks.
    await workbench.page.locator('.getting-started-step.expanded:focus').waitFor();
    for (const title of ['It completes', 'Connect Ollama', 'Or use a server', 'Take a']) {
      assert.equal(await isDone(title), 0, title);
    }
    await workbench.screenshot('out/walkthrough.png');
    // So does a step that is done: the next one gets the focus.
    await workbench.probe.closeAll();

    await workbench.command('Ghostline: Connect Ollama');
    await notice(/has no model that completes code/, 'Download qwen2.5-coder');
    await notice(/qwen2\.5-coder:\S+ is installed/);
    await open();
    await waitForDone('Connect Ollama');
    await workbench.probe.closeAll();
    await workbench.command('Ghostline: Connect Ollama');
    await notice(/These complete code: qwen2\.5-coder/);
    await vscode().configure({ 'ghostline.openai.baseUrl': `${server().url}/v1` });
    await workbench.command('Ghostline: Set API Key');
    await workbench.waitForInputBox();
    await workbench.insertText('right-key');
    await workbench.press('Enter');
    await notice(/took the key, and qwen2\.5-coder:\S+ answered/);

    await takeInSample(workbench);
    await open();
    for (const title of ['It completes', 'Connect Ollama', 'Or use a server', 'Take a']) {
      await waitForDone(title);
    }
    await workbench.probe.closeAll();
    await workbench.command('Ghostline: Clear API Key');
  });

  it('says how to get Ollama and a model where they are missing', async () => {
    const { workbench } = vscode();
    server().script({ models: [] });
    await workbench.command('Ghostline: Connect Ollama');
    await notice(/has no model that completes code\. qwen2\.5-coder:\S+ \([\d.]+ [MG]B\) \S/);
    await vscode().configure({ 'ghostline.ollama.baseUrl': 'http://127.0.0.1:9' });
    await workbench.command('Ghostline: Connect Ollama');
    assert.match(await workbench.waitForPick('Copy the command that starts it'), /ollama serve/);
    await workbench.waitForPick('Download Ollama for');
    await workbench.press('Escape');
    await workbench.waitForNoQuickPick();
  });
});
