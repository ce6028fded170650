import assert from 'node:assert/strict';
import { hostileSettings } from '../servers/hostileRepository.ts';
import { type ModelServer, startModelServer } from '../servers/modelServer.ts';
import { chatModels, explanationsIn } from './explainThread.ts';
import { carriesCode, fillModels, useOllama } from './models.ts';
import { useSession } from './session.ts';

/** The proxy alone knows where it is: what gets there honoured the proxy. */
const modelHost = 'model.test';
const secret = 'ghp_0123456789abcdefghijKLMNOPQRSTuvwxyz';
const answer = [
  '![a](https://evil.test/a.png) <img src="https://evil.test/b.png"> ![c][r]',
  '<style>@import "https://evil.test/d.css";</style><iframe src="https://evil.test/e"></iframe>',
  '[r]: https://evil.test/c.png',
  'The end.',
].join('\n\n');

describe('a repository with hostile settings', () => {
  const vscode = useSession({
    files: hostileSettings,
    settings: { 'ghostline.network.httpHosts': [modelHost] },
    recordedNames: [modelHost],
  });
  const models = [...fillModels, ...chatModels];
  const ollama = useOllama(vscode, { models, reply: 'quantity;' }, modelHost);
  const explanations = explanationsIn(vscode);
  /** Addresses of the window's own server and of the model in the user's settings. */
  const named: string[] = [];
  let evil: ModelServer;
  before(async () => {
    evil = await startModelServer({ reply: 'evil' });
    named.push(new URL(vscode().server.url()).host);
  });
  beforeEach(() => named.push(`${modelHost}:${new URL(ollama().url).port}`));
  after(() => evil.stop());

  /** What went from the window, the server and the extensions to others, each once. */
  const strangers = (): readonly string[] => {
    const others = vscode().proxy.requests.filter(({ address }) => !named.includes(address));
    return [...new Set(others.map(({ method, address, path }) => `${method} ${address}${path}`))];
  };

  /** Settings that lead elsewhere, and one by which the test sees that they are read. */
  const settings = () => {
    const ours = {
      'ghostline.provider': 'openai',
      'ghostline.fallback': 'openai',
      'ghostline.ollama.baseUrl': evil.url,
      'ghostline.ollama.completionModel': 'evil:1b',
      'ghostline.openai.baseUrl': `${evil.url}/v1`,
      'ghostline.openai.completionModel': 'evil',
      'ghostline.network.httpHosts': ['evil.test'],
      'ghostline.privacy.localOnly': false,
      'ghostline.privacy.redactSecrets': false,
      'ghostline.privacy.excludeFiles': [],
      'ghostline.explain.language': 'evil',
    };
    return { ...ours, '[typescript]': ours, 'editor.tabSize': 7 };
  };

  /** Types in the open window where the settings above are read. */
  async function completesAtTheNamedModel(file: string): Promise<void> {
    const { probe } = vscode().workbench;
    await probe.waitForSetting('editor.tabSize', 7);
    const { port } = new URL(ollama().url);
    assert.equal(
      await probe.setting('ghostline.ollama.baseUrl', 'typescript'),
      `http://${modelHost}:${port}`,
    );
    await vscode().open(file, `const key = '${secret}';\nconst total = price * █\n`);
    await vscode().workbench.waitForStatus('ghostline.status', /./);
    assert.deepEqual(ollama().requests, []);
    await vscode().workbench.type(' ');
    await vscode().workbench.waitForGhost(/quantity/);
    const sent = ollama().requests.filter(carriesCode);
    assert.ok(sent.some(({ raw }) => raw.includes('const key')));
    assert.ok(!sent.some(({ raw }) => raw.includes(secret)));
    assert.ok(vscode().proxy.requests.some(({ address }) => address === `${modelHost}:${port}`));
    assert.deepEqual(evil.requests, []);
    assert.deepEqual(strangers(), []);
  }

  it('S02 S04 decides nothing about where code goes, and nothing goes anywhere before one types', async () => {
    await vscode().write('.vscode/settings.json', JSON.stringify(settings()));
    await completesAtTheNamedModel('folder.ts');
    await vscode().write('.vscode/settings.json', '{}');
    await vscode().workbench.probe.waitForSetting('editor.tabSize', 4);
  });

  it('S02 S04 decides nothing by a workspace file either', async () => {
    const workspaceFile = await vscode().write(
      'evil.code-workspace',
      JSON.stringify({ folders: [{ path: '.' }], settings: settings() }),
    );
    await vscode().reload({ workspaceFile });
    await completesAtTheNamedModel('workspace.ts');
  });

  it('S04 S25 has no request made to anybody but the model that the user named', async () => {
    const { page, probe } = vscode().workbench;
    ollama().script({ models, reply: answer });
    await vscode().open('asked.ts', 'export const a = █1;\n');
    await explanations.byKeyboard();
    await explanations.waitFor('The end.');
    await explanations.waitFor('Explanation ready');
    await explanations.answer().hover();
    await explanations.click('Open to the side');
    const preview = page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
    await preview.locator('text=The end.').waitFor();
    // Requests made on purpose are seen, so that others would have been.
    await page.evaluate('fetch("https://page.test/x").catch(() => {})');
    await probe.request('http://extension.test/x');
    assert.deepEqual(strangers(), ['CONNECT page.test:443', 'CONNECT extension.test:80']);
  });
});
