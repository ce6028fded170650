import assert from 'node:assert/strict';
import { until } from '../host/until.mts';
import type { Fault } from '../servers/modelServer.ts';
import { carriesCode, fillModels, modelsOf, useOllama } from './models.ts';
import { useSession } from './session.ts';

const failures: readonly {
  readonly title: string;
  readonly fault: Fault;
  readonly says: RegExp;
}[] = [
  {
    title: 'answers with a web page',
    fault: { kind: 'html' },
    says: /sent something that is not a model reply/,
  },
  {
    title: 'breaks off in the middle',
    fault: { kind: 'reset' },
    says: /sent something that is not a model reply|does not answer/,
  },
  {
    title: 'has lost the model',
    fault: { kind: 'status', status: 404, body: '{"error":"model \'test-model:1b\' not found"}' },
    says: /does not have the model/,
  },
];

describe('a model that cannot be used', () => {
  const vscode = useSession();
  const ollama = useOllama(vscode);

  for (const { fault, says, title } of failures) {
    it(`gives no ghost text and no dialog, and the status item and its menu say why, when the server ${title}`, async () => {
      ollama().script({ models: fillModels, reply: 'never', fault });
      const { workbench } = vscode();
      const log = await vscode().logFromNow();
      await vscode().open('fails.ts', 'const a = █\n');
      await workbench.type('(');
      await log.waitFor(/completion none reason=model-failed .*error=/);
      // Half a line that came before the end is taken back.
      await workbench.waitForNoGhost();
      assert.deepEqual(await workbench.notifications(), []);
      assert.deepEqual(await workbench.dialogs(), []);
      await workbench.waitForStatus('ghostline.status', says);
      assert.deepEqual((await workbench.statusItem('ghostline.status'))?.icons, ['warning']);
      await workbench.clickStatus('ghostline.status');
      const why = await workbench.waitForPick('Why no suggestion here?');
      assert.match(why, says);
    });
  }

  it('shows nothing of a model that answers prose', async () => {
    ollama().script({
      models: modelsOf(['completion'], 'talker:1b'),
      reply: 'Sure! Here is how you could go on. It depends on what you want to do.',
    });
    const { workbench } = vscode();
    await vscode().configure({
      'ghostline.provider': 'ollama',
      'ghostline.ollama.completionModel': 'talker:1b',
    });
    const log = await vscode().logFromNow();
    await vscode().open('prose.ts', 'const a = █\n');
    await workbench.type('(');
    await log.waitFor(/completion none reason=nothing-useful/);
    assert.equal(await workbench.ghostText(), '');
  });
});

describe('a server that wants a key', () => {
  const vscode = useSession();
  const server = useOllama(vscode, { reply: '1, 2);', key: 'right-key', models: modelsOf([]) });

  it('refuses a wrong one: the status item names the remedy, and the right one ends it', async () => {
    const { workbench } = vscode();
    await vscode().configure({
      'ghostline.provider': 'openai',
      'ghostline.openai.baseUrl': `${server().url}/v1`,
      'ghostline.openai.fill': 'suffix',
    });
    /** Enters a key and waits for what comes of trying it. */
    const enterKey = async (key: string, said: RegExp): Promise<void> => {
      await workbench.command('Ghostline: Set API Key');
      await workbench.waitForInputBox();
      await workbench.insertText(key);
      await workbench.press('Enter');
      const notice = workbench.page.locator('.notification-list-item', { hasText: said });
      await until(
        async () => {
          // In the list it stays, as a toast it may be gone.
          await workbench.probe.command('notifications.showList');
          return (await notice.count()) > 0;
        },
        10_000,
        async () => JSON.stringify(await workbench.notifications()),
      );
      await workbench.probe.command('notifications.clearAll');
    };
    await enterKey('wrong-key', /refused the API key/);
    await vscode().open('key.ts', 'const sum = add█\n');
    await workbench.type('(');
    await workbench.waitForStatus('ghostline.status', /refused the API key.*Set API Key/);
    assert.deepEqual((await workbench.statusItem('ghostline.status'))?.icons, ['warning']);
    assert.equal(await workbench.ghostText(), '');
    assert.deepEqual(await workbench.notifications(), []);
    await workbench.screenshot('out/status-problem.png');
    await enterKey('right-key', /took the key, and test-model:1b answered/);
    await workbench.goTo(0, 16);
    await workbench.press('Backspace');
    await workbench.type('(');
    await workbench.waitForGhost(/1, 2/);
    assert.deepEqual((await workbench.statusItem('ghostline.status'))?.icons, ['sparkle']);
    const log = await vscode().server.outputChannel('Ghostline');
    assert.ok(!/(?:wrong|right)-key/.test(log), 'a key stands in the log');
    await workbench.command('Ghostline: Clear API Key');
  });
});

describe('a file that holds secrets', () => {
  const vscode = useSession();
  const ollama = useOllama(vscode, { reply: 'SHOWN' });

  for (const file of ['.env', 'id_rsa', 'server.pem']) {
    it(`S16 nothing of ${file} is read or sent`, async () => {
      const { workbench } = vscode();
      const log = await vscode().logFromNow();
      await vscode().open(file, 'TOKEN=█\n');
      await workbench.type('abc');
      await workbench.waitForText('TOKEN=abc\n');
      await log.waitFor(/completion none reason=secret-file/);
      await workbench.waitForStatus('ghostline.status', /off here.*may hold secrets/);
      assert.equal(await workbench.ghostText(), '');
      assert.ok(!ollama().requests.some(carriesCode));
    });
  }
});
