import assert from 'node:assert/strict';
import { until } from '../host/until.mts';
import { useOllama } from './models.ts';
import { useSession } from './session.ts';

const category = 'ghostline.ghostline#start';
const untouched = { 'ghostline.ollama.chatModel': '', 'ghostline.openai.baseUrl': '' };

describe('the walkthrough', () => {
  const vscode = useSession();
  const server = useOllama(vscode, { reply: 'OK', key: 'right-key' });
  beforeEach(() => vscode().configure(untouched));

  const open = () =>
    vscode().workbench.probe.command('workbench.action.openWalkthrough', category, false);
  /** Whether VS Code shows a step as done. */
  const isDone = (title: string) =>
    vscode()
      .workbench.page.locator('.getting-started-step', { hasText: title })
      .locator('.complete')
      .count();
  const waitForDone = (title: string) =>
    until(
      async () => (await isDone(title)) > 0,
      15_000,
      async () =>
        `${title} is open; ${await vscode().workbench.page.locator('.getting-started-step').count()} steps`,
    );

  it('has steps that complete themselves by what really happened', async () => {
    const { workbench } = vscode();
    server().script({
      models: [{ name: 'test-model:1b', capabilities: ['completion', 'insert'], parameters: '1B' }],
      reply: 'OK',
    });
    await open();
    await workbench.page.locator('.getting-started-step', { hasText: 'Connect Ollama' }).waitFor();
    assert.equal(await isDone('Connect Ollama'), 0);
    assert.equal(await isDone('Take a suggestion'), 0);
    await workbench.screenshot('out/walkthrough.png');
    await workbench.command('Ghostline: Connect Ollama');
    await waitForDone('Connect Ollama');

    await vscode().configure({ 'ghostline.openai.baseUrl': `${server().url}/v1` });
    await workbench.command('Ghostline: Set API Key');
    await workbench.waitForInputBox();
    await workbench.insertText('right-key');
    await workbench.press('Enter');
    await waitForDone('Or use a server');

    await vscode().configure({ 'ghostline.provider': 'instant' });
    await workbench.command('Ghostline: Open a Sample to Type In');
    await workbench.type('const chosen = o');
    await workbench.waitForGhost(/rders\.filter/);
    await workbench.press('Tab');
    await open();
    await waitForDone('It completes already');
    await waitForDone('Take a suggestion');
    await workbench.probe.command('notifications.clearAll');
    await workbench.command('Ghostline: Clear API Key');
  });

  it('says how to get Ollama and a model where they are missing', async () => {
    const { page, probe, ...workbench } = vscode().workbench;
    server().script({ models: [] });
    await workbench.command('Ghostline: Connect Ollama');
    const words =
      /has no model that completes code\. qwen2\.5-coder:\S+ \([\d.]+ [MG]B\) goes well/;
    const notice = page.locator('.notification-list-item', { hasText: words });
    await until(
      async () => {
        await probe.command('notifications.showList');
        return (await notice.count()) > 0;
      },
      10_000,
      async () => JSON.stringify(await workbench.notifications()),
    );
    await probe.command('notifications.clearAll');
    await vscode().configure({ 'ghostline.ollama.baseUrl': 'http://127.0.0.1:9' });
    await workbench.command('Ghostline: Connect Ollama');
    assert.match(await workbench.waitForPick('Copy the command that starts it'), /ollama serve/);
    await workbench.waitForPick('Download Ollama for');
    await workbench.press('Escape');
    await workbench.waitForNoQuickPick();
  });
});
