import assert from 'node:assert/strict';
import { until } from '../host/until.mts';
import { type ModelServer, type Script, startModelServer } from '../servers/modelServer.ts';
import { startPageServer } from '../servers/pageServer.ts';
import { useSession } from './session.ts';

const coder = {
  name: 'coder:1b',
  capabilities: ['completion', 'insert', 'tools'],
  template: '{{ range .Messages }}',
  parameters: '1B',
};
const reply = 'return sum(item["price"] * item["quantity"] for item in items)';
const healthy: Script = { models: [coder], reply };

describe('Doctor', () => {
  const vscode = useSession();
  let server: ModelServer;
  let examined = 0;
  beforeEach(async () => {
    server = await startModelServer(healthy);
  });
  afterEach(() => server.stop());

  const page = async () => {
    const { workbench } = vscode();
    const { scheme, text } = await workbench.editor();
    return scheme === 'ghostline-doctor' ? text : '';
  };
  /** Waits until a row stands as wanted, e.g. `✗ Server: needs repair`. */
  const waitForRow = (heading: string, says: RegExp = /(?:)/) =>
    until(
      async () => {
        const at = (await page()).split('## ').find((row) => row.startsWith(heading));
        return at !== undefined && says.test(at);
      },
      15_000,
      async () => `the page is:\n${await page()}`,
    );
  /** Waits until all checks about a file are over: the page shows what was before until VS Code reads it again. */
  const waitForEnd = (file: string) =>
    until(
      async () => {
        const text = await page();
        return text.includes(`For ${file}, line`) && !/^## …/m.test(text);
      },
      15_000,
      async () => `the page is:\n${await page()}`,
    );
  /** Clicks a command above a row, as a person does. */
  const click = async (heading: string, words: string) => {
    const { workbench } = vscode();
    const line = (await page()).split('\n').findIndex((text) => text.startsWith(`## ${heading}`));
    assert.notEqual(line, -1, `no row ${heading}`);
    await workbench.probe.select({ line, character: 0 });
    await workbench.page.locator('.codelens-decoration a', { hasText: words }).first().click();
  };
  const dialog = () => vscode().workbench.page.locator('.monaco-dialog-box');
  /** Answers the question that is asked before code may go elsewhere. */
  const answer = (button: string) =>
    dialog().getByRole('button', { name: button, exact: true }).click();
  const examine = async (settings: Readonly<Record<string, unknown>>) => {
    const { workbench } = vscode();
    await vscode().configure({
      'ghostline.provider': 'ollama',
      'ghostline.ollama.baseUrl': server.url,
      ...settings,
    });
    const file = `examined${examined++}.ts`;
    await vscode().open(file, 'const total = █\n');
    await workbench.command('Ghostline: Doctor');
    await waitForEnd(file);
  };

  const dead = async () => {
    const gone = await startModelServer();
    await gone.stop();
    return Number(new URL(gone.url).port);
  };
  /** @param before what the box begins with: it tells it from the list that was there before */
  const typeInto = async (text: string, before = '') => {
    const { workbench } = vscode();
    await until(
      async () => (await workbench.quickPick())?.value.startsWith(before) === true,
      10_000,
      async () => `there is ${JSON.stringify(await workbench.quickPick())}`,
    );
    await workbench.press('Control+A');
    await workbench.insertText(text);
    await workbench.press('Enter');
  };
  const isFine = (row: string) => waitForRow(`✓ ${row}: fine`);

  it('finds nothing wrong where all is well, and is copied without what is nobody’s business', async () => {
    await examine({ 'ghostline.openai.baseUrl': 'https://somebody:pass-word@models.test/v1' });
    assert.match(await page(), /Nothing needs repair\.\n/);
    assert.match(await page(), /coder:1b filled a hole in a sample \(suffix\)/);
    assert.match(await page(), /examined\d\.ts \(typescript\): 14 characters before the cursor/);
    assert.ok(!(await page()).includes('pass-word'));
    assert.match(await page(), /- `ghostline\.provider` = "ollama" \(set by you/);
    assert.match(
      await page(),
      /\n\nThe others are as they come:\n\n- `ghostline`: fallback = ""\n/,
    );
    assert.match(
      await page(),
      /\n- `ghostline\.completion`: enabled = true · trigger = "automatic" · /,
    );
    await click('✓ What would be sent from here', 'Preview the request');
    const shown = () => vscode().workbench.editor();
    await until(
      async () => (await shown()).scheme === 'ghostline-request',
      10_000,
      async () => `there is ${JSON.stringify(await shown())}`,
    );
    assert.match((await shown()).text, /examined\d\.ts/);
  });

  it('looks by itself at a server that is named to stand in', async () => {
    await examine({ 'ghostline.openai.baseUrl': 'https://somebody:pass-word@models.test/v1' });
    assert.match(await page(), /## ✓ Server that stands in: fine/);
    await vscode().configure({ 'ghostline.fallback': 'openai' });
    await waitForRow('✗ Server that stands in: needs repair', /holds a name or a password/);
  });

  it('is stopped', async () => {
    const hold = Promise.withResolvers<void>();
    server.script({ ...healthy, hold: hold.promise });
    const { workbench } = vscode();
    await vscode().configure({
      'ghostline.provider': 'ollama',
      'ghostline.ollama.baseUrl': server.url,
    });
    await vscode().open('stopped.ts', 'const total = █\n');
    await workbench.command('Ghostline: Doctor');
    const asked = await server.waitFor(({ path }) => path.endsWith('/generate'));
    await waitForRow('✓ Server: fine');
    await workbench.page.locator('.codelens-decoration a', { hasText: 'Stop' }).first().click();
    await waitForRow('– A completion, tried', /You stopped this check/);
    await asked.abandoned;
    hold.resolve();
  });

  it('1: a server that does not run is started', async () => {
    const port = await dead();
    await examine({ 'ghostline.ollama.baseUrl': `http://127.0.0.1:${port}` });
    await waitForRow('✗ Server: needs repair', /no program listens at that port/);
    await click('✗ Server', 'How to start Ollama');
    const started = await startModelServer(healthy, port);
    try {
      await vscode().workbench.choose('Check Again');
      await isFine('Server');
      await isFine('A completion, tried');
    } finally {
      await started.stop();
    }
  });

  it('2: a model on another machine than the remote one gets its address', async () => {
    await examine({ 'ghostline.ollama.baseUrl': `http://127.0.0.1:${await dead()}` });
    await waitForRow('✗ Where Ghostline runs', /not the computer you sit at/);
    await click('✗ Where Ghostline runs', 'Use the model of another address');
    await vscode().workbench.choose('Type an address');
    await typeInto(server.url, 'http://127.0.0.1:');
    await isFine('Where Ghostline runs');
    await isFine('Server');
  });

  it('3: a web page in the place of a server is left for the right address', async () => {
    const proxy = await startPageServer(200, '<html>Sign in</html>');
    try {
      await examine({ 'ghostline.ollama.baseUrl': proxy.url });
      await waitForRow('✗ Server: needs repair', /a proxy that asks to sign in/);
      await click('✗ Server', 'Change the address');
      await typeInto(server.url, 'http://127.0.0.1:');
      await isFine('Server');
    } finally {
      await proxy.stop();
    }
  });

  it('4: an old Ollama is updated', async () => {
    server.script({ ...healthy, version: '0.5.7' });
    await examine({});
    await waitForRow('✗ Server: needs repair', /Ollama 0\.5\.7 .* is older than 0\.6\.4/);
    await isFine('A completion, tried');
    server.script(healthy);
    await click('✗ Server', 'Check again');
    await isFine('Server');
  });

  it('5: a model that is gone is downloaded', async () => {
    const gone = { ...coder, name: 'gone:1b' };
    server.script({
      ...healthy,
      async *pull() {
        server.script({ models: [coder, gone], reply });
        yield { status: 'success' };
      },
    });
    await examine({ 'ghostline.ollama.completionModel': 'gone:1b' });
    await waitForRow('✗ Model for completions', /does not have gone:1b/);
    await click('✗ Model for completions', 'Download gone:1b');
    await isFine('Model for completions');
  });

  it('6: a wrong key is replaced', async () => {
    const { workbench } = vscode();
    const openAi = {
      'ghostline.provider': 'openai',
      'ghostline.openai.baseUrl': `${server.url}/v1`,
      'ghostline.openai.fill': 'suffix',
    };
    server.script({ ...healthy, key: 'right-key' });
    await examine(openAi);
    await waitForRow('✗ API key', /none is stored for it/);
    await click('✗ API key', 'Set API key');
    await typeInto('wrong-key');
    await waitForRow('✗ API key', /refused the key that is stored/);
    await click('✗ API key', 'Set API key');
    await typeInto('right-key');
    await isFine('API key');
    await isFine('A completion, tried');
    assert.ok(!(await page()).includes('-key'));
    await workbench.command('Ghostline: Clear API Key');
  });

  it('7: localOnly that refuses the chosen server is turned off', async () => {
    const address = server.url.replace('127.0.0.1', '0.0.0.0');
    await examine({
      'ghostline.ollama.baseUrl': address,
      'ghostline.network.httpHosts': ['0.0.0.0'],
      'ghostline.privacy.localOnly': true,
    });
    await waitForRow('✗ Server', /localOnly is on/);
    await click('✗ Server', 'Allow other machines');
    await answer('Allow');
    await isFine('Server');
  });

  it('S30 8: a server without encryption is allowed by name, and by no extension', async () => {
    await examine({
      'ghostline.ollama.baseUrl': server.url.replace('127.0.0.1', '0.0.0.0'),
      'ghostline.network.httpHosts': [],
    });
    await waitForRow('✗ Server', /reached without encryption/);
    const { probe } = vscode().workbench;
    const allowed = () => probe.setting('ghostline.network.httpHosts');
    const called = probe.command('ghostline._doctor', 'repair', 'server', 0);
    await answer('Cancel');
    await called;
    assert.deepEqual(await allowed(), []);
    await click('✗ Server', 'Allow 0.0.0.0');
    await answer('Allow');
    await isFine('Server');
  });

  it('9: completions that are off for the language are turned on', async () => {
    await examine({ 'ghostline.completion.enabled': false });
    await waitForRow('✗ Completions in this document', /Completions are off here/);
    await click('✗ Completions', 'Turn completions on');
    await isFine('Completions in this document');
  });

  it('10: a snooze is ended', async () => {
    const { workbench } = vscode();
    await workbench.command('Ghostline: Snooze Completions');
    await workbench.choose('10 minutes');
    await examine({});
    await waitForRow('✗ Completions in this document', /snoozed/);
    await click('✗ Completions', 'End the snooze');
    await isFine('Completions in this document');
  });

  it('11: VS Code shows suggestions again', async () => {
    await examine({ 'editor.inlineSuggest.enabled': false });
    await waitForRow('✗ Settings of VS Code', /no suggestion is ever shown/);
    await click('✗ Settings of VS Code', 'Turn editor.inlineSuggest.enabled on');
    await isFine('Settings of VS Code');
  });

  it('says in the menu why there is no suggestion at this place, and goes on to Doctor', async () => {
    const { workbench } = vscode();
    await vscode().configure({ 'ghostline.completion.trigger': 'manual' });
    await vscode().open('why.ts', 'const total = █\n');
    await workbench.clickStatus('ghostline.status');
    const why = await workbench.waitForPick('Why no suggestion here?');
    assert.match(why, /only when you trigger them/);
    await workbench.choose('Why no suggestion here?');
    await waitForRow('✗ Completions in this document', /only when you trigger them/);
  });
});
