import assert from 'node:assert/strict';
import { type ModelServer, startModelServer } from '../servers/modelServer.ts';
import { useSession } from './session.ts';

describe('a window that opens with a document in it', () => {
  const vscode = useSession({ files: { 'startup.txt': 'a window of its own' } });
  let server: ModelServer;
  before(async () => {
    server = await startModelServer({
      models: [{ name: 'test-model:1b', capabilities: ['completion', 'insert'], parameters: '1B' }],
      reply: '* quantity;',
    });
  });
  after(() => server.stop());

  it('completes there and says so in the status item', async () => {
    await vscode().configure({
      'ghostline.provider': 'auto',
      'ghostline.ollama.baseUrl': server.url,
    });
    const openFile = await vscode().write(
      'open.ts',
      'const price = 1, quantity = 2;\nconst total = price\n',
    );
    await vscode().reload({ openFile });
    const { workbench } = vscode();
    assert.equal((await workbench.probe.editor()).file, openFile);
    await workbench.goTo(1, 'const total = price'.length);
    await workbench.type(' ');
    await workbench.waitForGhost('* quantity;');
    await workbench.waitForStatus('Ghostline', /Last suggestion/);
  });
});
