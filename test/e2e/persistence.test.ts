import assert from 'node:assert/strict';
import { until } from '../host/until.mts';
import { type ModelServer, startModelServer } from '../servers/modelServer.ts';
import { useSession } from './session.ts';

const text =
  'function cost(price: number, quantity: number) {\n  const total = price█\n  return total;\n}\n';

/** Questions for the text at the cursor; what comes behind a suggestion is fetched ahead. */
function questions(server: ModelServer): number {
  return server.requests.filter(({ body }) => body?.prompt?.endsWith('price ') === true).length;
}

describe('a reply that was kept', () => {
  const vscode = useSession({ files: { 'persistence.txt': 'a window of its own' } });
  let server: ModelServer;
  beforeEach(async () => {
    server = await startModelServer({
      models: [{ name: 'test-model:1b', capabilities: ['completion', 'insert'], parameters: '1B' }],
      reply: '* quantity;',
    });
    await vscode().configure({
      'ghostline.provider': 'auto',
      'ghostline.ollama.baseUrl': server.url,
    });
  });
  afterEach(() => server.stop());

  /** Types at the cursor of a file and returns what is suggested. */
  async function suggested(file: string): Promise<string> {
    await vscode().open(file, text);
    await vscode().workbench.type(' ');
    return vscode().workbench.waitForGhost();
  }

  /** Of this window: its log has no suggestion yet. */
  async function diskIsOpen(): Promise<boolean> {
    const log = await vscode().server.outputChannel('Ghostline');
    return log.includes('cache on disk: open') && !log.includes('completion shown');
  }

  it('answers after a window reload without a request', async () => {
    assert.equal(await suggested('kept.ts'), '* quantity;');
    assert.ok(questions(server) > 0);
    await vscode().reload();
    // The first window may have asked for what comes next, too.
    const asked = questions(server);
    // Code on the screen has the cache opened; a key before that may be too early for it.
    await vscode().open('other.ts', 'const a = 1;\n');
    await until(diskIsOpen, 10_000, async () => 'the cache on disk is not opened');
    // Whose answers count is known once a key had the model looked for.
    const log = await vscode().logFromNow();
    await vscode().workbench.type(' ');
    await log.waitFor(/model ready/);
    assert.equal(await suggested('kept.ts'), '* quantity;');
    assert.equal(questions(server), asked);
  });

  it('is asked for again after the cache was cleared, and after a reload (S40)', async () => {
    await suggested('cleared.ts');
    const asked = questions(server);
    await vscode().workbench.command('Ghostline: Clear Cached Answers');
    await vscode().reload();
    assert.equal(await suggested('cleared.ts'), '* quantity;');
    assert.ok(questions(server) > asked);
  });

  it('is asked for again where nothing is to be kept on disk', async () => {
    await vscode().configure({ 'ghostline.cache.persist': false });
    await suggested('off.ts');
    const asked = questions(server);
    await vscode().reload();
    assert.equal(await suggested('off.ts'), '* quantity;');
    assert.ok(questions(server) > asked);
  });
});
