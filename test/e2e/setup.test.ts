import assert from 'node:assert/strict';
import { until } from '../host/until.mts';
import { useOllama } from './models.ts';
import { useSession } from './session.ts';

const models = [
  { name: 'filler:1b', capabilities: ['completion', 'insert'], parameters: '1B' },
  {
    name: 'talker:7b',
    capabilities: ['completion', 'tools'],
    template: '{{ range .Messages }}',
    parameters: '7B',
    contextTokens: 32_768,
  },
  {
    name: 'giant:480b-cloud',
    capabilities: ['completion', 'tools'],
    template: '{{ range .Messages }}',
    remoteHost: 'https://ollama.test',
  },
];
const part = { status: 'pulling 6a0746a1ec1a', digest: 'sha256:6a', total: 986_000_000 };

/** Set by choosing; named here so that they are taken back after each test. */
const untouched = {
  'ghostline.ollama.completionModel': '',
  'ghostline.ollama.chatModel': '',
};

describe('choosing a model', () => {
  const vscode = useSession();
  const ollama = useOllama(vscode, { models, loaded: ['filler:1b'] });
  beforeEach(() => vscode().configure(untouched));

  it('shows what each can do, and uses the chosen one for what it can', async () => {
    const { workbench } = vscode();
    await workbench.command('Ghostline: Select Model');
    const row = await workbench.waitForPick('talker:7b');
    assert.match(row, /7B · Q4_0 · 1 MB · context of 32,768 tokens · answers/);
    assert.match(await workbench.waitForPick('filler:1b'), /completes · in memory/);
    await workbench.choose('talker:7b');
    await workbench.probe.waitForSetting('ghostline.ollama.chatModel', 'talker:7b');
    assert.equal(await workbench.probe.setting('ghostline.ollama.completionModel'), '');
    assert.equal(await workbench.probe.setting('ghostline.provider'), 'auto');
  });

  it('says which model is in use, and can be left to choose by itself again', async () => {
    const { workbench } = vscode();
    await vscode().configure({ 'ghostline.ollama.completionModel': 'filler:1b' });
    await vscode().open('used.ts', 'const a█');
    await workbench.type(' = ');
    await ollama().waitFor(({ path }) => path.endsWith('/generate'));
    await workbench.command('Ghostline: Select Model');
    await workbench.page
      .locator('.quick-input-widget .monaco-list-row', { hasText: /filler:1b\s*completes now/ })
      .waitFor();
    await workbench.choose('Choose for me');
    await workbench.probe.waitForSetting('ghostline.ollama.completionModel', '');
  });

  it('names the way to another host before anything goes there', async () => {
    const { workbench } = vscode();
    await workbench.command('Ghostline: Select Model');
    assert.match(await workbench.waitForPick('giant:480b-cloud'), /runs on another host/);
    await workbench.choose('giant:480b-cloud');
    await workbench.waitForPick('For explanations and fixes');
    const { placeholder } = await workbench.waitForQuickPick();
    assert.match(placeholder, /^Code will be sent to the host that runs this model, through http/);
    await workbench.press('Escape');
    await workbench.waitForNoQuickPick();
    assert.equal(await workbench.probe.setting('ghostline.ollama.chatModel'), '');
  });

  it('says why a server lists nothing, with the other ways', async () => {
    const { workbench } = vscode();
    await vscode().configure({ 'ghostline.ollama.baseUrl': 'http://127.0.0.1:9' });
    await workbench.command('Ghostline: Select Model');
    assert.match(await workbench.waitForPick('No models from here'), /does not answer/);
    await workbench.waitForPick('Use another server');
    await workbench.press('Escape');
  });
});

describe('downloading a model', () => {
  const vscode = useSession();
  const ollama = useOllama(vscode, { models });
  beforeEach(() => vscode().configure(untouched));
  /** Waits for a notification; in the list it stays, as a toast it may be gone. */
  const notice = async (words: string) => {
    const { page, probe } = vscode().workbench;
    const item = page.locator('.notification-list-item', { hasText: words });
    await until(
      async () => {
        await probe.command('notifications.showList');
        return (await item.count()) > 0;
      },
      10_000,
      async () => `there is ${JSON.stringify(await vscode().workbench.notifications())}`,
    );
  };

  it('shows how far it is, stops, goes on and is used', async () => {
    const { workbench } = vscode();
    ollama().script({
      models,
      async *pull() {
        yield { ...part, completed: 246_500_000 };
        await new Promise(() => {});
      },
    });
    await workbench.command('Ghostline: Download a Model into Ollama');
    await workbench.choose('qwen2.5-coder:1.5b');
    await notice('Downloading qwen2.5-coder:1.5b');
    await notice('247 MB of 986 MB');
    await workbench.clickNotification('Cancel');
    const stopped = await ollama().waitFor(({ path }) => path.endsWith('/pull'));
    assert.equal(stopped.body.name, 'qwen2.5-coder:1.5b');
    await stopped.abandoned;

    const name = 'qwen2.5-coder:1.5b';
    const coder = { name, capabilities: ['completion', 'insert'], parameters: '1.5B' };
    ollama().script({
      models: [...models, coder],
      async *pull() {
        yield { ...part, completed: 986_000_000 };
        yield { status: 'success' };
      },
    });
    await workbench.command('Ghostline: Download a Model into Ollama');
    await workbench.choose(name);
    await notice(`${name} is installed.`);
    await workbench.clickNotification('Use It');
    await workbench.probe.waitForSetting('ghostline.ollama.completionModel', name);
  });

  it('takes any name, and says what Ollama says when there is none or no room', async () => {
    const { workbench } = vscode();
    for (const [error, words] of [
      ['pull model manifest: file does not exist', 'Ollama knows no model no-such-model'],
      ['write blobs/sha256-6a: no space left on device', 'There is no room for no-such-model'],
    ] as const) {
      ollama().script({
        models,
        async *pull() {
          yield { error };
        },
      });
      await workbench.command('Ghostline: Download a Model into Ollama');
      await workbench.waitForPick('qwen2.5-coder:1.5b');
      await workbench.page.keyboard.insertText('no-such-model');
      await workbench.choose('no-such-model');
      await notice(words);
      await workbench.probe.command('notifications.clearAll');
    }
  });
});
