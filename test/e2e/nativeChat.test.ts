import assert from 'node:assert/strict';
import { until } from '../host/until.mts';
import { useOllama } from './models.ts';
import { useSession } from './session.ts';

const models = [
  {
    name: 'talker:7b',
    capabilities: ['completion', 'tools', 'vision'],
    template: '{{ range .Messages }}',
    parameters: '7B',
    contextTokens: 32_768,
  },
  { name: 'filler:1b', capabilities: ['completion', 'insert'], parameters: '1B' },
];
const id = 'ollama:talker:7b';
/** One pixel: VS Code looks at a picture before it hands it on. */
const image =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const vendor = 'ghostline';

describe('the models in VS Code’s own chat', () => {
  // A window of its own: what VS Code's chat brings stays active, and would have the field in later tests.
  const vscode = useSession({ files: { 'chat.txt': '' } });
  const ollama = useOllama(vscode, { models });
  const listed = async () =>
    (await vscode().workbench.probe.chatModels(vendor)).map(({ name }) => name);

  it('are there for another extension, which gets a stream, calls of tools and counts', async () => {
    const { probe } = vscode().workbench;
    assert.deepEqual(await probe.chatModels(vendor), [
      { id, name: 'talker:7b', family: 'talker', maxInputTokens: 6_144 },
    ]);
    const reply = 'I look at it.';
    let release = () => {};
    const holdRest = new Promise<void>((resolve) => {
      release = resolve;
    });
    ollama().script({
      models,
      reply,
      pieceCharacters: 5,
      holdRest,
      calls: [{ name: 'read_file', arguments: '{"path":"a.ts"}' }],
    });
    const text = 'What is in a.ts? '.repeat(10);
    const answering = probe.askChatModel({ vendor, id, text, image });
    // The server sends no more before the first piece was seen there.
    const heard = async () => (await probe.chatPieces()).join('');
    await until(
      async () => (await heard()) !== '',
      10_000,
      async () => 'no piece came',
    );
    const first = await heard();
    assert.ok(reply.startsWith(first) && first.length <= 5, first);
    release();
    const answer = await answering;
    const { pieces = [], ...rest } = answer;
    assert.deepEqual(
      { ...rest, text: pieces.join('') },
      {
        text: reply,
        calls: [{ name: 'read_file', input: { path: 'a.ts' } }],
        tokens: Math.ceil(text.length / 3.2),
      },
    );
    const { body } = await ollama().waitFor(({ path }) => path === '/api/chat');
    assert.deepEqual(body.messages, [{ role: 'user', content: text, images: [image] }]);
    assert.equal(body.tools[0].function.name, 'read_file');
  });

  it('end at the socket when that extension has enough', async () => {
    ollama().script({ models, reply: 'abc', pieceCharacters: 1, fault: { kind: 'stall' } });
    const asked = { vendor, id, text: 'Go.', stop: true };
    const [request] = await Promise.all([
      ollama().waitFor(({ path }) => path === '/api/chat'),
      vscode().workbench.probe.askChatModel(asked),
    ]);
    await request.abandoned;
  });

  it('say in words what is wrong', async () => {
    ollama().script({
      models,
      fault: { kind: 'status', status: 500, body: '{"error":"no memory"}' },
    });
    const { probe } = vscode().workbench;
    const { error } = await probe.askChatModel({ vendor, id, text: 'Go.' });
    assert.match(error ?? '', /refused the request \(HTTP 500\): no memory/);
  });

  it('stand in the picker of the chat', async () => {
    const { page, probe, screenshot } = vscode().workbench;
    await vscode().configure({ 'chat.disableAIFeatures': false });
    await listed();
    await probe.command('workbench.action.chat.open');
    await probe.command('workbench.action.chat.openModelPicker');
    await page
      .locator('.monaco-list-row', { hasText: /talker:7b.*local \(127\.0\.0\.1/ })
      .waitFor();
    await screenshot('out/chat-picker.png');
    await page.keyboard.press('Escape');
    await probe.command('workbench.action.closeAuxiliaryBar');
  });

  it('follow the settings, and are gone by one of them', async () => {
    assert.deepEqual(await listed(), ['talker:7b']);
    await vscode().configure({ 'ghostline.provider': 'instant' });
    assert.deepEqual(await listed(), []);
    await vscode().configure({ 'ghostline.provider': 'ollama' });
    assert.deepEqual(await listed(), ['talker:7b']);
    await vscode().configure({ 'ghostline.chat.models': false });
    assert.deepEqual(await listed(), []);
  });
});
